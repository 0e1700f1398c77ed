// Which failures say no more than that the server is not there any more. Knows nothing of VS Code.

import { ConnectionError, ConnectionErrors, ErrorCodes, ResponseError } from "vscode-languageserver-protocol";

/** Answers that the client's own side makes up for a request that can have none. */
const UNANSWERED: number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive, ErrorCodes.MessageWriteError];

/** What the system says of a pipe that nobody reads any more. */
const BROKEN = ["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"];

/** Whether a message failed because there was nobody to take it. What a running server answers is never that. */
export function nobodyThere(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.code === ConnectionErrors.Closed || error.code === ConnectionErrors.Disposed;
  if (error instanceof ResponseError) return UNANSWERED.includes(error.code);
  return error instanceof Error && "code" in error && BROKEN.includes(String(error.code));
}

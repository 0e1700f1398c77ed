// Credentials on their way to the server. They are put into the message behind the place where messages are traced, so
// that no trace, however verbose, can show them. Knows nothing of VS Code.

import type { Message } from "vscode-languageserver-protocol";
import type { MessageTransports } from "vscode-languageclient/node";
import { SignIn } from "./messages";

/** Variables as in the environment, such as `CJA_CLIENT_ID`. */
export type Variables = Record<string, string>;

/** The same transport, which gives each sign-in the variables of the moment. */
export function sealed(transports: MessageTransports, variables: () => Variables): MessageTransports {
  const inner = transports.writer;
  const filled = (message: Message): Message =>
    "method" in message && message.method === SignIn.method ? ({ ...message, params: { variables: variables() } } as Message) : message;
  return {
    ...transports,
    writer: {
      onError: inner.onError,
      onClose: inner.onClose,
      write: (message) => inner.write(filled(message)),
      end: () => inner.end(),
      dispose: () => inner.dispose(),
    },
  };
}

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { CancellationTokenSource, createMessageConnection, LSPErrorCodes, ErrorCodes, ResponseError, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { nobodyThere } from "../src/gone";

/** What a promise is rejected with. */
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => assert.fail("it did not fail"), (error: unknown) => error);

/** A client and a server that answers with the error that it is asked for, or never. */
function pair() {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
  server.onRequest("fail", (code: number) => new ResponseError(code, "no"));
  server.onRequest("never", () => new Promise(() => undefined));
  server.listen();
  const client = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  client.listen();
  return { client, server };
}

test("what a running server answers is an error like any other", async () => {
  const { client, server } = pair();
  for (const code of [ErrorCodes.InternalError, ErrorCodes.InvalidRequest, ErrorCodes.MethodNotFound, LSPErrorCodes.RequestFailed]) {
    assert.equal(nobodyThere(await failure(client.sendRequest("fail", code))), false, String(code));
  }
  assert.equal(nobodyThere(new Error("anything else")), false);
  assert.equal(nobodyThere(undefined), false);
  client.dispose();
  server.dispose();
});

test("a request that waits when the connection ends, and each one after it, has nobody who answers", async () => {
  const { client, server } = pair();
  const waiting = failure(client.sendRequest("never", new CancellationTokenSource().token));
  await client.sendNotification("sent");
  client.dispose();
  assert.equal(nobodyThere(await waiting), true);
  // Here the connection throws at once.
  assert.equal(nobodyThere(await failure((async () => client.sendRequest("never"))())), true);
  server.dispose();
});

test("nor is anybody behind the pipe of a program that ended", async () => {
  const child = spawn(process.execPath, ["--eval", ""], { stdio: ["pipe", "ignore", "ignore"] });
  const told: unknown[] = [];
  child.stdin.on("error", (error) => told.push(error));
  await once(child, "exit");
  const writer = new StreamMessageWriter(child.stdin);
  // The system may take the first messages still.
  const write = async () => {
    for (;;) await writer.write({ jsonrpc: "2.0" });
  };
  for (const error of [await failure(write()), ...told]) assert.equal(nobodyThere(error), true, String(error));
});

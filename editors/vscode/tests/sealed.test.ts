import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, Trace } from "vscode-languageserver-protocol/node";
import { SignIn } from "../src/messages";
import { sealed } from "../src/sealed";

test("the server gets the credentials, and the most verbose trace shows none of them", async () => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
  server.onRequest("cja/signIn", (params: { variables: Record<string, string> }) => ({ org: params.variables["CJA_ORG_ID"], got: params.variables["CJA_CLIENT_SECRET"]?.length }));
  server.listen();

  const transports = { reader: new StreamMessageReader(back), writer: new StreamMessageWriter(there) };
  const { reader, writer } = sealed(transports, () => ({ CJA_ORG_ID: "A@AdobeOrg", CJA_CLIENT_SECRET: "p8e-planted" }));
  const client = createMessageConnection(reader, writer);
  const traced: string[] = [];
  await client.trace(Trace.Verbose, { log: (message: unknown, data?: string) => void traced.push(JSON.stringify([message, data])) });
  client.listen();
  assert.deepEqual(await client.sendRequest(SignIn, {}), { org: "A@AdobeOrg", got: 11 });
  assert.match(traced.join(), /cja\/signIn/);
  assert.doesNotMatch(traced.join(), /planted/);
  client.dispose();
  server.dispose();
});

import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import { candidates, findServer, NoServer, parseVersion, runVersion, type Surroundings } from "../src/bootstrap";

const at = (changes: Partial<Surroundings> = {}): Surroundings => ({
  setting: "",
  extensionPath: "/ext",
  trusted: true,
  platform: "linux",
  ...changes,
});
const bundled = path.join("/ext", "server", "cja");

test("the bundled program comes first, then the PATH", () => {
  assert.deepEqual(candidates(at()).map((c) => c.command), [bundled, "cja"]);
});

test("a path in the settings is the only candidate", () => {
  assert.deepEqual(candidates(at({ setting: " /opt/cja " })), [{ command: "/opt/cja", origin: "setting" }]);
});

test("an untrusted folder gets the bundled program and nothing else", () => {
  assert.deepEqual(candidates(at({ setting: "/opt/cja", trusted: false })).map((c) => c.command), [bundled]);
});

test("Windows programs end in .exe", () => {
  assert.deepEqual(candidates(at({ platform: "win32" })).map((c) => path.basename(c.command)), ["cja.exe", "cja.exe"]);
});

test("only cja's own version line counts", () => {
  assert.equal(parseVersion("cja 0.1.0\n"), "0.1.0");
  assert.equal(parseVersion("cja 1.2.3-rc.1 (abc)\n"), "1.2.3-rc.1");
  assert.equal(parseVersion("git version 2.39.5\n"), undefined);
  assert.equal(parseVersion(""), undefined);
});

test("a bundled program that does not run gives way to the PATH, and the log says why", async () => {
  const log: string[] = [];
  const probe = (command: string) => (command === "cja" ? Promise.resolve("cja 0.1.0") : Promise.reject(new Error("spawn ENOENT")));
  const server = await findServer(at(), probe, (line) => log.push(line));
  assert.deepEqual(server, { command: "cja", origin: "PATH", version: "0.1.0" });
  assert.match(log[0] ?? "", /inside the extension.*ENOENT/);
  assert.match(log[1] ?? "", /Using cja \(from the PATH\), version 0\.1\.0/);
});

test("a wrong path in the settings is named, with what to do", async () => {
  const failure = findServer(at({ setting: "/opt/nothing" }), () => Promise.reject(new Error("spawn ENOENT")), () => {});
  await assert.rejects(failure, (e: Error) => e instanceof NoServer && /\/opt\/nothing.*ENOENT.*Correct the setting cja\.server\.path/.test(e.message));
});

test("another program under the name is refused", async () => {
  await assert.rejects(findServer(at(), () => Promise.resolve("hello"), () => {}), /did not answer as cja does but "hello"/);
});

test("a program that is not there is an error, not a hang", async () => {
  await assert.rejects(runVersion("/no/such/program"), /ENOENT/);
});

test("a real program is asked for its version", async () => {
  assert.equal(await runVersion(process.execPath), `${process.version}\n`);
});

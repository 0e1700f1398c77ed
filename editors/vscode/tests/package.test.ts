// The parts of package.json that a newer extension could break without a word from the compiler.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (name: string) => JSON.parse(readFileSync(name, "utf8"));
const manifest = read("package.json");
const properties: Record<string, { scope?: string; default?: unknown }> = manifest.contributes.configuration.properties;

test("the program's path can be set by the user alone", () => {
  assert.equal(properties["cja.server.path"]?.scope, "machine");
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes("cja.server.path"));
});

test("every setting has its scope and default", () => {
  for (const [name, property] of Object.entries(properties)) {
    assert.ok(property.scope, `${name} has no scope`);
    assert.ok("default" in property, `${name} has no default`);
  }
});

test("every version is pinned exactly, and the lock file agrees", () => {
  const lock = read("package-lock.json").packages;
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(String(version), /^\d+\.\d+\.\d+$/, `${name} is not pinned`);
    assert.equal(lock[`node_modules/${name}`].version, version, name);
  }
});

test("every command, the server's too, is in the palette, and the reverse", () => {
  const own = [...readFileSync("src/main.ts", "utf8").matchAll(/registerCommand\("([^"]+)"/g)].map((m) => m[1]);
  const list = /NAMES: \[&str; \d+\] = \[([^\]]+)\]/.exec(readFileSync("../../src/lsp/commands.rs", "utf8"))?.[1] ?? "";
  const servers = [...list.matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  assert.ok(servers.includes("cja.push"), "the server's list was found");
  // A plan has a name that only a program knows.
  const registered = [...own, ...servers.filter((name) => name !== "cja.apply")];
  const offered = manifest.contributes.commands.map((c: { command: string }) => c.command);
  assert.deepEqual(registered.sort(), offered.sort());
});

test("the word pattern takes a string with its quotes as one word", () => {
  const pattern = new RegExp(read("language-configuration.json").wordPattern, "g");
  assert.deepEqual('{ "a b": tru, "c\\"d'.match(pattern), ['"a b"', "tru", '"c\\"d']);
  // Behind a value no word begins, even where only its end is looked at: else a comma would open the list.
  assert.equal('",'.match(pattern), null);
});

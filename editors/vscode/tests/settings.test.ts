import assert from "node:assert/strict";
import { test } from "node:test";
import { serverSettings } from "../src/settings";

test("what only the editor understands stays in the editor", () => {
  assert.deepEqual(serverSettings({ server: { path: "/x" }, trace: { server: "off" }, roots: ["views"] }), { roots: ["views"] });
});

test("a setting that is not set is left out", () => {
  assert.deepEqual(serverSettings({ schema: null, rules: {} }), { rules: {} });
});

test("no section is no settings", () => {
  assert.deepEqual(serverSettings(undefined), {});
  assert.deepEqual(serverSettings(null), {});
});

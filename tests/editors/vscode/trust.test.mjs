// Which program is started: a folder's settings never choose it; the machine's settings do, in a trusted folder alone.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { camera, LIMIT, openFile, openWorkbench, startCodeServer, until, workspace } from "./harness.mjs";

/** A program that leaves a mark when it is started. */
function tripwire() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cja-tripwire-"));
  const program = path.join(folder, "cja");
  fs.writeFileSync(program, `#!/bin/sh\n: > ${folder}/started\n`, { mode: 0o755 });
  return { program, started: () => fs.existsSync(path.join(folder, "started")), remove: () => fs.rmSync(folder, { recursive: true }) };
}

async function open({ trust, machine, files, name }, check) {
  const space = workspace(files);
  let server, bench;
  try {
    server = await startCodeServer({ trust, machine });
    bench = await openWorkbench(server, space.folder);
    await openFile(bench.page, "shop.dataview.json");
    await check(bench.page);
    await camera(bench.page, `trust-${name}`)("end");
  } finally {
    await bench?.close();
    await server?.stop();
    space.remove();
  }
}
const marked = (page) => until("a squiggle", async () => (await page.locator(".squiggly-error").count()) === 1);

test("in a folder that is not trusted the bundled server runs, whatever the settings name", LIMIT, async () => {
  const wire = tripwire();
  const setting = { "cja.server.path": wire.program };
  const files = { ".vscode/settings.json": JSON.stringify(setting) };
  await open({ name: "restricted", trust: true, machine: setting, files }, async (page) => {
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await marked(page);
    assert.equal(wire.started(), false);
  });
  wire.remove();
});

test("a trusted folder's settings do not name the program either, the machine's do", LIMIT, async () => {
  const [folders, machines] = [tripwire(), tripwire()];
  const files = { ".vscode/settings.json": JSON.stringify({ "cja.server.path": folders.program }) };
  await open({ name: "trusted", machine: { "cja.server.path": machines.program }, files }, async (page) => {
    await until("the machine's program was started", machines.started);
    await page.locator(".notification-toast", { hasText: "Correct the setting cja.server.path" }).waitFor();
    assert.equal(folders.started(), false);
  });
  folders.remove();
  machines.remove();
});

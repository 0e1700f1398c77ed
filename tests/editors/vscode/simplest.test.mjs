// The simplest person: an empty folder, no configuration, credentials in the environment, and what cjapy wrote. Then a
// second person with a fresh clone of that folder.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { agree, camera, change, eventually, folderOf, goTo, lens, LIMIT, openFile, openWorkbench, pressLens, question, quickFix, startCodeServer, startSandbox, editorText, toast, until } from "./harness.mjs";

const FILE = "shop.dataview.json";
const space = folderOf({});
const clone = fs.mkdtempSync(path.join(os.tmpdir(), "cja-clone-"));
let sandbox, server, bench, page, shot, id;

/** A workbench with a home of its own: nothing of the first person is there for the second. */
async function sitDown(folder, name) {
  server = await startCodeServer({ variables: sandbox.env });
  bench = await openWorkbench(server, folder);
  page = bench.page;
  shot = camera(page, name);
}
async function getUp() {
  await shot?.("end");
  await bench?.close();
  await server?.stop();
  bench = server = shot = undefined;
}

before(async () => {
  sandbox = await startSandbox();
  id = sandbox.colleague("make", "Shop", "dg_0f0e0d0c-1111-2222-3333-444455556666");
  sandbox.colleague("dump", id, path.join(space.folder, FILE));
  await sitDown(space.folder, "first");
}, LIMIT);
after(async () => {
  await getUp();
  await sandbox?.stop();
  space.remove();
  fs.rmSync(clone, { recursive: true, force: true });
});

const says = (text) => async () => (await editorText(page)).includes(text);
const errors = () => page.locator(".squiggly-error").count();
const warnings = () => page.locator(".squiggly-warning").count();

test("what cjapy left behind is marked, and mended", LIMIT, async () => {
  const before = await sandbox.requests();
  await openFile(page, FILE);
  await until("a yellow squiggle", async () => (await warnings()) > 0);
  await shot("opened");
  await goTo(page, 23, 24);
  await quickFix(page, "Remove");
  await until("no squiggle", async () => (await warnings()) === 0);
  await change(page, "US/Mountain", "Europe/Berlinn");
  await until("a squiggle", async () => (await errors()) + (await warnings()) > 0);
  await shot("mistake");
  await change(page, "Berlinn", "Berlin");
  await until("no squiggle", async () => (await errors()) + (await warnings()) === 0);
  assert.equal(await sandbox.requests(), before, "nothing is sent before the first command");
});

test("one press and one yes push it", LIMIT, async () => {
  await pressLens(page, "Review & push", question(page));
  await shot("review");
  const asked = await agree(page, "Push 2 fields to default");
  assert.match(asked, /timezoneDesignator: "US\/Mountain" → "Europe\/Berlin"/);
  assert.match(asked, /Last change of the data view: /);
  await toast(page, 'Pushed 2 fields of "Shop" to default.').waitFor();
  await lens(page, "In sync · default").waitFor();
  await shot("pushed");
  const live = await sandbox.view(id);
  assert.deepEqual([live.timezoneDesignator, live.sessionDefinition[0].events], ["Europe/Berlin", undefined]);
  await eventually("the file is saved", () => assert.equal(JSON.parse(space.read(FILE)).timezoneDesignator, "Europe/Berlin"));
});

test("a second person pushes from a fresh clone", LIMIT, async () => {
  await getUp();
  const git = (...args) => execFileSync("git", ["-C", space.folder, "-c", "user.name=Ana", "-c", "user.email=ana@example.com", ...args], { encoding: "utf8" });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Our data views");
  assert.equal(git("ls-files").trim(), FILE, "records of one machine are not committed");
  git("clone", "--quiet", space.folder, clone);

  await sitDown(clone, "second");
  await openFile(page, FILE);
  await lens(page, "Review & push").waitFor();
  await change(page, "Europe/Berlin", "Europe/Madrid");
  await until("the text", says("Europe/Madrid"));
  await pressLens(page, "Review & push", question(page));
  const asked = await agree(page, "Push 1 field to default");
  assert.match(asked, /timezoneDesignator: "Europe\/Berlin" → "Europe\/Madrid"/);
  await toast(page, 'Pushed 1 field of "Shop" to default.').waitFor();
  assert.equal((await sandbox.view(id)).timezoneDesignator, "Europe/Madrid");
});

test("and takes it back from the message", LIMIT, async () => {
  await toast(page, "Pushed 1 field").getByRole("button", { name: "Undo" }).click();
  await shot("undo");
  await agree(page, "Undo 1 field in default");
  await until("the old value", async () => (await sandbox.view(id)).timezoneDesignator === "Europe/Berlin");
});

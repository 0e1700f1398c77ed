// From an empty file to the service and back: created, changed by a colleague, pulled, changed by both, compared.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { agree, camera, change, command, completion, editorText, eventually, folderOf, goTo, lens, LIMIT, openFile, openWorkbench, pressLens, question, quickFix, shows, startCodeServer, startSandbox, toast, until } from "./harness.mjs";

const FILE = "web.dataview.json";
const CONNECTION = "dg_0f0e0d0c-1111-2222-3333-444455556666";
const NAME = "Web and app events";
const space = folderOf({ [FILE]: "" });
let sandbox, server, bench, page, shot, id;

before(async () => {
  sandbox = await startSandbox();
  server = await startCodeServer({ variables: sandbox.env });
  bench = await openWorkbench(server, space.folder);
  page = bench.page;
  shot = camera(page, "create");
}, LIMIT);
after(async () => {
  await shot?.("end");
  await bench?.close();
  await server?.stop();
  await sandbox?.stop();
  space.remove();
});

const says = (text) => async () => (await editorText(page)).includes(text);
const errors = () => page.locator(".squiggly-error").count();
const away = async () => { await bench.focus(false); await bench.focus(true); };

test("an empty file becomes a whole data view by completion", LIMIT, async () => {
  await openFile(page, FILE);
  await page.locator(".monaco-editor").first().click();
  const row = await completion(page, "");
  await shot("empty");
  await row.click();
  await until("the members", says('"timezoneDesignator"'));
  await shot("skeleton");
});

test("what is missing is marked, and refused", LIMIT, async () => {
  await until("the marks", async () => (await errors()) === 1);
  await page.keyboard.type("Web");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Made in the editor");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await until("the name is no mistake", async () => (await errors()) === 0);
  await goTo(page, 5, 1);
  assert.equal(await sandbox.requests(), 0, "nothing is sent before the first command");
});

test("the connection is completed by its name", LIMIT, async () => {
  // The names are read from the first command on, in the background.
  await command(page, "CJA: Compare Open Data Views Again");
  await change(page, "dg_", "");
  await page.keyboard.type("Web");
  const row = await completion(page, NAME);
  await shot("by-name");
  await row.click();
  await until("its id", says(`"parentDataGroupId": "${CONNECTION}"`));
  await until("no marks", async () => (await errors()) + (await page.locator(".squiggly-warning").count()) === 0);
  await until("its name beside the id", says(NAME));
  await shot("filled");
});

test("the lens creates it, after a question that names the target", LIMIT, async () => {
  await pressLens(page, "Create in default", question(page));
  await shot("create");
  const asked = await agree(page, "Create in default");
  assert.ok(asked.includes(`Create "Web" in default (${sandbox.env.CJA_ORG_ID})?`), asked);
  await until("the id in the text", says('"id": "dv_'));
  await toast(page, 'Created "Web"').waitFor();
  await lens(page, "In sync · default").waitFor();
  await shot("created");
  id = await until("the id on disk", () => JSON.parse(space.read(FILE)).id);
  const live = await sandbox.view(id);
  assert.deepEqual([live.name, live.description, live.timezoneDesignator], ["Web", "Made in the editor", "Europe/Berlin"]);
  assert.equal((await sandbox.named("Web")).length, 1);
});

test("a colleague's change is seen on coming back, and pulled", LIMIT, async () => {
  sandbox.colleague("change", id, JSON.stringify({ timezoneDesignator: "Asia/Tokyo" }));
  await until("the lens that says so", async () => {
    await away();
    return shows(lens(page, "1 field to pull · default"));
  });
  await page.locator(".statusbar-item", { hasText: "CJA default · 1 to pull" }).waitFor();
  await shot("behind");
  await pressLens(page, "Pull (1 field)", page.locator(".view-line", { hasText: "Asia/Tokyo" }));
  await lens(page, "In sync · default").waitFor();
  await eventually("the file", () => {
    const { name, timezoneDesignator } = JSON.parse(space.read(FILE));
    assert.deepEqual([name, timezoneDesignator], ["Web", "Asia/Tokyo"]);
  });
  await shot("pulled");
});

test("what both sides changed is refused, with both values", LIMIT, async () => {
  const session = [{ numPeriods: 45, granularity: "MINUTE", func: "INACTIVITY" }];
  sandbox.colleague("change", id, JSON.stringify({ sessionDefinition: session }));
  await change(page, '"numPeriods": 30', '"numPeriods": 60'); // the id may have a 30, too
  await pressLens(page, "Review & push", toast(page, "both sides changed"));
  await shot("refused");
  await page.keyboard.press("Control+Shift+M");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: '"numPeriods": you have 60, the server has 45 (was 30); last change of the data view: ' });
  await row.first().waitFor();
  await shot("conflict");
  await page.keyboard.press("Control+j");
  assert.equal((await sandbox.view(id)).sessionDefinition[0].numPeriods, 45);
});

test("a quick fix on the mark settles it, and the next push would send it", LIMIT, async () => {
  await lens(page, "Keep mine: sessionDefinition").waitFor();
  const lines = (await editorText(page)).split("\n");
  const line = lines.findIndex((line) => line.includes('"numPeriods": 60'));
  await goTo(page, line + 1, lines[line].indexOf('"numPeriods"') + 4);
  await quickFix(page, "Keep mine: sessionDefinition", () => shot("settle"));
  await toast(page, "Kept your value of sessionDefinition").waitFor();
  await lens(page, "Review & push (1 field)").waitFor();
  await until("no mark", async () => (await errors()) === 0);
  assert.equal((await sandbox.view(id)).sessionDefinition[0].numPeriods, 45, "nothing is sent by it");
  assert.equal(JSON.parse(space.read(FILE)).sessionDefinition[0].numPeriods, 60);
  await shot("settled");
});

test("both versions stand side by side, and fresh each time", LIMIT, async () => {
  await pressLens(page, "Compare", page.locator(".monaco-diff-editor"));
  const side = (which) => page.locator(`.monaco-diff-editor .editor.${which} .view-lines`);
  const says = (which, text) => async () => (await side(which).innerText()).replaceAll("\u00a0", " ").includes(text);
  await until("the service's value", says("original", '"numPeriods": 45'));
  await until("ours", says("modified", '"numPeriods": 60'));
  await page.getByRole("tab", { name: "Web: default ↔ file" }).waitFor();
  await shot("compare");
  sandbox.colleague("change", id, JSON.stringify({ description: "Said elsewhere" }));
  await command(page, "CJA: Compare with Live");
  await until("the fresh value", says("original", '"Said elsewhere"'));
});

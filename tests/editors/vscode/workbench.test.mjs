// A data view is opened, understood and mended in VS Code, with the packed extension.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { camera, command, editorText, goTo, hover, openFile, openWorkbench, quickFix, startCodeServer, until, workspace } from "./harness.mjs";

const FILE = "shop.dataview.json";
const space = workspace({ "other.json": '{"a":[1,2],"b":true}\n' });
let server, bench, page, shot;

before(async () => {
  server = await startCodeServer();
  bench = await openWorkbench(server, space.folder);
  page = bench.page;
  shot = camera(page, "workbench");
}, { timeout: 180_000 });
after(async () => {
  await shot?.("end");
  await bench?.close();
  await server?.stop();
  space.remove();
});

const errors = () => page.locator(".squiggly-error").count();
const warnings = () => page.locator(".squiggly-warning").count();
const problems = () => page.locator(".markers-panel .monaco-list-row");
const says = (text) => async () => (await editorText(page)).includes(text);
const word = (text) => page.locator(".view-line span span", { hasText: text }).last();

test("mistakes get squiggles", async () => {
  await openFile(page, FILE);
  await until("one red and one yellow squiggle", async () => (await errors()) === 1 && (await warnings()) === 1, 90_000);
  await shot("squiggles");
});

let warningCode;
test("the Problems panel lists each mistake once, with its code", async () => {
  await page.keyboard.press("Control+Shift+M");
  const found = problems().filter({ hasText: "cja" });
  await until("two problems", async () => (await found.count()) === 2);
  const rows = (await found.allInnerTexts()).map((row) => row.replace(/\s+/g, " "));
  await shot("problems");
  assert.match(rows[0], /MINUTES.*cja[\s(]+[a-z-]+.*\[Ln 6, Col 40\]/);
  assert.match(rows[1], /person.*cja[\s(]+[a-z-]+.*\[Ln 8, Col 38\]/);
  warningCode = /cja[\s(]+([a-z-]+)\W+\[Ln/.exec(rows[1])[1];
  await page.keyboard.press("Control+Shift+M");
});

test("hover explains a key", async () => {
  const text = await hover(page, word("granularity"), "WEEK");
  assert.match(text, /HOUR/);
  await shot("hover");
  await page.mouse.move(900, 600);
});

test("completion offers the values, and leaves one pair of quotes", async () => {
  await page.locator(".view-lines").first().click();
  await goTo(page, 6, 41);
  for (const _ of "MINUTES") await page.keyboard.press("Delete");
  await until("the value is empty", says('"granularity": ""'));
  await page.keyboard.press("Control+Space");
  const row = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "WEEK" });
  await until("the list", async () => (await row.count()) === 1);
  await shot("completion");
  await row.click();
  await until("the value", says('"granularity": "WEEK", "func"'));
  await until("no error", async () => (await errors()) === 0);
});

test("a quick fix mends the mistake", async () => {
  await goTo(page, 8, 40);
  await quickFix(page, "people", () => shot("quick-fix"));
  await until("the text is mended", says('"people": "Visitor"'));
  await until("no squiggle", async () => (await warnings()) === 0);
  await shot("quick-fix-done");
});

test("a mistake that is undone is marked again", async () => {
  await page.keyboard.press("Control+z");
  await until("the old text", says('"person": "Visitor"'));
  await until("the squiggle", async () => (await warnings()) === 1);
});

test("a changed setting counts at once", async () => {
  const settings = path.join(space.folder, ".vscode/settings.json");
  fs.mkdirSync(path.dirname(settings));
  fs.writeFileSync(settings, JSON.stringify({ "cja.rules": { [warningCode]: "off" } }));
  await until("no squiggle", async () => (await warnings()) === 0);
  fs.writeFileSync(settings, "{}");
  await until("the squiggle again", async () => (await warnings()) === 1);
});

test("the document is formatted", async () => {
  await goTo(page, 2, 1);
  await page.keyboard.type("        ");
  await until("the line is out of place", says('\n          "name": "Shop"'));
  await command(page, "Format Document");
  await until("the line is in place", says('\n  "name": "Shop"'));
  await shot("formatted");
});

test("save writes what is shown", async () => {
  await page.keyboard.press("Control+s");
  await until("the file", () => space.read(FILE).includes('"granularity": "WEEK"'));
  assert.ok(JSON.parse(space.read(FILE)).containerNames.person, "a save changes nothing by itself");
});

test("the status item says which server runs", async () => {
  await page.locator(".statusbar-item[id='status.languageStatus']").hover();
  await page.locator(".hover-language-status", { hasText: /CJA \d+\.\d+\.\d+: ready/ }).first().waitFor();
  await shot("status");
});

test("the server starts again on command", async () => {
  await command(page, "CJA: Restart Server");
  await until("the marks are there again", async () => (await warnings()) === 1);
  await command(page, "CJA: Show Output");
  await page.locator(".panel .view-lines").first().waitFor();
  // The panel shows a few lines; the file behind it holds them all.
  const logs = () => fs.readdirSync(path.join(server.home, "data/logs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === "CJA data views.log")
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8")).join("");
  await until("the log names the program", async () => (logs().match(/Using .*server\/cja \(inside the extension\)/g) ?? []).length === 2);
  await shot("output");
  await page.keyboard.press("Control+j");
});

test("other JSON keeps its own formatter and gets no marks", async () => {
  await openFile(page, "other.json");
  await command(page, "Format Document");
  await until("it is formatted", async () => (await editorText(page)).split("\n").length > 4);
  assert.equal(await page.locator(".notification-toast").count(), 0, "a question which formatter to use");
  assert.equal((await errors()) + (await warnings()), 0);
  await shot("other-json");
});

// A data view is opened, understood and mended in VS Code, with the packed extension.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { camera, command, completion, editorText, eventually, goTo, hover, LIMIT, openFile, openWorkbench, quickFix, shows, startCodeServer, until, workspace } from "./harness.mjs";

const FILE = "shop.dataview.json";
const space = workspace({ "other.json": '{"a":[1,2],"b":true}\n' });
let server, bench, page, shot;

before(async () => {
  server = await startCodeServer();
  bench = await openWorkbench(server, space.folder);
  page = bench.page;
  shot = camera(page, "workbench");
}, LIMIT);
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
const toasts = () => page.locator(".notification-toast");
/** What the output holds; the panel shows a few lines, the file behind it all. */
const log = () => fs.readdirSync(path.join(server.home, "data/logs"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name === "CJA data views.log")
  .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), "utf8")).join("");
/** How often the program was started by the extension. */
const starts = () => (log().match(/Using .*server\/cja \(inside the extension\)/g) ?? []).length;
/** The processes of this workbench's language server. */
const servers = () => fs.readdirSync("/proc").filter((id) => /^\d+$/.test(id)).map(Number).filter((id) => {
  try {
    return fs.readlinkSync(`/proc/${id}/exe`).startsWith(server.home);
  } catch {
    return false; // it ended
  }
});
/** The status item, once it says that the server runs. */
const ready = () => until("the status", async () => {
  await page.mouse.move(900, 400);
  await page.locator(".statusbar-item[id='status.languageStatus']").hover({ timeout: 5000 });
  return shows(page.locator(".hover-language-status", { hasText: /CJA \d+\.\d+\.\d+: ready/ }).first(), 5000);
});
/** Presses keys until `done`, which leave the text as it was: each sends a change, or asks for what belongs to the cursor's place. */
const writing = (what, done) => until(what, async () => {
  for (const key of ["x", "ArrowRight", "ArrowLeft", "Backspace"]) await page.keyboard.press(key);
  return done();
});
const word = (text) => page.locator(".view-line span span", { hasText: text }).last();

test("mistakes get squiggles", LIMIT, async () => {
  await openFile(page, FILE);
  await until("one red and one yellow squiggle", async () => (await errors()) === 1 && (await warnings()) === 1);
  await shot("squiggles");
});

let warningCode;
test("the Problems panel lists each mistake once, with its code", LIMIT, async () => {
  await page.keyboard.press("Control+Shift+M");
  const found = problems().filter({ hasText: "cja" });
  const rows = await eventually("two problems", async () => {
    const rows = (await found.allInnerTexts()).map((row) => row.replace(/\s+/g, " "));
    assert.equal(rows.length, 2);
    assert.match(rows[0], /MINUTES.*cja[\s(]+[a-z-]+.*\[Ln 6, Col 40\]/);
    assert.match(rows[1], /person.*cja[\s(]+[a-z-]+.*\[Ln 8, Col 38\]/);
    return rows;
  });
  await shot("problems");
  warningCode = /cja[\s(]+([a-z-]+)\W+\[Ln/.exec(rows[1])[1];
  await page.keyboard.press("Control+Shift+M");
});

test("hover explains a key", LIMIT, async () => {
  await hover(page, word("granularity"), /WEEK[^]*HOUR|HOUR[^]*WEEK/);
  await shot("hover");
  await page.mouse.move(900, 600);
});

test("completion offers the values, and leaves one pair of quotes", LIMIT, async () => {
  await page.locator(".view-lines").first().click();
  await goTo(page, 6, 41);
  for (const _ of "MINUTES") await page.keyboard.press("Delete");
  await until("the value is empty", says('"granularity": ""'));
  const row = await completion(page, "WEEK");
  await shot("completion");
  await row.click();
  await until("the value", says('"granularity": "WEEK", "func"'));
  await until("no error", async () => (await errors()) === 0);
});

test("a quick fix mends the mistake", LIMIT, async () => {
  await goTo(page, 8, 40);
  await quickFix(page, "people", () => shot("quick-fix"));
  await until("the text is mended", says('"people": "Visitor"'));
  await until("no squiggle", async () => (await warnings()) === 0);
  await shot("quick-fix-done");
});

test("a mistake that is undone is marked again", LIMIT, async () => {
  await page.keyboard.press("Control+z");
  await until("the old text", says('"person": "Visitor"'));
  await until("the squiggle", async () => (await warnings()) === 1);
});

test("a changed setting counts at once", LIMIT, async () => {
  const settings = path.join(space.folder, ".vscode/settings.json");
  fs.mkdirSync(path.dirname(settings));
  fs.writeFileSync(settings, JSON.stringify({ "cja.rules": { [warningCode]: "off" } }));
  await until("no squiggle", async () => (await warnings()) === 0);
  fs.writeFileSync(settings, "{}");
  await until("the squiggle again", async () => (await warnings()) === 1);
});

test("the document is formatted", LIMIT, async () => {
  await goTo(page, 2, 1);
  await page.keyboard.type("        ");
  await until("the line is out of place", says('\n          "name": "Shop"'));
  await command(page, "Format Document");
  await until("the line is in place", says('\n  "name": "Shop"'));
  await shot("formatted");
});

test("save writes what is shown", LIMIT, async () => {
  await page.keyboard.press("Control+s");
  await eventually("the file", () => {
    const { sessionDefinition, containerNames } = JSON.parse(space.read(FILE));
    assert.equal(sessionDefinition[0].granularity, "WEEK");
    assert.ok(containerNames.person, "a save changes nothing by itself");
  });
});

test("the status item says which server runs", LIMIT, async () => {
  await ready();
  await shot("status");
});

test("the server starts again on command", LIMIT, async () => {
  await command(page, "CJA: Restart Server");
  await until("the log names the program once more", () => starts() === 2);
  await ready();
  await until("the marks are there again", async () => (await warnings()) === 1);
  await command(page, "CJA: Show Output");
  await page.locator(".panel .view-lines").first().waitFor();
  await shot("output");
  await page.keyboard.press("Control+j");
});

test("other JSON keeps its own formatter and gets no marks", LIMIT, async () => {
  await openFile(page, "other.json");
  await command(page, "Format Document");
  await until("it is formatted", async () => (await editorText(page)).split("\n").length > 4);
  assert.equal(await toasts().count(), 0, "a question which formatter to use");
  await until("no mark", async () => (await errors()) + (await warnings()) === 0);
  await shot("other-json");
});

test("who goes on writing while the server starts again is shown no error", LIMIT, async () => {
  await openFile(page, FILE);
  await goTo(page, 2, 13);
  for (let n = 3; n <= 8; n++) {
    await command(page, "CJA: Restart Server");
    await writing("the program is started", () => starts() === n);
  }
  await ready();
  assert.deepEqual(await toasts().allInnerTexts(), []);
  await until("the mark, and no other", async () => (await errors()) === 0 && (await warnings()) === 1);
});

test("a server that was ended is started again, and nobody has to know", LIMIT, async () => {
  const [program] = await until("its process", () => servers());
  process.kill(program, "SIGKILL");
  await writing("another process", () => servers().length === 1 && servers()[0] !== program);
  await ready();
  await until("the mark, and no other", async () => (await errors()) === 0 && (await warnings()) === 1);
  assert.deepEqual(await toasts().allInnerTexts(), []);
});

test("one that is ended again and again is given up, and that is told", LIMIT, async () => {
  await until("the end of it", async () => {
    for (const program of servers()) process.kill(program, "SIGKILL");
    return shows(toasts().filter({ hasText: "server crashed 3 times" }), 500);
  });
  await shot("given-up");
  assert.equal(await toasts().count(), 1, "once is enough");
});

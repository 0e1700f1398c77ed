// What the language server knows of a folder of data views, and how it helps with writing them, seen in VS Code.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { camera, command, completion, cursor, editorText, eventually, folderOf, goTo, hover, LIMIT, openFile, openWorkbench, shows, startCodeServer, take, toast, until } from "./harness.mjs";

const [WEB, APP, PAIR, MEND, TYPING, BETA] = ["web", "app", "pair", "mend", "typing", "beta"].map((name) => `${name}.dataview.json`);
const CONFIG = "cja.config.json";
const [NORTH, SOUTH, FAR] = ["north", "south", "far.dataview.json"];
const ID = "dv_66a1f0c2d3e4b5a697887961";
const SEGMENT = "s300000412_66a1f0c2d3e4b5a697887955";
const CONNECTION = "3c9d6f2e-8a41-4b7d-9e05-61f2c7a8b930"; // with `dg_` in one place, without in another
const OTHER = "b41e7c58-2d96-4f03-8c1a-97d5e6f0a2b4";

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const view = (name, timezoneDesignator, more = {}) => ({
  name, parentDataGroupId: `dg_${CONNECTION}`, timezoneDesignator, ...more,
  sessionDefinition: [{ numPeriods: 90, granularity: "MINUTE", func: "INACTIVITY" }],
});
const space = folderOf({
  [WEB]: json({ id: ID, ...view("Web shop", "Asia/Kolkata", { segmentList: [SEGMENT] }), modifiedDate: "2026-01-02T03:04:05Z" }),
  [APP]: json({ id: ID, ...view("Mobile app", "Europe/Berlinn", { segmentList: [SEGMENT], externalData: { externalId: "app", externalParentId: CONNECTION } }) }),
  [PAIR]: json(["Alpha", "Beta"].map((name) => Object.fromEntries(Object.entries(view(name, "Asia/Tokyo")).reverse()))),
  [MEND]: json(view("Mend", "europe/paris")).replace("90,", '"90"').replace(/\n}\n$/, ",\n}\n"),
  [TYPING]: '{\n  "name": "Typing",\n      "timezoneDesignator": "Asia/Tokyo",\n  "description": ""\n}\n',
  [`${NORTH}/${FAR}`]: json(view("Far", "Asia/Tokio")),
  [CONFIG]: json({ version: 1, profiles: { dev: {}, prod: {} }, maps: { segmentList: [{ as: "people", dev: SEGMENT, prod: "s300000977_66b7c9d1e2f3a4b5c6d7e8e0" }] } }),
  ".vscode/settings.json": json({ "editor.formatOnType": true, "editor.codeActionsOnSave": { "source.fixAll.cja": "explicit" } }),
});
let server, bench, page, shot;

before(async () => {
  server = await startCodeServer();
  bench = await openWorkbench(server, space.folder);
  page = bench.page;
  shot = camera(page, "language");
}, LIMIT);
after(async () => {
  await shot?.("end");
  await bench?.close();
  await server?.stop();
  space.remove();
});

const says = (text) => async () => (await editorText(page)).includes(text);
const input = () => page.locator(".quick-input-widget input").first();
const row = (list, text) => page.locator(`${list} .monaco-list-row`, { hasText: text }).first();
/** The rows of a list, when each of the texts is in one. */
const listed = async (list, ...texts) => {
  const found = (await page.locator(`${list} .monaco-list-row`).allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  return texts.every((text) => found.some((one) => one.includes(text))) && found;
};
const lists = (list, ...texts) => until(`${texts.join(", ")} in ${list}`, () => listed(list, ...texts));
/** The Problems with these words, once each of the texts is in one. The panel empties the box when it is shown at last. */
const problems = (words, ...texts) => until(`${texts.join(", ")} in the Problems`, async () => {
  const filter = page.getByPlaceholder(/^Filter/);
  if ((await filter.inputValue({ timeout: 5000 })) !== words) await filter.fill(words);
  return listed(".markers-panel", ...texts);
});
/** Opens a box with a key and types `text` until `found` is listed. */
const search = (key, text, found) => until(`${found} for ${text}`, async () => {
  await page.keyboard.press(key);
  await input().fill(text, { timeout: 5000 });
  if (await shows(row(".quick-input-list", found))) return true;
  await page.keyboard.press("Escape");
  return false;
});
const cursorIs = (line, column) => until(`the cursor in ${line}:${column}`, async () => (await cursor(page)) === `Ln ${line}, Col ${column}`);
const lineOf = (name, text) => space.read(name).split("\n").findIndex((line) => line.includes(text)) + 1;

test("Problems lists files that nobody opened, and what two files should not share", LIMIT, async () => {
  await openFile(page, WEB);
  await page.keyboard.press("Control+Shift+M");
  await problems("tz database", APP, "`Europe/Berlinn`", MEND, "`Europe/Paris`");
  await shot("problems");
  await eventually("both files, each of which names the other one", async () => {
    const found = await problems("duplicate-view-id", `${APP} [Ln 2, Col 9]`, `${WEB} [Ln 2, Col 9]`);
    assert.equal(found.filter((one) => one.includes(`has the id \`${ID}\` too`)).length, 2);
  });
  await shot("problems-of-two");
  await page.keyboard.press("Control+j");
});

test("words beside the text say what it means; the outline lists members, and the data views of a list", LIMIT, async () => {
  await until("the time zone", says('"Asia/Kolkata"UTC+05:30,'));
  await until("the timeout", says('"MINUTE"1 hour 30 minutes,'));
  await shot("inlays");
  await page.locator(".pane-header", { hasText: "Outline" }).click();
  await lists(".outline-tree", "nameWeb shop", "timezoneDesignatorAsia/Kolkata");
  await shot("outline");
  await openFile(page, PAIR);
  await lists(".outline-tree", "Alpha");
  await search("Control+Shift+O", "@beta", "Beta");
  await shot("symbols");
  await page.keyboard.press("Escape");
});

test("a data view is found by its name, an id by what it stands for and where it is used", LIMIT, async () => {
  await search("Control+t", "#mobap", "Mobile app");
  await eventually("that one alone", async () => assert.deepEqual(await lists(".quick-input-list", "Mobile app"), [`Mobile app${ID} • ${APP}`]));
  await shot("workspace-symbol");
  await page.keyboard.press("Escape");
  await openFile(page, WEB);
  await goTo(page, lineOf(WEB, SEGMENT), 10);
  await page.keyboard.press("Shift+F12");
  await lists(".reference-zone-widget .ref-tree", APP, CONFIG, WEB);
  await shot("references");
  await page.keyboard.press("Escape");
  await page.locator(".reference-zone-widget").waitFor({ state: "hidden" });
  await page.keyboard.press("F12");
  await page.getByRole("tab", { name: CONFIG, selected: true }).waitFor();
  await until("the entry of maps", async () => (await cursor(page)).startsWith(`Ln ${lineOf(CONFIG, SEGMENT)}, `));
  await shot("definition");
});

test("containers fold, and a selection grows by what belongs together", LIMIT, async () => {
  await openFile(page, WEB);
  await command(page, "Fold All");
  await until("the brackets alone", async () => /^{\W*\n}\n?$/.test(await editorText(page)));
  await shot("folded");
  await command(page, "Unfold All");
  await until("what was hidden", says('"name": "Web shop"'));
  await goTo(page, lineOf(WEB, '"name"'), 14);
  const [string, member, object] = ['"Web shop"', '"name": "Web shop"', space.read(WEB).trimEnd()].map((text) => text.length);
  const sizes = [];
  while (sizes.length < 12 && sizes.at(-1) !== object) {
    await page.keyboard.press("Shift+Alt+ArrowRight");
    sizes.push(await until("a larger selection", async () => {
      const size = Number(/\((\d+) selected\)/.exec(await cursor(page))?.[1] ?? 0);
      return size > (sizes.at(-1) ?? 0) && size;
    }));
    if (sizes.at(-1) === member) await shot("selection");
  }
  assert.deepEqual(sizes.filter((size) => [string, member, object].includes(size)), [string, member, object]);
});

test("a key that is marked says what is wrong and what it is for; a key is completed with its value", LIMIT, async () => {
  const key = page.locator(".view-line span span", { hasText: "modifiedDate" }).last();
  await hover(page, key, /a push ignores it[^]*read-only-member[^]*Last changed/);
  await shot("hover");
  await page.mouse.move(900, 600);
  await goTo(page, lineOf(WEB, '"name"'), 99);
  await page.keyboard.press("Enter");
  await page.keyboard.type('"');
  await completion(page, "description");
  await lists(".suggest-widget.visible", "description", "containerNames");
  await shot("keys");
  await row(".suggest-widget.visible", "description").click();
  await until("the member", says('\n  "description": "",\n'));
  await page.keyboard.type("What we sell"); // the cursor is where the value goes
  await until("the value", says('"description": "What we sell",'));
  await page.keyboard.press("Control+s");
  await until("the file", () => JSON.parse(space.read(WEB)).description === "What we sell");
});

test("lines are indented while they are typed", LIMIT, async () => {
  await openFile(page, TYPING);
  await goTo(page, 3, 99);
  await page.keyboard.press("Enter"); // the line above is out of place, the new one is not
  await cursorIs(4, 3);
  await page.keyboard.insertText('"containerNames": {');
  await page.keyboard.press("Enter");
  await cursorIs(5, 5);
  await page.keyboard.insertText('      "event": "Visit"');
  await page.keyboard.press("Enter");
  await cursorIs(6, 5);
  await page.keyboard.type("}");
  await cursorIs(6, 4);
  await until("the bracket under its line", says('\n  "containerNames": {\n          "event": "Visit"\n  }\n'));
  await shot("typed");
});

test("a list is put in order, and split into files", LIMIT, async () => {
  await openFile(page, PAIR);
  await goTo(page, 2, 4);
  await page.locator(".codicon-light-bulb:visible").first().waitFor();
  await take(page, () => command(page, "Source Action..."), "Put the members into the documented order", () => shot("source-actions"));
  await until("the order", async () => /"name": "Alpha",\n.*"parentDataGroupId".*\n.*"timezoneDesignator"/.test(await editorText(page)));
  await take(page, () => command(page, "Refactor..."), "Split into 2 files, one for each data view", async () => {
    await lists(".action-widget", "Extract to a new data view, with the settings of “Alpha”", "Move “Alpha” into a file of its own");
    await shot("refactor");
  });
  await eventually("the other file", () => assert.equal(space.read(BETA), json(view("Beta", "Asia/Tokyo"))));
  await page.keyboard.press("Control+s");
  await eventually("what stays", () => assert.equal(space.read(PAIR), json(view("Alpha", "Asia/Tokyo"))));
  await shot("split");
});

test("a save mends what needs no thinking", LIMIT, async () => {
  await openFile(page, MEND);
  await page.locator(".squiggly-error").first().waitFor({ state: "attached" });
  await page.keyboard.press("Control+s");
  await eventually("the file", () => assert.equal(space.read(MEND), json(view("Mend", "Europe/Paris"))));
  await until("no mark", async () => (await page.locator(".squiggly-error, .squiggly-warning").count()) === 0);
  await shot("saved");
});

test("an id is renamed in all files, open or not, in the form that it has in each", LIMIT, async () => {
  await openFile(page, WEB);
  await goTo(page, lineOf(WEB, CONNECTION), 30);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box .rename-input");
  await box.waitFor();
  await until("the id in it", async () => (await box.inputValue()) === `dg_${CONNECTION}`);
  await box.fill(`dg_${OTHER}`);
  await shot("rename");
  await page.keyboard.press("Enter");
  await eventually("no file with the old id", () => {
    for (const name of [WEB, APP, PAIR, BETA, MEND]) {
      const { parentDataGroupId, externalData } = JSON.parse(space.read(name));
      assert.equal(parentDataGroupId, `dg_${OTHER}`, name);
      if (name === APP) assert.equal(externalData.externalParentId, OTHER);
    }
  });
  await shot("renamed");
});

test("what cannot be done is shown with its reason, and changes nothing", LIMIT, async () => {
  await openFile(page, WEB);
  await goTo(page, lineOf(WEB, OTHER), 30);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box .rename-input");
  await box.waitFor();
  await box.fill("dg_shop and app");
  await page.keyboard.press("Enter");
  await toast(page, "The id of a connection is not blank and has no blanks in it.").waitFor();
  await shot("refused");
  assert.equal(JSON.parse(space.read(WEB)).parentDataGroupId, `dg_${OTHER}`);
});

test("a folder that is renamed or deleted takes its Problems along", LIMIT, async () => {
  await page.keyboard.press("Control+Shift+M");
  await problems("Asia/Tokio", `${FAR}${NORTH}`);
  const folder = (name) => page.locator(".explorer-folders-view").getByRole("treeitem", { name, exact: true });
  const box = page.locator(".explorer-folders-view input").first();
  await until("a box for the name", async () => {
    await folder(NORTH).click({ timeout: 5000 });
    await page.keyboard.press("F2");
    return shows(box);
  });
  await box.fill(SOUTH);
  await page.keyboard.press("Enter");
  await problems("Asia/Tokio", `${FAR}${SOUTH}`);
  await until("no Problem of the old folder", async () => !(await listed(".markers-panel", `${FAR}${NORTH}`)));
  await shot("folder-renamed");
  await until("a question", async () => {
    await folder(SOUTH).click({ timeout: 5000 });
    await page.keyboard.press("Delete");
    return shows(page.locator(".monaco-dialog-box"));
  });
  await page.keyboard.press("Enter");
  await until("no Problem of the folder", async () => !(await listed(".markers-panel", FAR)));
  await shot("folder-deleted");
});

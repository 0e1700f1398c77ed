// Credentials from the person to the server and nowhere else; a protected profile; what the palette and the menus offer.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { agree, camera, command, editorText, eventually, folderOf, lens, LIMIT, openFile, openWorkbench, pressLens, question, shows, startCodeServer, startSandbox, take, toast, until } from "./harness.mjs";

const FILE = "ours.dataview.json";
const VIEW = {
  name: "Ours",
  parentDataGroupId: "dg_0f0e0d0c-1111-2222-3333-444455556666",
  timezoneDesignator: "Europe/Berlin",
  sessionDefinition: [{ numPeriods: 30, granularity: "MINUTE", func: "INACTIVITY" }],
};
const space = folderOf({
  [FILE]: JSON.stringify(VIEW, null, 2),
  "cja.config.json": '{ "version": 1, "profiles": { "prod": { "protected": true } } }\n',
  ".vscode/settings.json": '{ "cja.trace.server": "verbose" }\n',
});
const downloads = fs.mkdtempSync(path.join(os.tmpdir(), "cja-downloads-"));
let sandbox, server, bench, page, shot;

before(async () => {
  sandbox = await startSandbox();
  const { CJA_API_URL, CJA_IMS_URL } = sandbox.env;
  server = await startCodeServer({ variables: { CJA_API_URL, CJA_IMS_URL } });
  bench = await openWorkbench(server, space.folder);
  page = bench.page;
  shot = camera(page, "sign-in");
}, LIMIT);
after(async () => {
  await shot?.("end");
  await bench?.close();
  await server?.stop();
  await sandbox?.stop();
  space.remove();
  fs.rmSync(downloads, { recursive: true });
});

const input = () => page.locator(".quick-input-widget input").first();
const listed = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
async function answer(title, text) {
  await page.locator(".quick-input-title", { hasText: title }).waitFor();
  await until(`what is typed for ${title}`, async () => {
    await input().fill(text);
    return (await input().inputValue()) === text;
  });
  await page.keyboard.press("Enter");
}

test("a command without credentials says so, and offers to sign in", LIMIT, async () => {
  await openFile(page, FILE);
  await pressLens(page, "Create in prod (protected)", toast(page, "There are no credentials"));
  await shot("none");
  await toast(page, "no credentials").getByRole("button", { name: "Sign In…" }).click();
  await listed("Enter the Parts…").click();
  await answer("Organization id", sandbox.env.CJA_ORG_ID);
  await answer("Client id", sandbox.env.CJA_CLIENT_ID);
  await page.locator(".quick-input-title", { hasText: "Client secret" }).waitFor();
  await input().fill(sandbox.env.CJA_CLIENT_SECRET);
  await eventually("a box that shows nothing", async () => assert.equal(await input().getAttribute("type"), "password"));
  await shot("secret");
  await page.keyboard.press("Enter");
  await answer("Scopes", sandbox.env.CJA_SCOPES);
  await toast(page, `Signed in to ${sandbox.env.CJA_ORG_ID}, profile "prod".`).waitFor();
});

test("a protected profile is written to once its name was typed", LIMIT, async () => {
  await pressLens(page, "Create in prod (protected)", question(page));
  await agree(page, "Create in prod (protected)");
  await page.locator(".quick-input-title", { hasText: "Create in prod" }).waitFor();
  await input().fill("production");
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-message", { hasText: "Type prod" }).waitFor();
  await shot("protected");
  assert.equal((await sandbox.named("Ours")).length, 0);
  await input().fill("prod");
  await page.keyboard.press("Enter");
  await lens(page, "In sync · prod (protected)").waitFor();
  assert.equal((await sandbox.named("Ours")).length, 1);
  const item = page.locator(".statusbar-item.warning-kind", { hasText: "CJA prod" });
  await item.waitFor();
  await shot("status");
});

test("the most verbose trace and every file hold no secret", LIMIT, async () => {
  // The extension itself is left out: its program contains the sandbox, and the sandbox's credentials.
  const files = () => fs.readdirSync(path.join(server.home, "data"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const holds = (file, text) => {
    try {
      return fs.readFileSync(file).includes(text);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
      return false; // files come and go while the workbench runs
    }
  };
  const holding = async (text) => (await until("a list of the files", files)).filter((file) => holds(file, text));
  await until("a trace of the sign-in", async () => (await holding("cja/signIn")).some((file) => file.endsWith(".log")));
  assert.deepEqual(await holding(sandbox.env.CJA_CLIENT_SECRET), []);
});

test("the sign-in outlives the window", LIMIT, async () => {
  await page.reload();
  await lens(page, "Review & push").waitFor();
  await page.locator(".monaco-editor .view-line").first().click();
  await command(page, "CJA: Check with the Service");
  await toast(page, 'The service would take "Ours".').waitFor();
});

test("the menu of source actions has what the lenses have, and more", LIMIT, async () => {
  await page.locator(".monaco-editor .view-line").first().click();
  // VS Code forgets the commands of a menu when it asks for them anew meanwhile; a person opens it once more.
  await until("the call", async () => {
    await take(page, () => command(page, "Source Action..."), "Copy as cURL", () => shot("source-actions"));
    return shows(page.locator(".view-line", { hasText: "CJA_ACCESS_TOKEN" }).first(), 20_000);
  });
  assert.ok(!(await editorText(page)).includes(sandbox.env.CJA_CLIENT_SECRET));
  await shot("curl");
  await openFile(page, FILE);
});

test("the status item offers to pull a view, which becomes a file", LIMIT, async () => {
  await page.locator(".statusbar-item", { hasText: "CJA prod" }).click();
  await listed("Pull a View into the Workspace…").waitFor();
  await shot("menu");
  await listed("Pull a View into the Workspace…").click();
  await page.locator(".quick-input-title", { hasText: "Which data view" }).waitFor();
  await input().fill("EMEA");
  await shot("pick");
  await listed("Web – EMEA").click();
  await page.getByRole("tab", { name: /^web-emea\.dataview\.json/, selected: true }).waitFor();
  await until("the file", () => JSON.parse(space.read("views/web-emea.dataview.json")).id === "dv_65f0a1b2c3d4e5f607182900");
  await shot("pulled");
});

test("a credential file signs in as well, after signing out", LIMIT, async () => {
  const file = path.join(downloads, "credentials.json");
  const { env } = sandbox;
  fs.writeFileSync(file, JSON.stringify({ ORG_ID: env.CJA_ORG_ID, CLIENT_ID: env.CJA_CLIENT_ID, CLIENT_SECRETS: [env.CJA_CLIENT_SECRET], SCOPES: env.CJA_SCOPES.split(",") }));
  await command(page, "Notifications: Clear All Notifications"); // those of the tests before say the same as some below
  await command(page, "CJA: Sign Out");
  await toast(page, "Signed out").waitFor();
  await command(page, "CJA: Check with the Service");
  await toast(page, "There are no credentials").waitFor();
  await command(page, "CJA: Sign In…");
  await listed("Credential File…").click();
  // The dialog writes its folder into the box when it has read it.
  await listed("..").waitFor();
  await until("the file in it", async () => {
    await input().fill(file);
    return shows(listed("credentials.json"));
  });
  await shot("file");
  await page.getByRole("button", { name: "Sign In", exact: true }).click();
  await toast(page, `Signed in to ${env.CJA_ORG_ID}, profile "prod".`).waitFor();
  fs.rmSync(file);
  await command(page, "CJA: Check with the Service");
  await toast(page, "The service would take").waitFor();
});

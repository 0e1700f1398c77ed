// VS Code's own workbench, served by code-server and driven with Debian's Chromium.
// Environment: CODE_SERVER (its entry.js), PLAYWRIGHT (the node_modules that holds playwright-core), VSIX, SHOTS (folder for pictures);
// for tests with the service also CJA (the program) and CJAPY (a Python that has cjapy).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const need = (name) => process.env[name] ?? (() => { throw new Error(`set ${name}; tests/run does`); })();
const { chromium } = createRequire(path.join(need("PLAYWRIGHT"), "here.js"))("playwright-core");
const CODE_SERVER = need("CODE_SERVER");
const SHOP = new URL("../shop.dataview.json", import.meta.url);

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// tests/run looks at what was written before it removes it; a browser's profile is nothing of ours.
const discard = (folder) => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
export const remove = (folder) => { if (!process.env.CJA_TEST_KEEP) discard(folder); };

/** How long anything may take before it counts as missing: a wait that ends well costs nothing, a busy machine is slow. */
const PATIENCE = 120_000;
/** How long what was asked for by a key or a click may take before it is asked for again. */
const SOON = 10_000;
/** A test that hangs ends as well. */
export const LIMIT = { timeout: 900_000 };

/** Asks again until `f` answers something; says what it waited for when that does not happen in time. */
export async function until(what, f) {
  let last;
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(100)) {
    try {
      last = await f();
      if (last) return last;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`waited ${PATIENCE / 1000} s for: ${what} (last: ${last})`, { cause: last });
}

/** Asks again until `claim` holds, and answers what it answers: a file is empty for a moment while it is written, a list is filled row by row. */
export const eventually = (what, claim) => until(what, async () => [await claim()]).then(([answer]) => answer);

/** Whether something shows, given some time. */
export const shows = (locator, ms = SOON) => locator.waitFor({ timeout: ms }).then(() => true, () => false);

/** A folder with the data view of all editor tests and `files` beside it. */
export const workspace = (files = {}) => folderOf({ "shop.dataview.json": fs.readFileSync(SHOP, "utf8"), ...files });

/** A folder with `files` and nothing else. */
export function folderOf(files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cja-workspace-"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return { folder, read: (name) => fs.readFileSync(path.join(folder, name), "utf8"), remove: () => remove(folder) };
}

/**
 * code-server with the packed extension in a home of its own. `machine`: settings of this machine, `trust`: whether
 * folders must be trusted, `variables`: of the environment.
 */
export async function startCodeServer({ machine = {}, trust = false, variables = {} } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "cja-code-server-"));
  const at = (...parts) => path.join(home, ...parts);
  const write = (file, value) => { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, value); };
  write(at("config.yaml"), "auth: none\n");
  write(at("data/User/settings.json"), JSON.stringify({
    "workbench.startupEditor": "none", "workbench.secondarySideBar.defaultVisibility": "hidden", "chat.disableAIFeatures": true,
    "telemetry.telemetryLevel": "off", "update.mode": "none", "extensions.autoCheckUpdates": false, "extensions.ignoreRecommendations": true,
    "git.enabled": false, "remote.autoForwardPorts": false, "editor.hover.delay": 50, "files.autoSave": "off",
  }));
  write(at("data/Machine/settings.json"), JSON.stringify(machine));
  const env = { ...process.env, ...variables, HOME: home, EXTENSIONS_GALLERY: "{}" }; // no gallery: nothing to look up
  delete env.VSCODE_IPC_HOOK_CLI;
  const base = [CODE_SERVER, "--user-data-dir", at("data"), "--extensions-dir", at("extensions"), "--config", at("config.yaml")];
  execFileSync(process.execPath, [...base, "--install-extension", need("VSIX")], { env, stdio: "pipe" });

  const log = fs.openSync(at("server.log"), "w");
  const options = ["--bind-addr", "127.0.0.1:0", "--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  if (!trust) options.push("--disable-workspace-trust");
  const child = spawn(process.execPath, [...base, ...options], { env, stdio: ["ignore", log, log], detached: true });
  const said = () => fs.readFileSync(at("server.log"), "utf8");
  // Server, extension host, file watcher and language server are processes of their own: the group ends them all.
  const end = (signal) => { try { process.kill(-child.pid, signal); } catch { /* gone already */ } };
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, "exit");
      end("SIGTERM");
      await Promise.race([gone, pause(5000)]);
    }
    end("SIGKILL");
    fs.closeSync(log);
    remove(home);
  };
  try {
    const url = await until("code-server", () => /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said())?.[1]);
    await until("its answer", () => fetch(`${url}/healthz`).then((answer) => answer.ok));
    return { url, home, stop };
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${said()}`);
  }
}

/** A browser showing `folder` in the workbench. */
export async function openWorkbench(server, folder) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "cja-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", viewport: { width: 1280, height: 800 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const close = async () => { await context.close(); discard(profile); };
  try {
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return { page, close, focus: (focused) => setFocus(context, page, focused) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes numbered pictures of `page`. */
export function camera(page, prefix) {
  let n = 0;
  return (name) => page.screenshot({ path: path.join(need("SHOTS"), `${prefix}-${String(++n).padStart(2, "0")}-${name}.png`) });
}

export async function openFile(page, name) {
  const tab = page.getByRole("tab", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`), selected: true });
  await until(`${name} in front`, async () => {
    await page.locator(".explorer-folders-view").getByRole("treeitem", { name }).dblclick({ timeout: SOON });
    return shows(tab);
  });
  await page.locator(".monaco-editor .view-lines .view-line").first().waitFor();
}

/** Runs a command by its title in the palette, which lists it once it can be run. */
export async function command(page, title) {
  const box = page.locator(".quick-input-widget input").first();
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title.split(": ").pop() }).first();
  await until(`the command ${title}`, async () => {
    await page.keyboard.press("F1");
    await box.waitFor({ timeout: SOON });
    await box.fill(`>${title}`);
    if (await row.click({ timeout: SOON }).then(() => true, () => false)) return true;
    await page.keyboard.press("Escape");
    return false;
  });
}

/** The text of the visible editor lines (short files only), with the editor's no-break spaces made plain. */
export const editorText = async (page) => {
  const lines = await page.locator(".editor-instance .view-lines .view-line").evaluateAll((found) =>
    found.map((line) => [parseFloat(line.style.top), line.innerText]).sort((a, b) => a[0] - b[0]).map(([, text]) => text));
  return lines.map((line) => line.replace(/\u00a0/g, " ")).join("\n");
};

/** What the status bar says of the cursor: `Ln 3, Col 5`, `Ln 3, Col 5 (2 selected)`. */
export const cursor = (page) => page.locator(".statusbar-item[id='status.editor.selection']").innerText();

/** Puts the cursor to `line` and `column`, both counted from 1. */
export async function goTo(page, line, column) {
  const box = page.locator(".quick-input-widget input").first();
  await until(`the cursor in line ${line}`, async () => {
    await page.keyboard.press("Control+g");
    await box.waitFor({ timeout: SOON });
    await box.fill(`:${line}:${column}`);
    await page.keyboard.press("Enter");
    await box.waitFor({ state: "hidden", timeout: SOON });
    return (await cursor(page)).startsWith(`Ln ${line}, `);
  });
}

/** Types one value in place of another. */
export async function change(page, old, value) {
  await page.keyboard.press("Control+Home"); // the lines that are shown are counted from the first
  const [line, column] = await until(old, async () => {
    const lines = (await editorText(page)).split("\n");
    const line = lines[0].startsWith("{") ? lines.findIndex((line) => line.includes(old)) : -1;
    return line >= 0 && [line, lines[line].indexOf(old)];
  });
  await goTo(page, line + 1, column + 1);
  for (const _ of old) await page.keyboard.press("Delete");
  await page.keyboard.insertText(value); // as a paste: no completion, no closing quotes
}

/** Has the list of completions shown until `text` is in it; answers its row. */
export async function completion(page, text) {
  const list = page.locator(".suggest-widget.visible");
  const row = list.locator(".monaco-list-row", { hasText: text }).first();
  await until(`${text} in the list`, async () => {
    if (await shows(row, 2000)) return true; // it may come by itself
    if (await list.isVisible()) await page.keyboard.press("Escape"); // what it lists is not asked for again
    await page.keyboard.press("Control+Space");
    return shows(row);
  });
  return row;
}

/** Opens a menu of code actions until it lists `title` (a change just made cancels the request, and the menu is empty), then takes it. */
export async function take(page, open, title, look = async () => {}) {
  const item = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
  await until(`${title} in the menu`, async () => {
    await open();
    const taken = (await shows(item)) && (await look(), await item.click({ timeout: SOON }).then(() => true, () => false));
    if (!taken) await page.keyboard.press("Escape");
    return taken;
  });
}

/** Takes a quick fix. */
export const quickFix = (page, title, look) => take(page, () => page.keyboard.press("Control+."), title, look);

/** Moves the mouse away and onto `target` until a hover says what matches; answers all that it says. */
export async function hover(page, target, pattern) {
  const shown = page.locator(".monaco-hover:visible").filter({ hasText: pattern }).first();
  return until(`a hover that says ${pattern}`, async () => {
    const box = await target.boundingBox();
    await page.mouse.move(900, 560);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    return (await shows(shown, 5000)) && shown.innerText({ timeout: SOON });
  });
}

/** The window loses the focus, or gets it back; Playwright pretends by itself that every page has it. */
async function setFocus(context, page, focused) {
  await page.evaluate((has) => {
    document.hasFocus = () => has;
    window.dispatchEvent(new Event(has ? "focus" : "blur"));
  }, focused);
}

/** A lens by a part of its title. */
export const lens = (page, title) => page.locator(".codelens-decoration a, .codelens-decoration span", { hasText: title }).first();

/** Presses a lens once it is there; it moves while lines are inserted, so again until `done` answers. */
export async function pressLens(page, title, done) {
  await until(`what the lens ${title} does`, async () => {
    await lens(page, title).click({ timeout: SOON });
    return shows(done, 2 * SOON);
  });
}

/** The question before a write. */
export const question = (page) => page.locator(".monaco-dialog-box");

/** Presses a button of it; answers what was asked. */
export async function agree(page, button) {
  const asked = (await question(page).innerText()).replaceAll("\u00a0", " ");
  await question(page).getByRole("button", { name: button, exact: true }).click();
  await question(page).waitFor({ state: "hidden" });
  return asked;
}

/** A message in the lower corner. */
export const toast = (page, text) => page.locator(".notification-toast", { hasText: text }).first();

/** `cja sandbox`, with its variables, and its data views as the API gives them. */
export async function startSandbox() {
  const child = spawn(need("CJA"), ["sandbox", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  const lines = await until("the sandbox", () => said.split("\n").length > 7 && said.trim().split("\n"));
  const env = Object.fromEntries(lines.slice(1).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  const url = lines[0];
  const form = { client_id: env.CJA_CLIENT_ID, client_secret: env.CJA_CLIENT_SECRET, scope: env.CJA_SCOPES, grant_type: "client_credentials" };
  const token = await (await fetch(`${url}/ims/token/v3`, { method: "POST", body: new URLSearchParams(form) })).json();
  const headers = { authorization: `Bearer ${token.access_token}`, "x-api-key": env.CJA_CLIENT_ID, "x-gw-ims-org-id": env.CJA_ORG_ID };
  const expansion = "expansion=name,description,parentDataGroupId,timezoneDesignator,sessionDefinition";
  const get = async (where) => (await fetch(`${url}/data/dataviews${where}`, { headers })).json();
  return {
    env,
    view: (id) => get(`/${id}?${expansion}`),
    named: async (name) => (await get(`?limit=1000&cached=false&${expansion}`)).content.filter((view) => view.name === name),
    /** How many requests came so far, without the sign-ins. */
    requests: async () => (await (await fetch(`${url}/__sandbox/requests`)).json()).requests.filter(({ path }) => !path.includes("/ims/")).length,
    /** Somebody else, with cjapy; see colleague.py. */
    colleague: (...args) => {
      const script = new URL("../colleague.py", import.meta.url).pathname;
      return execFileSync(need("CJAPY"), ["-W", "ignore", script, ...args], { env: { ...process.env, ...env }, encoding: "utf8" }).trim();
    },
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

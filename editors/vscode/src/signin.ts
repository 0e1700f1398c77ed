// Credentials: asked for, kept in the editor's secret storage, handed to the server after each start. Never in a setting,
// a file or a log.

import * as os from "node:os";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { SignIn, type SignedIn } from "./messages";
import type { Variables } from "./sealed";

const KEY = "cja.credentials";

/** A question of the sign-in by parts. */
const PARTS: { name: string; title: string; hint: string; secret?: true; optional?: true }[] = [
  { name: "CJA_ORG_ID", title: "Organization id", hint: "…@AdobeOrg" },
  { name: "CJA_CLIENT_ID", title: "Client id", hint: "Also called API key" },
  { name: "CJA_CLIENT_SECRET", title: "Client secret", hint: "p8e-…", secret: true },
  { name: "CJA_SCOPES", title: "Scopes", hint: "Separated by commas; empty for the usual ones", optional: true },
];

/** The credentials of this editor. */
export class Credentials implements vscode.Disposable {
  private variables: Variables = {};
  private handed: Promise<void> = Promise.resolve();
  private readonly watcher: vscode.Disposable;

  /** `client`: the running one, if any. `log`: for what goes wrong without anybody asking. */
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly client: () => LanguageClient | undefined,
    private readonly log: (line: string) => void,
  ) {
    // Another window signed in or out.
    this.watcher = secrets.onDidChange(({ key }) => {
      if (key === KEY) void this.changed();
    });
  }

  /** What goes to the server with the next sign-in. */
  readonly current = (): Variables => this.variables;

  /** The server just started: gives it what is kept, if anything is and the folder is trusted. */
  started(): void {
    this.handed = this.begin().catch((error: unknown) => this.log(`What this editor keeps could not be read: ${text(error)}`));
  }

  /** Done when a server that just started has what is kept: a command that comes earlier waits for it. */
  ready(): Promise<void> {
    return this.handed;
  }

  private async begin(): Promise<void> {
    this.variables = await this.kept();
    if (Object.keys(this.variables).length > 0) await this.handOver();
  }

  private async changed(): Promise<void> {
    const kept = await this.kept();
    if (JSON.stringify(kept) === JSON.stringify(this.variables)) return;
    this.variables = kept;
    await this.handOver();
  }

  private async kept(): Promise<Variables> {
    return vscode.workspace.isTrusted ? read(await this.secrets.get(KEY)) : {};
  }

  private async handOver(): Promise<void> {
    const { error } = await this.send();
    if (error !== undefined) this.log(`The sign-in that this editor keeps is of no use here: ${error}`);
  }

  /** Asks for credentials and keeps them when the server can use them. */
  async signIn(): Promise<boolean> {
    const variables = await ask();
    if (variables === undefined) return false;
    const before = this.variables;
    this.variables = variables;
    const answer = await this.send();
    if (answer.error !== undefined) {
      this.variables = before;
      await this.send();
      void vscode.window.showErrorMessage(`Not signed in: ${answer.error}`);
      return false;
    }
    await this.secrets.store(KEY, JSON.stringify(variables));
    void vscode.window.showInformationMessage(`Signed in to ${answer.org ?? "the organization"}, profile "${answer.profile ?? "default"}".`);
    return true;
  }

  async signOut(): Promise<void> {
    this.variables = {};
    await this.secrets.delete(KEY);
    await this.send();
    void vscode.window.showInformationMessage("Signed out: this editor keeps no credentials any more.");
  }

  dispose(): void {
    this.watcher.dispose();
  }

  private async send(): Promise<SignedIn> {
    const client = this.client();
    if (client === undefined) return { error: "the language server is not running" };
    return client.sendRequest(SignIn, {}).catch((error: unknown) => ({ error: text(error) }));
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function read(kept: string | undefined): Variables {
  return kept === undefined ? {} : (JSON.parse(kept) as Variables);
}

async function ask(): Promise<Variables | undefined> {
  const way = await vscode.window.showQuickPick(
    [
      { label: "$(file) Credential File…", detail: "As downloaded from the Adobe Developer Console", by: byFile },
      { label: "$(edit) Enter the Parts…", detail: "Organization id, client id, client secret, scopes", by: byParts },
    ],
    { title: "Sign in to Customer Journey Analytics" },
  );
  return way?.by();
}

async function byFile(): Promise<Variables | undefined> {
  const [file] = (await vscode.window.showOpenDialog({
    title: "Credential file",
    openLabel: "Sign In",
    defaultUri: vscode.Uri.file(os.homedir()),
    filters: { "Credential files": ["json"], "All files": ["*"] },
  })) ?? [];
  if (file === undefined) return undefined;
  return { CJA_AUTH_JSON: Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8") };
}

async function byParts(): Promise<Variables | undefined> {
  const variables: Variables = {};
  for (const [at, part] of PARTS.entries()) {
    const typed = await vscode.window.showInputBox({
      title: `Sign in (${at + 1}/${PARTS.length}): ${part.title}`,
      prompt: part.hint,
      password: part.secret ?? false,
      ignoreFocusOut: true,
      validateInput: (value) => (part.optional || value.trim() !== "" ? undefined : `${part.title} is needed.`),
    });
    if (typed === undefined) return undefined;
    if (typed.trim() !== "") variables[part.name] = typed.trim();
  }
  return variables;
}

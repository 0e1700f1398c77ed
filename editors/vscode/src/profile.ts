// The item in the status bar: which profile a push goes to and where the open data views stand. A click offers what to do.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { Status, type Standing } from "./messages";

/** What a click offers, by the commands' own titles. */
const MENU: [label: string, command: string][] = [
  ["$(cloud-upload) Push…", "cja.push"],
  ["$(git-merge) Settle Conflicts…", "cja.resolve"],
  ["$(diff) Compare with Live", "cja.compare"],
  ["$(cloud-download) Pull a View into the Workspace…", "cja.pullView"],
  ["$(refresh) Compare Open Data Views Again", "cja.refresh"],
  ["$(discard) Undo Last Operation…", "cja.undo"],
  ["$(key) Sign In…", "cja.signIn"],
  ["$(sign-out) Sign Out", "cja.signOut"],
  ["$(output) Show Output", "cja.showOutput"],
];

/** Shown with data views, and from the first word of the server about where they stand. */
export class ProfileItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("cja.profile", vscode.StatusBarAlignment.Left, 10);
  private readonly watcher = vscode.window.onDidChangeActiveTextEditor(() => this.show());
  private standing: Standing | undefined;

  constructor() {
    this.item.name = "CJA Profile";
    this.item.command = "cja.showMenu";
    this.show();
  }

  /** Follows what the server tells; to be called before the client starts. */
  listenTo(client: LanguageClient): void {
    this.standing = undefined;
    this.show();
    client.onNotification(Status, (standing) => {
      this.standing = standing;
      this.show();
    });
  }

  private show(): void {
    const { item, standing } = this;
    item.text = `$(cloud) ${standing?.text ?? "CJA"}`;
    item.tooltip = standing
      ? `${standing.org}, profile "${standing.profile}"${standing.protected ? " (protected: a push asks for its name)" : ""}`
      : "Nothing has been sent to the service yet";
    item.backgroundColor = standing?.protected ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    if (standing || vscode.window.activeTextEditor?.document.languageId === "cja-dataview") item.show();
    else item.hide();
  }

  dispose(): void {
    this.watcher.dispose();
    this.item.dispose();
  }
}

/** The list behind the item. */
export async function showMenu(): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    MENU.map(([label, command]) => ({ label, command })),
    { title: "Customer Journey Analytics" },
  );
  if (picked) await vscode.commands.executeCommand(picked.command);
}

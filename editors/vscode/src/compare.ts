// The service's version of a data view beside the file: documents that cannot be written, fresh at each comparison.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { Compare } from "./messages";

const SCHEME = "cja";

/** Holds the texts of the comparisons that are open. */
export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  // This reads `onDidChange`, so it comes last.
  private readonly held = [
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === SCHEME && this.texts.delete(uri.toString())),
  ];

  /** Shows what the server compares; to be called before the client starts. */
  listenTo(client: LanguageClient): void {
    client.onNotification(Compare, async ({ title, name, left, right }) => {
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
      this.texts.set(uri.toString(), left);
      this.changed.fire(uri);
      await vscode.commands.executeCommand("vscode.diff", uri, client.protocol2CodeConverter.asUri(right), title);
    });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    for (const held of this.held) held.dispose();
  }
}

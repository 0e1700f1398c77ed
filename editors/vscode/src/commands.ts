// The server's commands, which the language client registers by the server's own list. A lens and a code action bring
// their document; from the palette it is the one in front. Nothing reaches the service from a folder that is not trusted.

import * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import { DOCUMENTS } from "./client";
import type { Outcome } from "./messages";

/** Goes between a command and the server. */
export function throughTrust(client: () => LanguageClient, signIn: () => Promise<boolean>): Middleware["executeCommand"] {
  return async (command, args, next) => {
    if (!vscode.workspace.isTrusted) {
      const choice = await vscode.window.showWarningMessage("Data views are pushed and pulled in trusted folders only.", "Manage Trust");
      if (choice !== undefined) await vscode.commands.executeCommand("workbench.trust.manage");
      return undefined;
    }
    const answer = (await next(command, isArgument(args[0]) ? args : [inFront(client())])) as Outcome | undefined;
    if (answer?.outcome === "failed" && answer.kind === "SignIn") void offer(answer.message, signIn);
    return answer;
  };
}

async function offer(message: string, signIn: () => Promise<boolean>): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, "Sign In…");
  if (choice !== undefined) await signIn();
}

/** What the server's lenses and actions bring; menus of the editor bring other things. */
function isArgument(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof vscode.Uri);
}

/** The document in front, at its version; none where another kind of document is. */
function inFront(client: LanguageClient): { uri?: string; version?: number } {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || vscode.languages.match(DOCUMENTS, document) === 0) return {};
  return { uri: client.code2ProtocolConverter.asUri(document.uri), version: document.version };
}

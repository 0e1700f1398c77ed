// The server's commands, which the language client registers by the server's own list. A lens and a code action bring
// their document; from the palette it is the one in front. Nothing reaches the service from a folder that is not trusted.

import * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import { DOCUMENTS } from "./client";
import type { Outcome } from "./messages";
import type { Credentials } from "./signin";

/** Goes between a command and the server. */
export function throughTrust(client: () => LanguageClient, credentials: Credentials): Middleware["executeCommand"] {
  return async (command, args, next) => {
    if (!vscode.workspace.isTrusted) {
      const choice = await vscode.window.showWarningMessage("Data views are pushed and pulled in trusted folders only.", "Manage Trust");
      if (choice !== undefined) await vscode.commands.executeCommand("workbench.trust.manage");
      return undefined;
    }
    await credentials.ready();
    const answer = (await next(command, isArgument(args[0]) ? [ofNow(args[0])] : [inFront(client())])) as Outcome | undefined;
    if (answer?.outcome === "failed" && answer.kind === "SignIn") void offer(answer.message, credentials);
    return answer;
  };
}

async function offer(message: string, credentials: Credentials): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, "Sign In…");
  if (choice !== undefined) await credentials.signIn();
}

/** What a command of the server is called with. */
interface Argument {
  uri?: string;
  version?: number;
}

/**
 * A lens is drawn a moment after the text was typed. Whoever presses it means the text on the screen: what the server sees
 * must be that, not what the lens was drawn for.
 */
function ofNow(argument: Argument): Argument {
  const uri = argument.uri === undefined ? undefined : vscode.Uri.parse(argument.uri).toString();
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  return document === undefined ? argument : { ...argument, version: document.version };
}

/** What the server's lenses and actions bring; menus of the editor bring other things. */
function isArgument(value: unknown): value is Argument {
  return typeof value === "object" && value !== null && !(value instanceof vscode.Uri);
}

/** The document in front, at its version; none where another kind of document is. */
function inFront(client: LanguageClient): Argument {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || vscode.languages.match(DOCUMENTS, document) === 0) return {};
  return { uri: client.code2ProtocolConverter.asUri(document.uri), version: document.version };
}

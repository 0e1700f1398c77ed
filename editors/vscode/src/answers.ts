// What the server asks of the person or has shown: lists, questions before a write, typed names, texts, saves.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { Confirm, Open, Pick, Review, Save, type Choice, type Question } from "./messages";

/** Answers the server's requests; to be called before the client starts. */
export function answerTo(client: LanguageClient): void {
  client.onRequest(Save, async ({ uri }) => {
    const document = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(uri));
    return !document.isDirty || (await document.save());
  });
  client.onRequest(Pick, ({ title, items }) => pick(title, items));
  client.onRequest(Review, (question) => (question.compared ? choose(question) : review(question)));
  client.onRequest(Confirm, (question) => confirm(question.profile, question.title, question.message));
  client.onNotification(Open, async ({ language, content }) => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
  });
}

async function pick(title: string, items: Choice[]): Promise<string | null> {
  const listed = items.map((item) => ({ label: item.label, description: item.description, id: item.id }));
  const picked = await vscode.window.showQuickPick(listed, { title, matchOnDescription: true, placeHolder: "Name or id" });
  return picked?.id ?? null;
}

/** In the middle of the screen, where lines stay lines. */
async function review(question: Question): Promise<string | null> {
  const pressed = await vscode.window.showInformationMessage(question.title, { modal: true, detail: question.detail }, ...question.buttons);
  return pressed ?? null;
}

/** At the upper edge, where it stays while the comparison below is read. */
async function choose(question: Question): Promise<string | null> {
  const changes = question.detail.split("\n").filter((line) => line !== "");
  const pressed = await vscode.window.showQuickPick(
    [...question.buttons.map((label) => ({ label: `$(cloud-upload) ${label}`, detail: changes.join(" · "), label_: label })), { label: "Write nothing", label_: undefined }],
    { title: question.title, ignoreFocusOut: true },
  );
  return pressed?.label_ ?? null;
}

/** The name of a protected profile, typed; nothing else is taken. */
async function confirm(profile: string, title: string, message: string): Promise<string | null> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: `${message.split("\n", 1)[0]} The profile "${profile}" is protected: type its name.`,
    placeHolder: profile,
    ignoreFocusOut: true,
    validateInput: (value) => (value === profile ? undefined : value === "" ? { message: " ", severity: vscode.InputBoxValidationSeverity.Info } : `Type ${profile}, or press Escape to write nothing.`),
  });
  return typed ?? null;
}

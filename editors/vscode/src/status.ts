// The language status item: which server runs, and whether it does.

import * as vscode from "vscode";
import { DOCUMENTS } from "./client";

/** What the status item can say. */
export type ServerState = { is: "starting" } | { is: "running"; version: string } | { is: "stopped"; why: string };

/** The item in the status bar's `{}` menu, shown for the documents that the server looks at. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("cja.status", DOCUMENTS);

  constructor() {
    this.item.name = "CJA data views";
    this.show({ is: "starting" });
  }

  show(state: ServerState): void {
    this.item.busy = state.is === "starting";
    this.item.severity = state.is === "stopped" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    switch (state.is) {
      case "starting":
        this.item.text = "CJA: starting";
        this.item.detail = undefined;
        this.item.command = { title: "Show Output", command: "cja.showOutput" };
        break;
      case "running":
        this.item.text = `CJA ${state.version}: ready`;
        this.item.detail = undefined;
        this.item.command = { title: "Restart", command: "cja.restartServer" };
        break;
      case "stopped":
        this.item.text = "CJA: stopped";
        this.item.detail = state.why;
        this.item.command = { title: "Restart", command: "cja.restartServer" };
        break;
    }
  }

  dispose(): void {
    this.item.dispose();
  }
}

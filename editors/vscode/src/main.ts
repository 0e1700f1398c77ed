// Activation: start the server, keep one running, and tell where it stands. Begin reading at `activate`.

import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { findServer, runVersion } from "./bootstrap";
import { createClient, SECTION } from "./client";
import { Status } from "./status";

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const running = new Extension(context);
  extension = running;
  context.subscriptions.push(
    vscode.commands.registerCommand("cja.restartServer", () => running.restart()),
    vscode.commands.registerCommand("cja.showOutput", () => running.output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.server`)) void running.restart();
    }),
  );
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}

/** The one running client, with what belongs to it. Starts and stops follow one another, never at the same time. */
class Extension {
  readonly output = vscode.window.createOutputChannel("CJA data views", { log: true });
  private readonly status = new Status();
  private client: LanguageClient | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    context.subscriptions.push(this.output, this.status);
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step, step);
    return this.last;
  }

  private async begin(): Promise<void> {
    this.status.show({ is: "starting" });
    try {
      const server = await findServer(
        {
          setting: vscode.workspace.getConfiguration(SECTION).get<string>("server.path", ""),
          extensionPath: this.context.extensionPath,
          trusted: vscode.workspace.isTrusted,
          platform: process.platform,
        },
        runVersion,
        (line) => this.output.info(line),
      );
      const client = createClient(server, this.output);
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (this.client !== client) return;
        if (newState === State.Starting) this.status.show({ is: "starting" });
        if (newState === State.Running) this.status.show({ is: "running", version: client.initializeResult?.serverInfo?.version ?? server.version });
        if (newState === State.Stopped) this.status.show({ is: "stopped", why: "the server ended; see the output" });
      });
      await client.start();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.output.warn(`The server did not stop in order: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private fail(message: string): void {
    this.output.error(message);
    this.status.show({ is: "stopped", why: message });
    void vscode.window.showErrorMessage(message, "Show Output", "Open Settings").then((choice) => {
      if (choice === "Show Output") this.output.show();
      if (choice === "Open Settings") void vscode.commands.executeCommand("workbench.action.openSettings", "cja.server.path");
    });
  }
}

// Activation: start the server, keep one running, and tell where it stands. Begin reading at `activate`.

import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { findServer, runVersion } from "./bootstrap";
import { answerTo } from "./answers";
import { createClient, SECTION } from "./client";
import { throughTrust } from "./commands";
import { Comparisons } from "./compare";
import { Focus } from "./messages";
import { ProfileItem, showMenu } from "./profile";
import { Credentials } from "./signin";
import { Status } from "./status";

/** The context key that says whether the server's commands are there. */
const READY = "cja.ready";

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const running = new Extension(context);
  extension = running;
  context.subscriptions.push(
    vscode.commands.registerCommand("cja.restartServer", () => running.restart()),
    vscode.commands.registerCommand("cja.showOutput", () => running.output.show()),
    vscode.commands.registerCommand("cja.showMenu", showMenu),
    vscode.commands.registerCommand("cja.signIn", () => running.credentials.signIn()),
    vscode.commands.registerCommand("cja.signOut", () => running.credentials.signOut()),
    vscode.window.onDidChangeWindowState(() => running.tellFocus()),
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
  readonly credentials: Credentials;
  private readonly status = new Status();
  private readonly profile = new ProfileItem();
  private readonly comparisons = new Comparisons();
  private client: LanguageClient | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    this.credentials = new Credentials(context.secrets, () => this.client, (line) => this.output.warn(line));
    context.subscriptions.push(this.output, this.status, this.profile, this.comparisons, this.credentials);
  }

  /** Open data views are compared when somebody comes back. */
  tellFocus(): void {
    if (this.client?.isRunning()) void this.client.sendNotification(Focus, { focused: vscode.window.state.focused });
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
      const client: LanguageClient = createClient(server, this.output, {
        executeCommand: throughTrust(() => client, this.credentials),
        variables: this.credentials.current,
      });
      this.client = client;
      answerTo(client);
      this.comparisons.listenTo(client);
      this.profile.listenTo(client);
      client.onDidChangeState(({ newState }) => {
        if (this.client !== client) return;
        if (newState === State.Starting) this.status.show({ is: "starting" });
        void vscode.commands.executeCommand("setContext", READY, newState === State.Running);
        if (newState === State.Running) this.started();
        if (newState === State.Running) this.status.show({ is: "running", version: client.initializeResult?.serverInfo?.version ?? server.version });
        if (newState === State.Stopped) this.status.show({ is: "stopped", why: "the server ended; see the output" });
      });
      await client.start();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The server forgets who signed in when it ends, also when it is started anew after a crash. */
  private started(): void {
    this.tellFocus();
    this.credentials.started();
  }

  private async end(): Promise<void> {
    const client = this.client;
    void vscode.commands.executeCommand("setContext", READY, false);
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

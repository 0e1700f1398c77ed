// The language client: which documents it offers to the server, how settings reach it, what happens when it fails.
// No knowledge of data views: the server decides what a document is and what is wrong with it.

import * as vscode from "vscode";
import {
  type CancellationToken,
  DidChangeConfigurationNotification,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type MessageSignature,
  type MessageTransports,
  type Middleware,
  type ServerOptions,
  State,
} from "vscode-languageclient/node";
import type { Server } from "./bootstrap";
import { nobodyThere } from "./gone";
import { ABILITIES } from "./messages";
import { sealed, type Variables } from "./sealed";
import { serverSettings } from "./settings";

/** The settings section, the client's id and the prefix of the commands. */
export const SECTION = "cja";

/** Data views by their own language; the formatter is offered for these alone. */
const DATA_VIEWS = [
  { scheme: "file", language: "cja-dataview" },
  { scheme: "untitled", language: "cja-dataview" },
];

/**
 * What is offered to the server. Plain JSON is offered too, because only the server knows which of it is a data view
 * (by the configured roots and patterns, or by its `$schema`); this includes `cja.config.json`. It ignores the rest.
 */
export const DOCUMENTS = [...DATA_VIEWS, { scheme: "file", language: "json" }];

/** What the client is given by those who know more: how commands go to the server, and the credentials of the moment. */
export interface Means {
  executeCommand: Middleware["executeCommand"];
  variables: () => Variables;
}

/** How often a server that ended by itself is started again, before that is given up. */
const RESTARTS = 2;

/**
 * A client whose credentials are in no trace. Of what was left without an answer when the server was stopped or ended, it
 * shows nothing: the person asked for the one, and hears of the other when it is not put right. The log has it all.
 */
class Client extends LanguageClient {
  variables: () => Variables = () => ({});
  private leaving = false;

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    return sealed(await super.createMessageTransports(encoding), () => this.variables());
  }

  /** Whether a failure says no more than that the server is on its way out or not there. */
  isOfTheEnd(error: unknown): boolean {
    return this.leaving || this.state !== State.Running || nobodyThere(error);
  }

  override stop(timeout?: number): Promise<void> {
    this.leaving = true;
    return super.stop(timeout);
  }

  override handleFailedRequest<T>(type: MessageSignature, token: CancellationToken | undefined, error: unknown, defaultValue: T, show?: boolean): T {
    if (!this.isOfTheEnd(error)) return super.handleFailedRequest(type, token, error, defaultValue, show);
    this.error(`Request ${type.method} has no answer.`, error, false);
    return defaultValue;
  }

  // Notifications that could not be sent come here; so does, with force, that the server ended by itself.
  override error(message: string, data?: unknown, show: boolean | "force" = true): void {
    const quiet = show === "force" ? this.leaving : this.isOfTheEnd(data);
    super.error(message, data, quiet ? false : show);
  }
}

/** A client for `server`, not yet started. */
export function createClient(server: Server, output: vscode.OutputChannel, means: Means): LanguageClient {
  const run: ServerOptions = { command: server.command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    initializationOptions: { client: ABILITIES },
    outputChannel: output,
    synchronize: { configurationSection: SECTION },
    errorHandler: {
      // A pipe that broke: that the server ended is noticed by itself.
      error: (error, message, count) =>
        client.isOfTheEnd(error) ? { action: ErrorAction.Continue, handled: true } : usual.error(error, message, count),
      closed: () => usual.closed(),
    },
    // The caller of `start` shows the failure, with a way on from it.
    initializationFailedHandler: () => false,
    middleware: {
      executeCommand: means.executeCommand,
      workspace: {
        configuration: async (params, token, next) => {
          const answer = await next(params, token);
          if (!Array.isArray(answer)) return answer;
          return answer.map((value: unknown, i) => (params.items[i]?.section === SECTION ? serverSettings(value) : value));
        },
        didChangeConfiguration: () =>
          client.sendNotification(DidChangeConfigurationNotification.type, {
            settings: { [SECTION]: serverSettings(vscode.workspace.getConfiguration().get(SECTION)) },
          }),
      },
    },
  };
  const client: Client = new Client(SECTION, "CJA data views", run, options);
  const usual = client.createDefaultErrorHandler(RESTARTS);
  client.variables = means.variables;
  formatOnlyDataViews(client);
  return client;
}

/**
 * A second formatter for plain JSON would make VS Code ask which of the two to use, in every JSON file, and format
 * none on save until it is answered. So whatever the server offers, formatting is registered for data views alone.
 */
function formatOnlyDataViews(client: LanguageClient): void {
  for (const method of [DocumentFormattingRequest.method, DocumentRangeFormattingRequest.method]) {
    const feature = client.getFeature(method as typeof DocumentFormattingRequest.method);
    const register = feature.register.bind(feature);
    feature.register = (data) => register({ ...data, registerOptions: { ...data.registerOptions, documentSelector: DATA_VIEWS } });
  }
}

// The language client: which documents it offers to the server, how settings reach it, what happens when it fails.
// No knowledge of data views: the server decides what a document is and what is wrong with it.

import * as vscode from "vscode";
import {
  DidChangeConfigurationNotification,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  type Middleware,
  type ServerOptions,
} from "vscode-languageclient/node";
import type { Server } from "./bootstrap";
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

/** A client whose credentials are in no trace. */
class Client extends LanguageClient {
  variables: () => Variables = () => ({});

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    return sealed(await super.createMessageTransports(encoding), () => this.variables());
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
    connectionOptions: { maxRestartCount: 2 },
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
  const client = new Client(SECTION, "CJA data views", run, options);
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

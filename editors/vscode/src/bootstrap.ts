// Finds the program `cja` and asks it for its version before it is trusted with documents.
// Knows nothing of VS Code: what it needs to know of the editor comes in as values, so tests call it directly.

import { execFile } from "node:child_process";
import * as path from "node:path";

/** What decides where the server comes from. */
export interface Surroundings {
  /** The setting `cja.server.path`; empty when not set. */
  setting: string;
  /** The extension's own folder. */
  extensionPath: string;
  /** Whether the user trusts the opened folder. */
  trusted: boolean;
  platform: NodeJS.Platform;
}

/** A program that may be the server, and why it is considered. */
export interface Candidate {
  command: string;
  origin: "setting" | "bundled" | "PATH";
}

/** The server that was chosen. */
export interface Server extends Candidate {
  version: string;
}

/** Runs `command --version` and answers what it printed; rejects when it cannot be run. */
export type Probe = (command: string) => Promise<string>;

/** No usable server; the message says what was tried and what to do. */
export class NoServer extends Error {}

/**
 * The programs to try, in order. A path in the settings is the user's decision, so nothing else is tried beside it.
 * In a folder that is not trusted neither the setting nor the PATH may choose a program.
 */
export function candidates(at: Surroundings): Candidate[] {
  const name = at.platform === "win32" ? "cja.exe" : "cja";
  const bundled: Candidate = { command: path.join(at.extensionPath, "server", name), origin: "bundled" };
  if (!at.trusted) return [bundled];
  const setting = at.setting.trim();
  if (setting !== "") return [{ command: setting, origin: "setting" }];
  return [bundled, { command: name, origin: "PATH" }];
}

/** `cja 1.2.3` → `1.2.3`; undefined when some other program answered. */
export function parseVersion(printed: string): string | undefined {
  return /^cja(?:-lsp)?\s+v?(\d+\.\d+\.\d+\S*)/m.exec(printed)?.[1];
}

/** The first candidate that answers `--version` as `cja` does. Every attempt is logged with its outcome. */
export async function findServer(at: Surroundings, probe: Probe, log: (line: string) => void): Promise<Server> {
  const tried: string[] = [];
  for (const candidate of candidates(at)) {
    const place = `${candidate.command} (${describe(candidate.origin)})`;
    try {
      const printed = await probe(candidate.command);
      const version = parseVersion(printed);
      if (version !== undefined) {
        log(`Using ${place}, version ${version}.`);
        return { ...candidate, version };
      }
      tried.push(`${place}: \`--version\` did not answer as cja does but "${firstLine(printed)}"`);
    } catch (error) {
      tried.push(`${place}: ${firstLine(error instanceof Error ? error.message : String(error))}`);
    }
    log(`Not usable: ${tried[tried.length - 1]}`);
  }
  throw new NoServer(`The language server could not be started. Tried ${tried.join("; ")}. ${advice(at)}`);
}

/** Runs `command --version`, for at most ten seconds. */
export const runVersion: Probe = (command) =>
  new Promise((resolve, reject) => {
    execFile(command, ["--version"], { timeout: 10_000, windowsHide: true }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });

function describe(origin: Candidate["origin"]): string {
  switch (origin) {
    case "setting":
      return "from the setting cja.server.path";
    case "bundled":
      return "inside the extension";
    case "PATH":
      return "from the PATH";
  }
}

function advice(at: Surroundings): string {
  if (!at.trusted) return "Install the extension package made for this platform, or trust this folder to use another cja program.";
  if (at.setting.trim() !== "") return "Correct the setting cja.server.path, or empty it to use the program inside the extension.";
  return "Install the extension package made for this platform, put cja on the PATH, or set cja.server.path to it.";
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? "";
}

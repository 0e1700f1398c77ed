// The `cja` section of the settings as the server may see it. Pure; knows nothing of VS Code.

/** Settings that only the editor understands: where the program is, and what of the protocol is shown. */
const EDITOR_ONLY = new Set(["server", "trace"]);

/** The section without what belongs to the editor alone and without what is not set. */
export function serverSettings(section: unknown): Record<string, unknown> {
  if (typeof section !== "object" || section === null) return {};
  return Object.fromEntries(Object.entries(section).filter(([key, value]) => !EDITOR_ONLY.has(key) && value !== null && value !== undefined));
}

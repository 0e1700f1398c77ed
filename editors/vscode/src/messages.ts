// The messages beyond the protocol, as docs/protocol.md describes them. Types alone; knows nothing of VS Code.

import { NotificationType, RequestType } from "vscode-languageserver-protocol";

/** What this extension can do beyond the protocol, announced in `initializationOptions.client`. */
export const ABILITIES = { save: true, pick: true, confirm: true, review: true, open: true, compare: true, status: true, signIn: true, findings: true };

export interface Choice {
  id: string;
  label: string;
  description: string;
}
export interface Question {
  title: string;
  detail: string;
  buttons: string[];
  /** Both versions are on the screen and shall stay in sight. */
  compared: boolean;
}
export interface Comparison {
  title: string;
  name: string;
  /** The service's version. */
  left: string;
  /** Address of the file. */
  right: string;
}
export interface Standing {
  profile: string;
  org: string;
  protected: boolean;
  text: string;
}
/** What came of a command of the server. */
export interface Outcome {
  outcome: "done" | "nothing" | "asked" | "dismissed" | "refused" | "failed";
  message: string;
  kind?: string;
}
/** What came of handing credentials over. */
export interface SignedIn {
  profile?: string;
  org?: string;
  error?: string;
}

export const Save = new RequestType<{ uri: string }, boolean, void>("cja/save");
export const Pick = new RequestType<{ title: string; items: Choice[] }, string | null, void>("cja/pick");
export const Confirm = new RequestType<{ profile: string; title: string; message: string }, string | null, void>("cja/confirm");
export const Review = new RequestType<Question, string | null, void>("cja/review");
export const Open = new NotificationType<{ language: string; content: string }>("cja/open");
export const Compare = new NotificationType<Comparison>("cja/compare");
export const Status = new NotificationType<Standing>("cja/status");
export const Focus = new NotificationType<{ focused: boolean }>("cja/focus");
/** The variables are added below the level that is traced; see sealed.ts. */
export const SignIn = new RequestType<Record<string, never>, SignedIn, void>("cja/signIn");

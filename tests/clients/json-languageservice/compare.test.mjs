// The language service of VS Code and ours, on the same texts: outline, folding, selection, formatting. Where the two
// differ, the difference is listed here with its reason; one that is not there any more fails as well.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { after, test } from "node:test";

const { getLanguageService, TextDocument } = createRequire(process.env.JSON_LANGUAGESERVICE)("vscode-json-languageservice");
const theirs = getLanguageService({});

const TEXTS = {
  "a data view": `{
  "name": "Web",
  "sessionDefinition": [
    { "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }
  ],
  "segmentList": ["s1", "s2"],
  "curationEnabled": true,
  "containerNames": {
    "event": "Hit",
    "people": null
  }
}
`,
  "brackets that share a line": `{ "a": [
  1,
  2
], "b": {
  "c": [[
    3
  ]]
} }
`,
  "one line": `{"a":{"b":[1,{"c":null}]},"d":"e"}\n`,
  "empty containers": `{\n    "a": {},\n    "b": [],\n    "c": {\n    },\n    "d": [\n\n    ]\n}\n`,
  "blank lines and tabs": `{\n\n\t"a": 1,\n\n\n\t"b": [ 1,2 ,3 ]\n\n}\n`,
  "CRLF and characters of two units": `{\r\n  "🛒": "ß",\r\n  "x": {\r\n    "y": "🛒🛒"\r\n  }\r\n}\r\n`,
  "no line break at the end": `{\n  "a": 1\n}`,
  "a number": "7\n",
  "an array of arrays": `[\n  [1, 2],\n  [\n    3\n  ]\n]\n`,
  "a missing comma": `{\n  "a": {\n    "b": 1\n  }\n  "c": 2\n}\n`,
  "a missing bracket": `{\n  "a": [1, 2,\n  "b": 3\n}\n`,
  "half typed": `{\n  "a": 1,\n  "b\n}\n`,
};

const SHORT = "a list or object that stands on one line and fits stays there";
const BROKEN = "text that is not JSON is not formatted: it might become something else";

// Feature and text, and why ours is otherwise.
const DIFFERENCES = {
  "outline of a missing bracket": "the list ends before the next name, so that name is a member and not an item",
  "outline of half typed": "a name is listed as soon as it is begun",
  "folding of brackets that share a line": "an editor shows one fold a line: the outer one",
  "folding of a missing bracket": "the bracket of the object is not taken for that of the list",
  "selection in a missing bracket": "as in the outline",
  "selection in half typed": "as in the outline",
  "formatting of a data view": SHORT,
  "formatting of one line": SHORT,
  "formatting of blank lines and tabs": SHORT,
  "formatting of an array of arrays": SHORT,
  "formatting of a missing bracket": BROKEN,
};

const seen = new Set();
function compare(what, ours, expected) {
  seen.add(what);
  if (DIFFERENCES[what] === undefined) assert.deepEqual(ours, expected, what);
  else assert.notDeepEqual(ours, expected, `${what} is the same now: take it off the list`);
}

// A client of `cja lsp`: requests and their answers, nothing else.
const server = spawn(process.env.CJA, ["lsp"], { stdio: ["pipe", "pipe", "ignore"] });
const waiting = new Map();
let input = Buffer.alloc(0);
let count = 0;
server.stdout.on("data", (data) => {
  input = Buffer.concat([input, data]);
  for (;;) {
    const head = input.indexOf("\r\n\r\n");
    const length = head < 0 ? NaN : Number(/content-length: (\d+)/i.exec(input.subarray(0, head))[1]);
    if (!(input.length >= head + 4 + length)) return;
    const message = JSON.parse(input.subarray(head + 4, head + 4 + length));
    input = input.subarray(head + 4 + length);
    if (message.method === undefined) waiting.get(message.id)(message.result);
    else if (message.id !== undefined) send({ id: message.id, result: null });
  }
});
function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
function ask(method, params) {
  const id = ++count;
  send({ id, method, params });
  return new Promise((answer) => waiting.set(id, answer));
}
const capabilities = { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true }, foldingRange: { lineFoldingOnly: true }, diagnostic: {} } };
await ask("initialize", { processId: null, rootUri: null, capabilities });
send({ method: "initialized", params: {} });
after(async () => {
  await ask("shutdown");
  send({ method: "exit" });
});

/** The same text opened on both sides. */
function open(text) {
  const uri = `file:///nowhere/${++count}.dataview.json`;
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "json", version: 1, text } } });
  const document = TextDocument.create(uri, "json", 1, text);
  return { document, json: theirs.parseJSONDocument(document), ours: (method, more) => ask(`textDocument/${method}`, { textDocument: { uri }, ...more }) };
}

const place = ({ start, end }) => `${start.line}:${start.character}-${end.line}:${end.character}`;

for (const [name, text] of Object.entries(TEXTS)) {
  test(`outline of ${name}`, async () => {
    const { document, json, ours } = open(text);
    // Items have numbers there, and what they hold here; the names of members are the same.
    const member = (symbol) => place(symbol.range) !== place(symbol.selectionRange);
    const entry = (symbol) => [member(symbol) ? symbol.name : "", place(symbol.range), place(symbol.selectionRange), (symbol.children ?? []).map(entry)];
    compare(`outline of ${name}`, (await ours("documentSymbol")).map(entry), theirs.findDocumentSymbols2(document, json).map(entry));
  });

  test(`folding of ${name}`, async () => {
    const { document, ours } = open(text);
    const lines = (folds) => folds.map((fold) => `${fold.startLine}-${fold.endLine}`).sort();
    compare(`folding of ${name}`, lines(await ours("foldingRange")), lines(theirs.getFoldingRanges(document)));
  });

  test(`selection in ${name}`, async () => {
    const { document, json, ours } = open(text);
    // There a step takes the comma in, or the blanks at brackets; here it ends with the text that somebody wrote.
    const trimmed = (range) => {
      const start = document.offsetAt(range.start);
      const chosen = document.getText(range).replace(/,$/, "");
      const begin = start + chosen.length - chosen.trimStart().length;
      return `${begin}-${begin + chosen.trim().length}`;
    };
    const grown = (range) => (range ? [trimmed(range.range), ...grown(range.parent)] : []);
    const steps = (range) => grown(range).filter((step, at, all) => step !== all[at - 1]);
    const positions = [...text.matchAll(/[a-z0-9🛒]+/giu)].map((found) => document.positionAt(found.index));
    const own = await ours("selectionRange", { positions });
    compare(`selection in ${name}`, own.map(steps), theirs.getSelectionRanges(document, positions, json).map(steps));
  });

  test(`formatting of ${name}`, async () => {
    const { document, ours } = open(text);
    const options = { tabSize: 2, insertSpaces: true };
    const own = TextDocument.applyEdits(document, await ours("formatting", { options }));
    const expected = TextDocument.applyEdits(document, theirs.format(document, undefined, options));
    // There the line break at the end goes, here it stays unless the editor says otherwise.
    assert.equal(own.endsWith("\n"), text.endsWith("\n"));
    compare(`formatting of ${name}`, own.trimEnd(), expected.trimEnd());
  });
}

test("the list of differences names nothing else", () => {
  assert.deepEqual(Object.keys(DIFFERENCES).filter((what) => !seen.has(what)), []);
});

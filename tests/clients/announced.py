"""What a server may send to a client that announced these capabilities and no others.

One entry for each thing that the specification ties to a client capability and that this server could send.
`unannounced` answers sentences; an empty list is good.
"""

from collections.abc import Iterator


def unannounced(capabilities: dict, method: str, payload) -> list[str]:
    """What in `payload` (the params of the server's message, or its result) the client did not announce."""
    check = CHECKS.get(method)
    if check is None or (payload is None and not method.endswith("/refresh")):
        return []
    return list(check(Announced(capabilities), payload))


class Announced:
    """Client capabilities by dotted path."""

    def __init__(self, capabilities: dict):
        self._all = capabilities

    def get(self, path: str):
        value = self._all
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def lacks(self, path: str, used: bool) -> Iterator[str]:
        if used and not self.get(path):
            yield path

    def outside(self, path: str, value) -> Iterator[str]:
        if value is not None and value not in (self.get(path) or []):
            yield f"{path} with {value!r}"


def initialize(client: Announced, result: dict):
    encoding = result["capabilities"].get("positionEncoding", "utf-16")
    if encoding not in (client.get("general.positionEncodings") or ["utf-16"]):
        yield f"general.positionEncodings with {encoding!r}"


def diagnostics(client: Announced, items: list):
    base = "textDocument.publishDiagnostics"
    for item in items:
        yield from client.lacks(f"{base}.relatedInformation", bool(item.get("relatedInformation")))
        yield from client.lacks(f"{base}.codeDescriptionSupport", "codeDescription" in item)
        yield from client.lacks(f"{base}.dataSupport", "data" in item)
        for tag in item.get("tags", []):
            yield from client.outside(f"{base}.tagSupport.valueSet", tag)


def publish(client: Announced, params: dict):
    yield from diagnostics(client, params["diagnostics"])


def pull(client: Announced, result: dict):
    # The specification of 3.17 gives pulled diagnostics no capabilities of their own for these members.
    yield from diagnostics(client, result.get("items", []))
    yield from client.lacks("textDocument.diagnostic.relatedDocumentSupport", "relatedDocuments" in result)


def hover(client: Announced, result: dict):
    if isinstance(result["contents"], dict) and "kind" in result["contents"]:
        yield from client.outside("textDocument.hover.contentFormat", result["contents"]["kind"])


def completion_item(client: Announced, item: dict):
    base = "textDocument.completion.completionItem"
    yield from client.lacks(f"{base}.snippetSupport", item.get("insertTextFormat") == 2)
    yield from client.lacks(f"{base}.insertReplaceSupport", "insert" in (item.get("textEdit") or {}))
    yield from client.lacks(f"{base}.labelDetailsSupport", "labelDetails" in item)
    yield from client.lacks(f"{base}.commitCharactersSupport", "commitCharacters" in item)
    yield from client.lacks(f"{base}.preselectSupport", bool(item.get("preselect")))
    yield from client.lacks(f"{base}.deprecatedSupport", bool(item.get("deprecated")))
    for tag in item.get("tags", []):
        yield from client.outside(f"{base}.tagSupport.valueSet", tag)
    if isinstance(item.get("documentation"), dict):
        yield from client.outside(f"{base}.documentationFormat", item["documentation"]["kind"])
    kinds = client.get("textDocument.completion.completionItemKind.valueSet") or range(1, 19)
    if item.get("kind", 1) not in kinds:
        yield f"completion item kind {item['kind']}"


def completion(client: Announced, result):
    if isinstance(result, dict):
        for member in result.get("itemDefaults", {}):
            yield from client.outside("textDocument.completion.completionList.itemDefaults", member)
        result = result["items"]
    for item in result:
        yield from completion_item(client, item)


def workspace_edit(client: Announced, edit: dict):
    yield from client.lacks("workspace.workspaceEdit.documentChanges", "documentChanges" in edit)
    yield from client.lacks("workspace.workspaceEdit.changeAnnotationSupport", "changeAnnotations" in edit)
    for change in edit.get("documentChanges", []):
        yield from client.outside("workspace.workspaceEdit.resourceOperations", change.get("kind"))


def code_action(client: Announced, result: list):
    base = "textDocument.codeAction"
    for action in result:
        literal = not isinstance(action.get("command"), str)
        yield from client.lacks(f"{base}.codeActionLiteralSupport", literal)
        yield from client.lacks(f"{base}.isPreferredSupport", "isPreferred" in action)
        yield from client.lacks(f"{base}.disabledSupport", "disabled" in action)
        yield from client.lacks(f"{base}.dataSupport", literal and "data" in action)
        yield from diagnostics(client, action.get("diagnostics", []))
        if action.get("edit"):
            yield from workspace_edit(client, action["edit"])


def symbols(client: Announced, result: list):
    hierarchical = any("selectionRange" in symbol for symbol in result)
    yield from client.lacks("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport", hierarchical)


def registration(client: Announced, params: dict):
    for item in params["registrations"]:
        section, _, name = item["method"].partition("/")
        yield from client.lacks(f"{section}.{name}.dynamicRegistration", True)


def always(path: str):
    """The message itself needs `path`."""

    def check(client: Announced, _payload):
        yield from client.lacks(path, True)

    return check


CHECKS = {
    "initialize": initialize,
    "textDocument/publishDiagnostics": publish,
    "textDocument/diagnostic": pull,
    "textDocument/hover": hover,
    "textDocument/completion": completion,
    "completionItem/resolve": completion_item,
    "textDocument/codeAction": code_action,
    "textDocument/documentSymbol": symbols,
    "client/registerCapability": registration,
    "workspace/configuration": always("workspace.configuration"),
    "workspace/applyEdit": always("workspace.applyEdit"),
    "workspace/workspaceFolders": always("workspace.workspaceFolders"),
    "workspace/diagnostic/refresh": always("workspace.diagnostics.refreshSupport"),
    "workspace/codeLens/refresh": always("workspace.codeLens.refreshSupport"),
    "workspace/inlayHint/refresh": always("workspace.inlayHint.refreshSupport"),
    "workspace/semanticTokens/refresh": always("workspace.semanticTokens.refreshSupport"),
    "window/workDoneProgress/create": always("window.workDoneProgress"),
    "window/showDocument": always("window.showDocument.support"),
}

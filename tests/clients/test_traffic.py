"""The checks themselves: each of these messages must be found out."""

import pytest
from traffic import Traffic

ZERO = {"line": 0, "character": 0}
RANGE = {"start": ZERO, "end": ZERO}
EVERYTHING = {"textDocument": {"publishDiagnostics": {"codeDescriptionSupport": True}, "hover": {"contentFormat": ["markdown"]}}}


def hear(message: dict, asked: str | None = None, capabilities: dict = EVERYTHING) -> list[str]:
    traffic = Traffic()
    traffic.sent({"method": "initialize", "id": 0, "params": {"capabilities": capabilities}})
    if asked:
        traffic.sent({"id": 1, "method": asked})
    traffic.received({"jsonrpc": "2.0", **message})
    return traffic.problems


def published(**members) -> dict:
    diagnostic = {"range": RANGE, "message": "m", **members}
    return {"method": "textDocument/publishDiagnostics", "params": {"uri": "file:///a", "diagnostics": [diagnostic]}}


def test_good_messages_pass():
    assert hear(published(severity=1, code="c", codeDescription={"href": "https://example.com"})) == []
    assert hear({"id": 1, "result": None}, asked="textDocument/hover") == []
    assert hear({"id": 1, "result": {"contents": {"kind": "markdown", "value": "v"}}}, asked="textDocument/hover") == []
    assert hear({"id": 1, "error": {"code": -32801, "message": "content modified"}}, asked="textDocument/hover") == []


@pytest.mark.parametrize(
    ("message", "asked", "finding"),
    [
        (published(severity=9), None, "9 is not a valid DiagnosticSeverity"),
        (published(severity="error"), None, "is not a valid DiagnosticSeverity"),
        (published(level=1), None, "/level: 1 has no place there"),
        (published(message=5), None, "5 became"),
        (published(source=None), None, "/source: null has no place there"),
        ({"method": "textDocument/frobnicate", "params": {}}, None, "unknown method"),
        ({"method": "textDocument/hover", "id": 3, "params": {}}, None, "client to server alone"),
        ({"method": "workspace/configuration", "params": {"items": []}}, None, "has an id and must not, or lacks it"),
        ({"id": 7, "result": None}, None, "answer to nothing that was asked"),
        ({"id": 1, "result": {"contents": {"kind": "markdown", "value": "v"}, "range": None}}, "textDocument/hover", "/range: null"),
        ({"id": 1, "error": {"code": "bad", "message": "m"}}, "textDocument/hover", "bad"),
        (
            {"id": 2, "method": "client/registerCapability", "params": {"registrations": [
                {"id": "a", "method": "workspace/didChangeWatchedFiles", "registerOptions": {"globs": []}}]}},
            None,
            "watchers",
        ),
    ],
)  # fmt: skip
def test_bad_messages_are_found_out(message, asked, finding):
    [problem] = hear(message, asked)
    assert finding in problem


@pytest.mark.parametrize(
    ("message", "asked", "capability"),
    [
        (published(codeDescription={"href": "https://example.com"}), None, "publishDiagnostics.codeDescriptionSupport"),
        (published(tags=[1]), None, "publishDiagnostics.tagSupport"),
        ({"id": 2, "method": "workspace/configuration", "params": {"items": []}}, None, "workspace.configuration"),
        ({"id": 2, "method": "workspace/diagnostic/refresh"}, None, "workspace.diagnostics.refreshSupport"),
        ({"id": 1, "result": {"contents": {"kind": "markdown", "value": "v"}}}, "textDocument/hover", "hover.contentFormat"),
        ({"id": 1, "result": [{"label": "l", "insertTextFormat": 2}]}, "textDocument/completion", "snippetSupport"),
        ({"id": 1, "result": [{"title": "t"}]}, "textDocument/codeAction", "codeActionLiteralSupport"),
        (
            {"id": 1, "result": [{"name": "n", "kind": 7, "range": RANGE, "selectionRange": RANGE}]},
            "textDocument/documentSymbol",
            "hierarchicalDocumentSymbolSupport",
        ),
        (
            {"id": 2, "method": "client/registerCapability", "params": {"registrations": [
                {"id": "a", "method": "workspace/didChangeConfiguration", "registerOptions": {"section": "cja"}}]}},
            None,
            "workspace.didChangeConfiguration.dynamicRegistration",
        ),
        ({"id": 1, "result": {"capabilities": {"positionEncoding": "utf-8"}}}, "initialize", "positionEncodings"),
    ],
)  # fmt: skip
def test_what_the_client_did_not_announce_is_found_out(message, asked, capability):
    [problem] = hear(message, asked, capabilities={"textDocument": {}})
    assert "not announced" in problem and capability in problem


def test_a_request_without_an_answer_is_known():
    traffic = Traffic()
    traffic.sent({"id": 1, "method": "textDocument/hover"})
    assert traffic.unanswered() == ["textDocument/hover"]

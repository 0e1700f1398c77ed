"""A session of `cja lsp` with the recorded capabilities of a real client, in a folder of its own."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from traffic import checked_client

PATIENCE = 120  # seconds until something that was waited for counts as missing
SHOP = (Path(__file__).parent.parent / "editors" / "shop.dataview.json").read_text(encoding="utf-8")
CLIENTS = ["visual-studio-code@1.65.2", "neovim@0.11.0", "emacs@29.1"]


@dataclass
class Session:
    """A running server with one open data view."""

    client: LanguageClient
    result: types.InitializeResult
    uri: str
    text: str
    version: int = 1

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    @property
    def pulls(self) -> bool:
        """Whether this client asks for diagnostics, in place of being told."""
        return self.result.capabilities.diagnostic_provider is not None

    def open(self, text: str) -> None:
        self.text = text
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri, "cja-dataview", self.version, text))
        )

    def replace(self, old: str, new: str) -> None:
        """Types over the one place where `old` stands."""
        edit = types.TextDocumentContentChangePartial(self.range(old), new)
        self.text = apply(self.text, [types.TextEdit(self.range(old), new)], self.encoding)
        self.version += 1
        versioned = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [edit]))

    @property
    def encoding(self) -> str:
        return self.result.capabilities.position_encoding or "utf-16"

    def position(self, at: str) -> types.Position:
        """Where `at` stands, its `|` being the position; it stands in the text once."""
        before, _, after = at.partition("|")
        assert self.text.count(before + after) == 1, at
        return position(self.text, self.text.index(before + after) + len(before), self.encoding)

    def range(self, of: str) -> types.Range:
        """The range of `of`, which stands in the text once."""
        return types.Range(self.position("|" + of), self.position(of + "|"))

    async def diagnostics(self) -> list[types.Diagnostic]:
        """Those of the newest version, by the way that this client gets them."""
        if self.pulls:
            report = await within(
                self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(self.document))
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return list(await self.published(lambda _: True))

    async def published(self, good) -> list[types.Diagnostic]:
        """The diagnostics published for the document, as soon as there are some that are `good`."""

        async def wait():
            while self.uri not in self.client.diagnostics or not good(self.client.diagnostics[self.uri]):
                await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            return list(self.client.diagnostics[self.uri])

        return await within(wait())

    async def settled(self, expected: int) -> list[types.Diagnostic]:
        """The errors and warnings, once there are as many as `expected`."""
        if self.pulls:
            found = worth(await self.diagnostics())
            assert len(found) == expected, found
            return found
        return worth(await self.published(lambda items: len(worth(items)) == expected))


def worth(items) -> list[types.Diagnostic]:
    """Errors and warnings, in the order of the text."""
    mild = (types.DiagnosticSeverity.Information, types.DiagnosticSeverity.Hint)
    return sorted((d for d in items if d.severity not in mild), key=lambda d: (d.range.start.line, d.range.start.character))


async def within(awaitable):
    return await asyncio.wait_for(awaitable, PATIENCE)


UNITS = {
    "utf-8": lambda text: len(text.encode("utf-8")),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}


def position(text: str, index: int, encoding: str) -> types.Position:
    """The protocol's position of the `index`th character."""
    lines = text[:index].split("\n")
    return types.Position(len(lines) - 1, UNITS[encoding](lines[-1]))


def index(text: str, at: types.Position, encoding: str) -> int:
    """The character at the protocol's position."""
    lines = text.split("\n")
    column = next(c for c in range(len(lines[at.line]) + 1) if UNITS[encoding](lines[at.line][:c]) >= at.character)
    return sum(len(line) + 1 for line in lines[: at.line]) + column


def apply(text: str, edits, encoding: str) -> str:
    """The text after the edits, as an editor applies them."""
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        text = text[: index(text, edit.range.start, encoding)] + edit.new_text + text[index(text, edit.range.end, encoding) :]
    return text


@pytest.fixture(params=CLIENTS)
async def session(request, tmp_path):
    """The shop's data view, open. Afterwards: an orderly end, exit code 0, and nothing in the traffic to complain about."""
    config = ClientServerConfig(server_command=[os.environ["CJA"], "lsp"], client_factory=checked_client)
    client = await config.start()
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "shop")
    result = await within(
        client.initialize_session(
            types.InitializeParams(
                capabilities=client_capabilities(request.param),
                root_uri=tmp_path.as_uri(),
                workspace_folders=[folder],
            )
        )
    )
    file = tmp_path / "shop.dataview.json"
    file.write_text(SHOP, encoding="utf-8")
    session = Session(client, result, file.as_uri(), SHOP)
    session.open(SHOP)
    yield session

    server, traffic = client._server, client.protocol.traffic
    await within(client.shutdown_session())
    await client.stop()
    assert traffic.problems == []
    assert traffic.unanswered() == []
    assert client.error is None, client.error
    assert server.returncode == 0

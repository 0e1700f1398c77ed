"""One session of editing with each recorded client: what a person would do, and what the server then says."""

import json

import pytest
from conftest import apply, within
from lsprotocol import types


async def test_the_server_says_who_it_is(session):
    assert session.result.server_info.name == "cja"
    assert session.result.server_info.version


async def test_mistakes_are_marked_where_they_stand(session):
    granularity, person = await session.settled(2)
    assert granularity.range == session.range('"MINUTES"')
    assert granularity.severity == types.DiagnosticSeverity.Error
    assert person.range == session.range('"person"')
    assert person.severity == types.DiagnosticSeverity.Warning
    assert all(d.code and d.source == "cja" for d in (granularity, person))


async def test_a_client_that_asks_is_not_told_as_well(session):
    await session.settled(2)
    if session.pulls:
        assert session.client.diagnostics.get(session.uri, []) == []


async def test_asking_again_without_a_change_gives_unchanged(session):
    if not session.pulls:
        assert "textDocument/diagnostic" not in session.client.protocol.traffic.seen
        return
    ask = session.client.text_document_diagnostic_async
    first = await within(ask(types.DocumentDiagnosticParams(session.document)))
    again = await within(ask(types.DocumentDiagnosticParams(session.document, previous_result_id=first.result_id)))
    assert first.result_id and again.kind == types.DocumentDiagnosticReportKind.Unchanged


async def test_hover_explains_a_key(session):
    hover = await within(
        session.client.text_document_hover_async(types.HoverParams(session.document, session.position('"granu|larity"')))
    )
    assert "HOUR" in hover.contents.value and "WEEK" in hover.contents.value
    assert hover.range == session.range('"granularity"')


async def test_hover_on_white_space_says_nothing(session):
    hover = await within(session.client.text_document_hover_async(types.HoverParams(session.document, types.Position(0, 0))))
    assert hover is None or "granularity" not in hover.contents.value


async def complete(session, at: str) -> list[types.CompletionItem]:
    answer = await within(
        session.client.text_document_completion_async(types.CompletionParams(session.document, session.position(at)))
    )
    return list(answer.items if isinstance(answer, types.CompletionList) else answer)


async def test_completion_offers_the_values_that_are_allowed(session):
    session.replace('"MINUTES"', '""')
    items = await complete(session, '"granularity": "|"')
    left = [apply(session.text, [i.text_edit], session.encoding) for i in items if i.text_edit]
    assert any('"granularity": "WEEK", "func"' in text for text in left), items


async def test_completion_offers_keys_that_are_missing_and_resolve_documents_them(session):
    session.replace('"name": "Shop",', '"name": "Shop",\n  "",')
    items = {i.label.strip('"'): i for i in await complete(session, '  "|",')}
    assert "segmentList" in items and "timezoneDesignator" not in items
    resolved = await within(session.client.completion_item_resolve_async(items["segmentList"]))
    assert "segment" in str(resolved.documentation)
    assert resolved.label == items["segmentList"].label


async def actions(session, diagnostic: types.Diagnostic) -> list[types.CodeAction]:
    # The types of lsprotocol take every action that carries a command for a bare command, so what is for the service stays out.
    context = types.CodeActionContext([diagnostic], only=[types.CodeActionKind.QuickFix])
    params = types.CodeActionParams(session.document, diagnostic.range, context)
    return list(await within(session.client.text_document_code_action_async(params)) or [])


def edits_of(session, action: types.CodeAction) -> list[types.TextEdit]:
    if action.edit.document_changes:
        [change] = action.edit.document_changes
        assert change.text_document.version in (None, session.version)
        return change.edits
    return action.edit.changes[session.uri]


@pytest.mark.parametrize(("nth", "wrong", "right"), [(0, '"MINUTES"', '"MINUTE"'), (1, '"person"', '"people"')])
async def test_a_quick_fix_leaves_the_right_text(session, nth, wrong, right):
    diagnostic = (await session.settled(2))[nth]
    fixes = [a for a in await actions(session, diagnostic) if a.kind == types.CodeActionKind.QuickFix]
    fixed = [apply(session.text, edits_of(session, a), session.encoding) for a in fixes]
    assert session.text.replace(wrong, right) in fixed, [a.title for a in fixes]


async def test_a_mended_document_has_nothing_to_say(session):
    await session.settled(2)
    session.replace('"MINUTES"', '"MINUTE"')
    await session.settled(1)
    session.replace('"person"', '"people"')
    await session.settled(0)


async def test_broken_syntax_is_one_mistake_and_the_rest_is_still_checked(session):
    await session.settled(2)
    session.replace('"name": "Shop",', '"name": "Shop"')
    comma, granularity, person = await session.settled(3)
    assert comma.severity == types.DiagnosticSeverity.Error
    assert granularity.range == session.range('"MINUTES"') and person.range == session.range('"person"')


async def test_formatting_keeps_the_document_and_happens_once(session):
    session.replace('  "name": "Shop",', '"name":"Shop"  ,')
    format = session.client.text_document_formatting_async
    params = types.DocumentFormattingParams(session.document, types.FormattingOptions(2, True))
    formatted = apply(session.text, await within(format(params)), session.encoding)
    assert '\n  "name": "Shop",\n' in formatted
    assert json.loads(formatted) == json.loads(session.text)
    session.replace(session.text, formatted)
    assert not await within(format(params))


async def test_the_outline_names_the_members(session):
    answer = await within(session.client.text_document_document_symbol_async(types.DocumentSymbolParams(session.document)))

    def names(symbols):
        for symbol in symbols:
            yield symbol.name
            yield from names(getattr(symbol, "children", None) or [])

    assert {"timezoneDesignator", "granularity", "person"} <= {n.strip('"') for n in names(answer)}


async def test_a_closed_document_takes_its_diagnostics_along(session, tmp_path):
    """Where the file is there, its own come instead."""
    await session.settled(2)
    (tmp_path / "shop.dataview.json").unlink()
    session.client.text_document_did_close(types.DidCloseTextDocumentParams(session.document))
    if not session.pulls:
        await session.published(lambda items: len(items) == 0)


async def test_other_json_is_left_alone(session, tmp_path):
    other = (tmp_path / "package.json").as_uri()
    client = session.client
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(other, "json", 1, '{ "name": 1, }')))
    await session.settled(2)
    if session.pulls:
        report = await within(client.text_document_diagnostic_async(types.DocumentDiagnosticParams(types.TextDocumentIdentifier(other))))
        assert list(report.items) == []
    assert not client.diagnostics.get(other)


async def test_answers_are_of_the_newest_text(session):
    """Fifty changes, each of which moves the key, with a hover behind each."""
    name = "Shop"
    for _ in range(50):
        session.replace(f'"name": "{name}",', f'"name": "{name}\u00e9",\n')
        name += "\u00e9"
        hover = await within(
            session.client.text_document_hover_async(types.HoverParams(session.document, session.position('"granu|larity"')))
        )
        assert hover.range == session.range('"granularity"')

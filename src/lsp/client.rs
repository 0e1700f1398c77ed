//! What the client said it can do, read once. Nothing is sent that it did not announce.

use super::extras::Extras;
use crate::text::Encoding;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CompletionItemKind, DiagnosticTag, FoldingRangeClientCapabilities, MarkupKind,
    PositionEncodingKind, ResourceOperationKind, SymbolKind,
};

/// The client's abilities, as far as they matter here.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one capability of the protocol")]
pub(super) struct Abilities {
    pub(super) encoding: Encoding,
    pub(super) pulls_diagnostics: bool,
    pub(super) diagnostic_versions: bool,
    pub(super) related_information: bool,
    pub(super) code_descriptions: bool,
    pub(super) unnecessary: bool,
    pub(super) snippets: bool,
    /// The client takes edits that reach behind the cursor as they are.
    pub(super) edits_behind_cursor: bool,
    /// Markdown or plain text; none when the client speaks of no format at all.
    pub(super) completion_markdown: Option<bool>,
    pub(super) resolves_documentation: bool,
    pub(super) deprecated_tag: bool,
    /// A character typed at an item may take it.
    pub(super) commits: bool,
    /// The client knows the kinds of items and symbols that came after the first eighteen.
    pub(super) enum_members: bool,
    pub(super) null_symbols: bool,
    /// The same for hover.
    pub(super) hover_markdown: Option<bool>,
    pub(super) nested_symbols: bool,
    pub(super) folding: Folding,
    pub(super) definition_links: bool,
    pub(super) prepares_rename: bool,
    pub(super) code_actions: bool,
    pub(super) preferred_actions: bool,
    /// The edits of an action are asked for when it is chosen.
    pub(super) resolves_edits: bool,
    /// The server may have an edit made.
    pub(super) takes_edits: bool,
    pub(super) versioned_edits: bool,
    pub(super) configuration: bool,
    pub(super) registers_configuration: bool,
    pub(super) registers_watchers: bool,
    pub(super) folders: bool,
    /// The client tells when the person deletes or renames a folder in it.
    pub(super) tells_of_folders: bool,
    /// Edits may make files.
    pub(super) creates_files: bool,
    pub(super) refreshes_lenses: bool,
    pub(super) refreshes_inlays: bool,
    pub(super) progress: bool,
    pub(super) shows_documents: bool,
    /// The person can be asked.
    pub(super) asks: bool,
    /// What it can do beyond the protocol.
    pub(super) extras: Extras,
    pub(super) inlays: bool,
    pub(super) resolves_inlays: bool,
}

impl Abilities {
    pub(super) fn read(client: &ClientCapabilities, extras: Extras) -> Abilities {
        let window = client.window.as_ref();
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let completion = text.and_then(|text| text.completion.as_ref()).and_then(|c| c.completion_item.as_ref());
        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let yes = |flag: Option<bool>| flag.unwrap_or(false);
        let encodings = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let encoding = match encodings {
            Some(offered) if offered.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
            Some(offered) if offered.contains(&PositionEncodingKind::UTF16) => Encoding::Utf16,
            Some(offered) if offered.contains(&PositionEncodingKind::UTF32) => Encoding::Utf32,
            _ => Encoding::Utf16,
        };
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        Abilities {
            encoding,
            // What the service or another file changes comes at any time. Whoever pulls and cannot be told of it, such as
            // Neovim 0.11, gets everything pushed.
            pulls_diagnostics: text.is_some_and(|text| text.diagnostic.is_some())
                && yes(workspace.and_then(|w| w.diagnostics.as_ref()).and_then(|d| d.refresh_support)),
            diagnostic_versions: yes(publish.and_then(|publish| publish.version_support)),
            related_information: yes(publish.and_then(|publish| publish.related_information)),
            code_descriptions: yes(publish.and_then(|publish| publish.code_description_support)),
            unnecessary: publish
                .and_then(|publish| publish.tag_support.as_ref())
                .is_some_and(|tags| tags.value_set.contains(&DiagnosticTag::UNNECESSARY)),
            snippets: yes(completion.and_then(|item| item.snippet_support)),
            edits_behind_cursor: yes(completion.and_then(|item| item.insert_replace_support)),
            completion_markdown: completion
                .and_then(|item| item.documentation_format.as_ref())
                .map(|formats| formats.contains(&MarkupKind::Markdown)),
            resolves_documentation: completion
                .and_then(|item| item.resolve_support.as_ref())
                .is_some_and(|resolve| resolve.properties.iter().any(|name| name == "documentation")),
            enum_members: text
                .and_then(|text| text.completion.as_ref()?.completion_item_kind.as_ref()?.value_set.as_ref())
                .is_some_and(|kinds| kinds.contains(&CompletionItemKind::ENUM_MEMBER)),
            null_symbols: text
                .and_then(|text| text.document_symbol.as_ref()?.symbol_kind.as_ref()?.value_set.as_ref())
                .is_some_and(|kinds| kinds.contains(&SymbolKind::NULL)),
            deprecated_tag: completion.is_some_and(|item| item.tag_support.is_some()),
            commits: yes(completion.and_then(|item| item.commit_characters_support)),
            hover_markdown: text
                .and_then(|text| text.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .map(|formats| formats.contains(&MarkupKind::Markdown)),
            nested_symbols: yes(text
                .and_then(|text| text.document_symbol.as_ref())
                .and_then(|symbols| symbols.hierarchical_document_symbol_support)),
            folding: Folding::read(text.and_then(|text| text.folding_range.as_ref())),
            definition_links: yes(text.and_then(|text| text.definition).and_then(|it| it.link_support)),
            prepares_rename: yes(text.and_then(|text| text.rename.as_ref()).and_then(|it| it.prepare_support)),
            code_actions: actions.is_some_and(|actions| actions.code_action_literal_support.is_some()),
            preferred_actions: yes(actions.and_then(|actions| actions.is_preferred_support)),
            resolves_edits: actions.is_some_and(|actions| {
                let resolved = actions.resolve_support.as_ref();
                let edit = resolved.is_some_and(|resolve| resolve.properties.iter().any(|name| name == "edit"));
                edit && actions.data_support == Some(true)
            }),
            takes_edits: yes(workspace.and_then(|workspace| workspace.apply_edit)),
            versioned_edits: yes(edit.and_then(|edit| edit.document_changes)),
            configuration: yes(workspace.and_then(|workspace| workspace.configuration)),
            registers_configuration: yes(workspace
                .and_then(|workspace| workspace.did_change_configuration)
                .and_then(|configuration| configuration.dynamic_registration)),
            registers_watchers: yes(workspace
                .and_then(|workspace| workspace.did_change_watched_files)
                .and_then(|watched| watched.dynamic_registration)),
            folders: yes(workspace.and_then(|workspace| workspace.workspace_folders)),
            tells_of_folders: workspace
                .and_then(|workspace| workspace.file_operations.as_ref())
                .is_some_and(|told| yes(told.did_delete) && yes(told.did_rename)),
            // Who says that it makes files need not say that it takes versioned edits, too: Neovim does not.
            creates_files: edit.is_some_and(|edit| {
                edit.resource_operations.as_deref().unwrap_or_default().contains(&ResourceOperationKind::Create)
            }),
            refreshes_lenses: yes(workspace.and_then(|w| w.code_lens.as_ref()).and_then(|lens| lens.refresh_support)),
            refreshes_inlays: yes(workspace
                .and_then(|w| w.inlay_hint.as_ref())
                .and_then(|inlay| inlay.refresh_support)),
            progress: yes(window.and_then(|window| window.work_done_progress)),
            shows_documents: window.and_then(|window| window.show_document.as_ref()).is_some_and(|show| show.support),
            asks: extras.ask.unwrap_or_else(|| window.is_some_and(|window| window.show_message.is_some())),
            extras,
            inlays: text.is_some_and(|text| text.inlay_hint.is_some()),
            resolves_inlays: text
                .and_then(|text| text.inlay_hint.as_ref()?.resolve_support.as_ref())
                .is_some_and(|resolve| resolve.properties.iter().any(|name| name == "tooltip")),
        }
    }
}

/// How a client folds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Folding {
    pub(super) whole_lines: bool,
    /// How many folds it takes.
    pub(super) limit: Option<usize>,
    /// It shows words in place of what is hidden.
    pub(super) words: bool,
}

impl Folding {
    fn read(client: Option<&FoldingRangeClientCapabilities>) -> Folding {
        let Some(client) = client else { return Folding::default() };
        Folding {
            whole_lines: client.line_folding_only.unwrap_or(false),
            limit: client.range_limit.map(|limit| limit as usize),
            words: client.folding_range.as_ref().and_then(|it| it.collapsed_text).unwrap_or(false),
        }
    }
}

/// Whether a client that asks for these kinds only wants this one.
pub(super) fn wants(only: Option<&Vec<CodeActionKind>>, kind: &CodeActionKind) -> bool {
    let covers = |wanted: &CodeActionKind| {
        let (wanted, kind) = (wanted.as_str(), kind.as_str());
        wanted.is_empty() || kind == wanted || kind.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(covers))
}

//! `initialize` and `initialized`: what both sides can do.

use crate::config::Options;
use crate::lsp::client::Abilities;
use crate::lsp::commands;
use crate::lsp::extras::Extras;
use crate::lsp::handlers::{code_action, configuration, own};
use crate::lsp::session::Session;
use crate::lsp::{closed, convert, diagnostics, lifetime, workspace};
use crate::text::Encoding;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

pub(in crate::lsp) fn initialize(session: &Arc<Session>, params: InitializeParams) -> Result<InitializeResult> {
    let abilities = Abilities::read(&params.capabilities, Extras::read(params.initialization_options.as_ref()));
    let encoding = match abilities.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    let announced = params.capabilities.general.as_ref().is_some_and(|general| general.position_encodings.is_some());
    let result = InitializeResult {
        capabilities: capabilities(&abilities, announced.then_some(encoding)),
        server_info: Some(ServerInfo { name: "cja".into(), version: Some(env!("CARGO_PKG_VERSION").into()) }),
        ..InitializeResult::default()
    };
    session.set_abilities(abilities);
    *session.folders.lock().unwrap_or_else(PoisonError::into_inner) = folders(&params);
    if let Some(options) = params.initialization_options.as_ref() {
        session.set_editor_options(options_of(options));
    }
    if let Some(id) = params.process_id {
        lifetime::watch_parent(id);
    }
    Ok(result)
}

/// Settings as an editor sends them: bare, or under `cja`.
pub(super) fn options_of(value: &serde_json::Value) -> Options {
    let (options, notes) = Options::from_value(value.get("cja").unwrap_or(value));
    for note in notes {
        tracing::info!("editor settings: {note}");
    }
    options
}

#[expect(deprecated, reason = "older clients name their folder in `root_uri` only")]
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().filter_map(|folder| convert::path(&folder.uri)).collect(),
        None => params.root_uri.iter().filter_map(convert::path).collect(),
    }
}

fn capabilities(abilities: &Abilities, encoding: Option<PositionEncodingKind>) -> ServerCapabilities {
    let pull = DiagnosticOptions {
        identifier: Some("cja".into()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    ServerCapabilities {
        position_encoding: encoding,
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec!["\"".into(), ":".into()]),
            resolve_provider: Some(abilities.resolves_documentation),
            ..CompletionOptions::default()
        }),
        code_action_provider: abilities.code_actions.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(code_action::kinds()),
                resolve_provider: abilities.resolves_edits.then_some(true),
                ..CodeActionOptions::default()
            })
        }),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::NAMES.map(str::to_owned).to_vec(),
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        definition_provider: Some(OneOf::Left(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        rename_provider: Some(match abilities.prepares_rename {
            true => OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            false => OneOf::Left(true),
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".into(),
            more_trigger_character: Some(vec!["}".into(), "]".into()]),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        diagnostic_provider: abilities.pulls_diagnostics.then_some(DiagnosticServerCapabilities::Options(pull)),
        inlay_hint_provider: abilities.inlays.then(|| {
            OneOf::Right(InlayHintServerCapabilities::Options(InlayHintOptions {
                resolve_provider: Some(abilities.resolves_inlays),
                ..InlayHintOptions::default()
            }))
        }),
        workspace: (abilities.folders || abilities.tells_of_folders).then(|| WorkspaceServerCapabilities {
            workspace_folders: abilities.folders.then_some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: abilities.tells_of_folders.then(|| WorkspaceFileOperationsServerCapabilities {
                did_delete: Some(any_folder()),
                did_rename: Some(any_folder()),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        ..ServerCapabilities::default()
    }
}

/// Files are watched; of a folder that goes, watchers for the names of files hear nothing in some editors.
fn any_folder() -> FileOperationRegistrationOptions {
    let pattern = FileOperationPattern {
        glob: "**".into(),
        matches: Some(FileOperationPatternKind::Folder),
        ..FileOperationPattern::default()
    };
    FileOperationRegistrationOptions { filters: vec![FileOperationFilter { scheme: Some("file".into()), pattern }] }
}

pub(in crate::lsp) fn initialized(session: &Arc<Session>) {
    let (asker, reader) = (Arc::clone(session), Arc::clone(session));
    // The client may answer late or never; neither the thread of messages nor the reading of the folders waits for it.
    tokio::spawn(async move {
        register(&asker).await;
        configuration::fetch(&asker).await;
        own::watch(asker).await;
    });
    // Before the folders are read, so that the end of it is heard.
    closed::follow(session);
    tokio::spawn(async move { workspace::scan(&reader).await });
    diagnostics::follow_others(session);
}

async fn register(session: &Session) {
    let abilities = session.abilities();
    let mut wanted = Vec::new();
    let registration =
        |method: &str, options| Registration { id: method.into(), method: method.into(), register_options: options };
    if abilities.registers_watchers {
        let watcher = |glob: &str| FileSystemWatcher { glob_pattern: GlobPattern::String(glob.into()), kind: None };
        let watchers = vec![watcher("**/*.dataview.json"), watcher("**/cja.config.json")];
        let options = serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok();
        wanted.push(registration("workspace/didChangeWatchedFiles", options));
    }
    if abilities.registers_configuration {
        let options = serde_json::json!({ "section": "cja" });
        wanted.push(registration("workspace/didChangeConfiguration", Some(options)));
    }
    if !wanted.is_empty()
        && let Err(error) = session.client.register_capability(wanted).await
    {
        tracing::warn!("the client refused a registration: {error}");
    }
}

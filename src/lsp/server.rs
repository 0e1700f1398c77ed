//! The methods of the protocol, one line each.

use super::handlers;
use super::outbox;
use super::session::Session;
use crate::api::ApiError;
use crate::api::connect::Connect;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;
use tower_lsp::{Client, ClientSocket, LanguageServer, LspService};

/// The server, as the transport drives it.
pub struct Server {
    session: Arc<Session>,
}

/// A server that is not connected yet, its socket, and its state; it reaches the service as this process was started.
pub fn service() -> (LspService<Server>, ClientSocket, Arc<Session>) {
    service_with(Connect::of_process(Path::new("")))
}

/// The same with variables and folders of the caller's. The workspace in them is replaced by that of each document.
pub fn service_with(
    connect: std::result::Result<Connect, ApiError>,
) -> (LspService<Server>, ClientSocket, Arc<Session>) {
    let mut shared = None;
    let (service, socket) = LspService::build(|client: Client| {
        let session = Arc::new(Session::new(client, connect));
        shared = Some(Arc::clone(&session));
        Server { session }
    })
    .custom_method("cja/focus", Server::focus)
    .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
    .custom_method("cja/signIn", Server::sign_in)
    .finish();
    // The closure has run: the service exists.
    let session = shared.unwrap_or_else(|| Arc::clone(&service.inner().session));
    (service, socket, session)
}

/// Methods of our own, and one that the library does not know.
impl Server {
    async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        handlers::execute_command::cancel(&self.session, &params);
    }
    async fn focus(&self, params: handlers::own::Focus) {
        handlers::own::focus(&self.session, params).await;
    }
    async fn sign_in(&self, params: handlers::own::SignIn) -> Result<serde_json::Value> {
        handlers::own::sign_in(&self.session, params).await
    }
}

/// Answers that may be lists of thousands go out as bytes.
fn large<T: serde::Serialize>(answer: Result<Option<T>>) -> Result<Option<T>> {
    answer.map(|answer| outbox::as_bytes(answer, None))
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        handlers::lifecycle::initialize(&self.session, params)
    }
    async fn initialized(&self, _: InitializedParams) {
        handlers::lifecycle::initialized(&self.session);
    }
    async fn shutdown(&self) -> Result<()> {
        self.session.shut_down();
        Ok(())
    }
    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        handlers::sync::open(&self.session, params).await;
    }
    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        handlers::sync::change(&self.session, params);
    }
    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        handlers::sync::save(&self.session, &params.text_document.uri).await;
    }
    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        handlers::sync::close(&self.session, &params.text_document.uri).await;
    }
    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        handlers::configuration::changed(&self.session, params).await;
    }
    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        handlers::configuration::folders_changed(&self.session, params).await;
    }
    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        handlers::sync::watched(&self.session, params).await;
    }
    async fn did_delete_files(&self, params: DeleteFilesParams) {
        handlers::sync::deleted(&self.session, params);
    }
    async fn did_rename_files(&self, params: RenameFilesParams) {
        handlers::sync::renamed(&self.session, params);
    }
    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        handlers::diagnostic::pull(&self.session, params).await
    }
    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        handlers::workspace_diagnostic::pull(&self.session, params).await
    }
    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        handlers::hover::hover(&self.session, params).await
    }
    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        large(handlers::completion::complete(&self.session, params).await)
    }
    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        handlers::completion::resolve(&self.session, item).await
    }
    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        large(handlers::inlay_hint::hints(&self.session, params).await)
    }
    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        handlers::inlay_hint::resolve(&self.session, hint).await
    }
    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        large(handlers::code_action::actions(&self.session, params).await)
    }
    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        handlers::code_action::resolve(&self.session, action).await
    }
    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        large(handlers::code_lens::lenses(&self.session, params).await)
    }
    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<serde_json::Value>> {
        handlers::execute_command::execute(&self.session, params).await
    }
    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        large(handlers::formatting::format(&self.session, params).await)
    }
    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        large(handlers::formatting::range(&self.session, params).await)
    }
    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        handlers::formatting::on_type(&self.session, params).await
    }
    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        large(handlers::folding_range::folds(&self.session, params).await)
    }
    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        handlers::selection_range::selections(&self.session, params).await
    }
    async fn goto_type_definition(
        &self,
        params: request::GotoTypeDefinitionParams,
    ) -> Result<Option<request::GotoTypeDefinitionResponse>> {
        handlers::type_definition::definition(&self.session, params).await
    }
    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        large(handlers::document_link::links(&self.session, params).await)
    }
    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        handlers::definition::definition(&self.session, params).await
    }
    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        large(handlers::references::references(&self.session, params).await)
    }
    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        handlers::rename::prepare(&self.session, params).await
    }
    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        large(handlers::rename::rename(&self.session, params).await)
    }
    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        large(handlers::document_highlight::highlights(&self.session, params).await)
    }
    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        large(handlers::workspace_symbol::symbols(&self.session, params).await)
    }
    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        large(handlers::document_symbol::symbols(&self.session, params).await)
    }
}

//! `textDocument/codeAction` and `codeAction/resolve`: fixes of what is wrong at the cursor and everywhere, changes that
//! are wanted although nothing is wrong, and what can be done with the service.
//!
//! A change that costs something is worked out when it is chosen, where the client can ask again or, for a long text,
//! run a command: the action says where it was offered, and is worked out in the same version.

use crate::diagnostic::Diagnostic;
use crate::ide::{self, Asked, Assist, AssistKind, Change, Everywhere, NewFile};
use crate::lsp::client::{self, Abilities};
use crate::lsp::marks::{self, Mark};
use crate::lsp::session::{INLINE, Session, View};
use crate::lsp::{commands, convert, diagnostics, remote};
use crate::sync::definition::Unit;
use crate::sync::merge;
use crate::text::TextRange;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::*;

/// What an action is worked out by.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::lsp) struct Offered {
    uri: Uri,
    version: i32,
    range: Range,
    what: What,
}

/// Which of the changes it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum What {
    /// A change by its name.
    Assist(String),
    /// A fix for the whole file, by its title.
    Everywhere(String),
}

/// What a client asks, or runs, when an action is chosen.
struct Later {
    data: Option<serde_json::Value>,
    command: Option<Command>,
}

/// The kinds of actions, as the server announces them.
pub(super) fn kinds() -> Vec<CodeActionKind> {
    let own = ide::ASSIST_KINDS.map(kind);
    let mut kinds = vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE];
    kinds.extend(own);
    kinds
}

fn kind(kind: AssistKind) -> CodeActionKind {
    match kind {
        AssistKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        AssistKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        AssistKind::FixAll => "source.fixAll.cja".into(),
        AssistKind::Sort => "source.sort.cja".into(),
        AssistKind::Tidy => "source.removeIgnored.cja".into(),
    }
}

pub(in crate::lsp) async fn actions(
    session: &Arc<Session>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    if !session.abilities().code_actions {
        return Ok(None);
    }
    let (only, asked) = (params.context.only, params.range);
    let answer = session.with_view(&params.text_document.uri, move |view, session| {
        let report = diagnostics::report(session, Arc::clone(&view.open), Arc::clone(&view.version), &|| false);
        let found = report.map(|report| report.found).unwrap_or_default();
        let desk = Desk { session, view, found: &found, asked };
        let mut out = Vec::new();
        if client::wants(only.as_ref(), &CodeActionKind::QUICKFIX) {
            out.extend(desk.fixes());
            out.extend(desk.fixes_with_service());
            out.extend(desk.fixes_everywhere());
        }
        out.extend(desk.changes(only.as_ref()));
        if client::wants(only.as_ref(), &CodeActionKind::SOURCE) {
            // A menu of everything names once what is a fix of the place besides.
            let named: HashSet<String> = out.iter().map(|action| action.title.clone()).collect();
            out.extend(with_service(session, view).into_iter().filter(|action| !named.contains(&action.title)));
            out.extend(in_workspace(session, view));
        }
        out.into_iter().map(CodeActionOrCommand::CodeAction).collect::<Vec<_>>()
    });
    answer.await
}

pub(in crate::lsp) async fn resolve(session: &Arc<Session>, mut action: CodeAction) -> Result<CodeAction> {
    let offered = action.data.clone().and_then(|data| serde_json::from_value::<Offered>(data).ok());
    if let Some(offered) = offered {
        action.edit = Some(work_out(session, offered).await?);
    }
    Ok(action)
}

/// The edit of an action that was offered before.
pub(in crate::lsp) async fn work_out(session: &Arc<Session>, offered: Offered) -> Result<WorkspaceEdit> {
    let Offered { uri, version, range, what } = offered;
    let answer = session.with_view(&uri, move |view, session| {
        if view.version.number != version {
            return None;
        }
        let report = diagnostics::report(session, Arc::clone(&view.open), Arc::clone(&view.version), &|| false);
        let found = report.map(|report| report.found).unwrap_or_default();
        let desk = Desk { session, view, found: &found, asked: range };
        match what {
            What::Assist(id) => desk.with(|asked| ide::find_assist(&id)?.change(asked)).map(|change| desk.edit(change)),
            What::Everywhere(title) => {
                let mut all = ide::everywhere(&view.document, &found, desk.range()).into_iter();
                all.find(|everywhere| everywhere.title == title).map(|everywhere| desk.edit_everywhere(&everywhere))
            }
        }
    });
    answer.await?.flatten().ok_or_else(|| Error {
        code: ErrorCode::ContentModified,
        message: "the text changed since this was offered; choose it again".into(),
        data: None,
    })
}

/// One document, one place in it, and what is wrong.
struct Desk<'a> {
    session: &'a Session,
    view: &'a View,
    found: &'a [Diagnostic],
    asked: Range,
}

impl Desk<'_> {
    fn abilities(&self) -> &Abilities {
        self.session.abilities()
    }

    fn range(&self) -> TextRange {
        convert::text_range(&self.view.document, self.asked, self.abilities())
    }

    fn diagnose(&self) -> impl Fn(&ide::Document) -> Vec<Diagnostic> {
        let (settings, path) = (&self.view.settings, self.view.open.path.as_deref());
        move |document| ide::diagnostics(&document.tree, settings, path, Timestamp::now())
    }

    fn edit(&self, change: Change) -> WorkspaceEdit {
        let View { open, version, document, .. } = self.view;
        let edits = convert::edits(document, &change.edits, self.abilities());
        let folder = open.path.as_deref().and_then(Path::parent);
        let file = |file: NewFile| Some((Uri::from_file_path(folder?.join(&file.name))?, file.text));
        let files: Vec<_> = change.files.into_iter().filter_map(file).collect();
        match files.is_empty() {
            true => convert::workspace_edit(&open.uri, version.number, edits, self.abilities()),
            false => convert::edit_with_files(&open.uri, version.number, edits, files),
        }
    }

    fn edit_everywhere(&self, everywhere: &Everywhere) -> WorkspaceEdit {
        let edits = everywhere.edits(&self.view.document, self.found, &self.diagnose());
        self.edit(Change { edits, files: Vec::new() })
    }

    fn diagnostic(&self, found: &Diagnostic) -> tower_lsp::ls_types::Diagnostic {
        convert::diagnostic(self.session, &self.view.open.uri, &self.view.document, found)
    }

    fn fixes(&self) -> Vec<CodeAction> {
        let to_action = |action: ide::Action<'_>| CodeAction {
            title: action.fix.title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.diagnostic(action.diagnostic)]),
            edit: Some(self.edit(Change { edits: action.fix.edits.clone(), files: Vec::new() })),
            is_preferred: (self.abilities().preferred_actions && action.preferred).then_some(true),
            ..CodeAction::default()
        };
        ide::actions(self.found, self.range()).into_iter().map(to_action).collect()
    }

    /// What settles a conflict at the place, or brings what the service has newer.
    fn fixes_with_service(&self) -> Vec<CodeAction> {
        let range = self.range();
        let Some(standing) = self.session.standing(self.view) else { return Vec::new() };
        let plan = &standing.plan;
        let marks: Vec<Mark> = marks::marks(&self.view.document.tree, plan)
            .into_iter()
            .filter(|mark| mark.found.range.meets(range))
            .collect();
        let of = |wanted: &dyn Fn(&Mark) -> bool| -> Vec<_> {
            marks.iter().filter(|mark| wanted(mark)).map(|mark| self.diagnostic(&mark.found)).collect()
        };
        let mut actions = Vec::new();
        let mut units: Vec<&Unit> = marks.iter().filter(|mark| mark.conflict).map(|mark| &mark.unit).collect();
        units.dedup();
        for unit in &units {
            let diagnostics = of(&|mark| mark.unit == **unit);
            actions.extend(remote::settle_one(unit).map(|action| (action, diagnostics.clone())));
        }
        if !units.is_empty() && remote::in_conflict(plan).len() > 1 {
            let diagnostics = of(&|mark| mark.conflict);
            actions.extend(remote::settle_all(plan).into_iter().map(|action| (action, diagnostics.clone())));
        }
        if marks.iter().any(|mark| !mark.conflict) {
            let count = plan.changes.iter().filter(|change| merge::brings(change)).count();
            actions.push((remote::pull(count), of(&|mark| !mark.conflict)));
        }
        if !marks.is_empty() {
            actions.push((remote::compare(), of(&|_| true)));
        }
        let (uri, version) = (&self.view.open.uri, self.view.version.number);
        let to_action = |(action, diagnostics): (remote::Action, Vec<_>)| {
            let arguments = Some(vec![action.arguments(uri, version)]);
            let offered = command(action.title, action.command, arguments);
            CodeAction { kind: Some(CodeActionKind::QUICKFIX), diagnostics: Some(diagnostics), ..offered }
        };
        actions.into_iter().map(to_action).collect()
    }

    fn fixes_everywhere(&self) -> Vec<CodeAction> {
        let range = self.range();
        let to_action = |everywhere: Everywhere| {
            let touched = self.found.iter().filter(|one| one.code == everywhere.code && one.range.meets(range));
            let diagnostics = Some(touched.map(|one| self.diagnostic(one)).collect());
            let title = everywhere.title.clone();
            let action =
                CodeAction { title, kind: Some(CodeActionKind::QUICKFIX), diagnostics, ..CodeAction::default() };
            match self.later(&action.title, What::Everywhere(everywhere.title.clone())) {
                Some(Later { data, command }) => CodeAction { data, command, ..action },
                None => CodeAction { edit: Some(self.edit_everywhere(&everywhere)), ..action },
            }
        };
        ide::everywhere(&self.view.document, self.found, range).into_iter().map(to_action).collect()
    }

    fn changes(&self, only: Option<&Vec<CodeActionKind>>) -> Vec<CodeAction> {
        let can = |assist: &&&Assist| {
            let files = self.abilities().creates_files && self.view.open.path.is_some();
            client::wants(only, &kind(assist.kind)) && (files || !assist.makes_files)
        };
        let to_action = |assist: &&Assist| {
            let title = self.with(|asked| assist.offer(asked))?;
            let action = CodeAction { title, kind: Some(kind(assist.kind)), ..CodeAction::default() };
            if let Some(Later { data, command }) = self.later(&action.title, What::Assist(assist.id.to_owned())) {
                return Some(CodeAction { data, command, ..action });
            }
            let change = self.with(|asked| assist.change(asked))?;
            Some(CodeAction { edit: Some(self.edit(change)), ..action })
        };
        ide::ASSISTS.iter().filter(can).filter_map(to_action).collect()
    }

    /// How an action is worked out when it is chosen; none when that must be done now.
    fn later(&self, title: &str, what: What) -> Option<Later> {
        let View { open, version, .. } = self.view;
        let offered = Offered { uri: open.uri.clone(), version: version.number, range: self.asked, what };
        let offered = serde_json::to_value(offered).ok()?;
        if self.abilities().resolves_edits {
            return Some(Later { data: Some(offered), command: None });
        }
        let (title, arguments) = (title.to_owned(), Some(vec![offered]));
        let command = Command { title, command: commands::CHANGE.into(), arguments };
        let long = version.len() > INLINE && self.abilities().takes_edits;
        long.then_some(Later { data: None, command: Some(command) })
    }

    fn with<T>(&self, ask: impl FnOnce(&Asked<'_>) -> T) -> T {
        let (schema, seen) = (self.view.schema(), self.session.seen());
        let catalogue = self.session.catalogue(&self.view.settings);
        let names = std::cell::OnceCell::new();
        let path = self.view.open.path.as_deref();
        let taken = |name: &str| names.get_or_init(|| names_beside(path)).contains(name);
        ask(&Asked {
            document: &self.view.document,
            env: Session::env(&schema, &seen, &catalogue),
            range: self.range(),
            found: self.found,
            diagnose: &self.diagnose(),
            taken: &taken,
        })
    }
}

/// The names of the files beside a document, in lower case: on some disks two that differ in case are one.
fn names_beside(path: Option<&Path>) -> HashSet<String> {
    let entries = path.and_then(Path::parent).and_then(|folder| std::fs::read_dir(folder).ok());
    entries.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().to_lowercase()).collect()
}

/// What can be done with the service, where lenses are not shown.
fn with_service(session: &Session, view: &View) -> Vec<CodeAction> {
    let Some(Ok(offer)) = remote::offer(session, view) else { return Vec::new() };
    let to_action = |action: &remote::Action| {
        let title = remote::menu_title(action, &offer.profile);
        command(title, action.command, Some(vec![action.arguments(&view.open.uri, view.version.number)]))
    };
    offer.actions.iter().map(to_action).collect()
}

/// What `source.fixAll.cja` does, for all files: not of that kind, since an editor does that at each save.
fn in_workspace(session: &Session, view: &View) -> Option<CodeAction> {
    let title = "Fix everything in the workspace that needs no guessing".to_owned();
    let in_folder = view.open.path.is_some() && session.abilities().takes_edits;
    in_folder.then(|| command(title, commands::FIX_WORKSPACE, None))
}

fn command(title: String, command: &str, arguments: Option<Vec<serde_json::Value>>) -> CodeAction {
    let command = Command { title: title.clone(), command: command.into(), arguments };
    CodeAction { title, kind: Some(CodeActionKind::SOURCE), command: Some(command), ..CodeAction::default() }
}

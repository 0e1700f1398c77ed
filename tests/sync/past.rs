//! Files that hold what was there before: closed unsaved, undone in the editor, another branch, our own push taken back.

use crate::office::{act, base, change, edit, hash, live, office, pulled, read, state, write};
use cja_lsp::api::Kind;
use cja_lsp::sync::writer::{Writer, Writing, Written};
use cja_lsp::sync::{Confirmation, Direction, Plan, PlanOptions, Workspace};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

pub(crate) fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=Ana", "-c", "user.email=ana@example.com"]).args(args);
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// An editor that puts the text into a buffer and saves nothing.
#[derive(Default)]
struct Buffer(Mutex<String>);

impl Writer for Buffer {
    fn write<'a>(&'a self, _: &'a Path, _: Option<&'a str>, new: &'a str) -> Writing<'a> {
        *self.0.lock().unwrap() = new.to_owned();
        Box::pin(async { Ok(Written::Staged) })
    }
}

async fn into_buffer(workspace: &Workspace, plan: &Plan) -> String {
    let buffer = Arc::new(Buffer::default());
    let editor = workspace.clone().with_writer(Arc::clone(&buffer) as Arc<dyn Writer>);
    editor.apply(plan, &Confirmation::default()).await.unwrap();
    let text = buffer.0.lock().unwrap();
    text.clone()
}

#[tokio::test]
async fn a_pull_into_a_buffer_counts_when_it_is_saved_and_not_before() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Staged").await;
    let path = pulled(&workspace, &id).await;
    let (old, before) = (read(&path).unwrap(), base(&workspace, &id));
    change(&other, &id, json!({"description": "theirs"})).await;

    let plan = workspace.plan_view(Direction::Pull, &id, &PlanOptions::default()).await.unwrap().unwrap();
    let text = into_buffer(&workspace, &plan).await;
    // Closed unsaved: the pull has not happened, and a push has nothing to say.
    assert_eq!((state(&workspace, &id).await.as_str(), base(&workspace, &id)), ("behind", before.clone()));
    assert!(!act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.unwrap().changed);
    // Edited from the old text instead: their field and ours meet or not, but theirs is never undone.
    edit(&path, "\"first\"", "\"mine\"");
    assert_eq!(state(&workspace, &id).await, "conflict");
    edit(&path, "\"mine\"", "\"first\"");

    std::fs::write(&path, &text).unwrap();
    let now = live(&other, &id).await.unwrap();
    assert_eq!(state(&workspace, &id).await, "clean");
    assert_eq!(base(&workspace, &id), Some(hash(&now)));
    // And undone in the editor after the save: the old text is an earlier version, not a change.
    std::fs::write(&path, &old).unwrap();
    assert_eq!(state(&workspace, &id).await, "stale");
    let error = act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Conflict);
    assert!(error.to_string().contains("earlier version") && error.to_string().contains("--revert"), "{error}");
    act(&workspace, &id, Direction::Push, &PlanOptions { revert: true, ..PlanOptions::default() }).await.unwrap();
    assert_eq!(live(&other, &id).await.unwrap()["description"], "first");
}

#[tokio::test]
async fn a_saved_pull_with_an_edit_of_ones_own_has_that_edit_to_push() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Staged and edited").await;
    let path = pulled(&workspace, &id).await;
    change(&other, &id, json!({"description": "theirs"})).await;
    let plan = workspace.plan_view(Direction::Pull, &id, &PlanOptions::default()).await.unwrap().unwrap();
    let text = into_buffer(&workspace, &plan).await;
    std::fs::write(&path, text.replace("Europe/Berlin", "Asia/Tokyo")).unwrap();
    let plan = workspace.plan_view(Direction::Push, &id, &PlanOptions::default()).await.unwrap().unwrap();
    assert_eq!((json!(plan.state), plan.words()), (json!("ahead"), "1 field to push".into()));
    workspace.apply(&plan, &Confirmation::default()).await.unwrap();
    let now = live(&other, &id).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("theirs"), &json!("Asia/Tokyo")));
}

#[tokio::test]
async fn a_first_pull_closed_unsaved_leaves_no_history_behind() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "First").await;
    let text = format!("{{\"id\": \"{id}\", \"name\": \"First\", \"description\": \"mine\"}}");
    let path = write(&folder, "first.dataview.json", &text);
    assert_eq!(state(&workspace, &id).await, "no-common-base");
    let plan = workspace
        .plan_view(Direction::Pull, &id, &PlanOptions { theirs: true, ..PlanOptions::default() })
        .await
        .unwrap()
        .unwrap();
    let pulled = into_buffer(&workspace, &plan).await;
    assert_eq!(state(&workspace, &id).await, "no-common-base", "nobody agreed to anything");
    std::fs::write(&path, pulled).unwrap();
    assert_eq!(state(&workspace, &id).await, "clean");
}

#[tokio::test]
async fn ones_own_push_taken_back_is_a_change_and_says_so() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Back").await;
    let path = pulled(&workspace, &id).await;
    edit(&path, "\"first\"", "\"mine\"");
    act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.unwrap();
    edit(&path, "\"mine\"", "\"first\"");
    let plan = workspace.plan_view(Direction::Push, &id, &PlanOptions::default()).await.unwrap().unwrap();
    assert_eq!((json!(plan.state), json!(plan.action)), (json!("ahead"), json!("update")));
    assert!(plan.notes.iter().any(|note| note.contains("reverts an earlier push of yours")), "{:?}", plan.notes);
    workspace.apply(&plan, &Confirmation::default()).await.unwrap();
    assert_eq!(live(&other, &id).await.unwrap()["description"], "first");
}

#[tokio::test]
async fn another_branch_brings_an_earlier_version_which_is_not_pushed() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Branches").await;
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    let path = pulled(&workspace, &id).await;
    git(&folder, &["add", "views"]);
    git(&folder, &["commit", "--quiet", "-m", "first"]);
    git(&folder, &["branch", "old"]);
    change(&other, &id, json!({"description": "theirs"})).await;
    act(&workspace, &id, Direction::Pull, &PlanOptions::default()).await.unwrap();
    git(&folder, &["commit", "--quiet", "-am", "pulled"]);
    git(&folder, &["checkout", "--quiet", "old"]);
    assert_eq!(state(&workspace, &id).await, "stale");
    assert!(act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.is_err());
    git(&folder, &["checkout", "--quiet", "main"]);
    assert_eq!(state(&workspace, &id).await, "clean");
    assert!(git(&folder, &["status", "--porcelain"]).is_empty(), "{}", path.display());
}

/// The ordinary day of two people with one repository: what a colleague pushed comes by git before the service is read.
#[tokio::test]
async fn what_a_colleague_pushed_and_git_brought_does_not_stand_in_the_way() {
    let office = office();
    let (mine, theirs, other) = (office.folder(), office.folder(), office.client());
    let id = office.view(&other, "Team").await;
    let (ana, ben) = (office.workspace(&mine), office.workspace(&theirs));
    let (own, of_ben) = (pulled(&ana, &id).await, pulled(&ben, &id).await);
    edit(&of_ben, "\"first\"", "\"by Ben\"");
    act(&ben, &id, Direction::Push, &PlanOptions::default()).await.unwrap();
    std::fs::copy(&of_ben, &own).unwrap();
    assert_eq!(state(&ana, &id).await, "converged");
    edit(&own, "Europe/Berlin", "Asia/Tokyo");
    let plan = ana.plan_view(Direction::Push, &id, &PlanOptions::default()).await.unwrap().unwrap();
    assert_eq!(plan.units.iter().map(ToString::to_string).collect::<Vec<_>>(), ["timezoneDesignator"]);
    ana.apply(&plan, &Confirmation::default()).await.unwrap();
    let now = live(&other, &id).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("by Ben"), &json!("Asia/Tokyo")));
    assert_eq!(state(&ana, &id).await, "clean");
    assert_eq!(state(&ben, &id).await, "behind");
}

#[tokio::test]
async fn clearing_names_of_containers_is_no_foreign_write() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Containers").await;
    let path = pulled(&workspace, &id).await;
    let text = read(&path).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value["containerNames"] = json!({});
    std::fs::write(&path, value.to_string()).unwrap();
    let outcome = act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.unwrap();
    assert_eq!(outcome.warnings, Vec::<String>::new());
    assert_eq!(live(&other, &id).await.unwrap()["containerNames"], json!({}));
    assert_eq!(state(&workspace, &id).await, "clean");
    edit(&path, "\"containerNames\":{}", "\"containerNames\":{\"event\":\"Hit\"}");
    let outcome = act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.unwrap();
    assert_eq!(outcome.warnings, Vec::<String>::new());
    assert_eq!(live(&other, &id).await.unwrap()["containerNames"], json!({"event": "Hit"}));
    assert_eq!(state(&workspace, &id).await, "clean");
}

#[tokio::test]
async fn fields_that_were_not_chosen_stay_without_a_common_base() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let workspace = office.workspace(&folder);
    let id = office.view(&other, "Chosen").await;
    let text = format!("{{\"id\": \"{id}\", \"name\": \"Mine\", \"description\": \"mine\"}}");
    write(&folder, "chosen.dataview.json", &text);
    let chosen = |names: &[&str]| PlanOptions {
        forced: names.iter().map(|name| (*name).to_owned()).collect(),
        ..PlanOptions::default()
    };
    act(&workspace, &id, Direction::Push, &chosen(&["name"])).await.unwrap();
    let now = live(&other, &id).await.unwrap();
    assert_eq!((&now["name"], &now["description"]), (&json!("Mine"), &json!("first")));
    assert_eq!(state(&workspace, &id).await, "conflict", "the other field is still to be settled");
    assert!(
        act(&workspace, &id, Direction::Push, &PlanOptions::default()).await.is_err(),
        "a later push does not take the rest"
    );
    act(&workspace, &id, Direction::Push, &chosen(&["description"])).await.unwrap();
    assert_eq!(state(&workspace, &id).await, "clean");
}

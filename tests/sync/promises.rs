//! What the program says is what it does: a colleague at the same data view at every moment, advice that is followed word
//! for word, undo that looks, files that come back.

use crate::office::{Office, Run, WEB, act, change, edit, live, office, pulled, read, write};
use crate::past::git;
use cja_lsp::sync::{Applied, Confirmation, Direction, PlanOptions};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A view pulled into a folder by the program, whose description the file changes.
async fn mine(office: &Office, name: &str) -> (PathBuf, String, PathBuf) {
    let folder = office.folder();
    let id = office.view(&office.client(), name).await;
    office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
    let path = std::fs::read_dir(folder.join("views")).unwrap().next().unwrap().unwrap().path();
    edit(&path, "\"first\"", "\"typed here\"");
    (folder, id, path)
}

async fn value(office: &Office, id: &str, pointer: &str) -> Value {
    live(&office.client(), id).await.unwrap().pointer(pointer).unwrap().clone()
}

/// The commands that a text names between backticks, each as a line for a shell.
fn advised(run: &Run) -> Vec<String> {
    let said = format!("{}{}", run.out, run.err);
    said.split('`').skip(1).step_by(2).filter(|word| word.starts_with("cja ")).map(str::to_owned).collect()
}

/// Follows advice literally: the words through a shell, in the folder where they were said.
fn follow(office: &Office, folder: &Path, line: &str) -> Run {
    let split = std::process::Command::new("sh")
        .args(["-c", &format!("printf '%s\\n' {}", line.strip_prefix("cja ").unwrap())])
        .output()
        .unwrap();
    let words = String::from_utf8(split.stdout).unwrap();
    office.cja(folder, &words.lines().collect::<Vec<_>>())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_made_between_the_plan_and_the_write_is_kept_however_quick_it_was() {
    let office = office();
    let (folder, id, path) = mine(&office, "Quick").await;
    let (workspace, other) = (office.workspace(&folder), office.client());
    let plan = workspace.plan_view(Direction::Push, &id, &PlanOptions::default()).await.unwrap().unwrap();
    change(&other, &id, json!({"timezoneDesignator": "America/Bogota", "name": "Renamed there"})).await;
    let Applied::Moved(now) = workspace.attempt(&plan, &Confirmation::default()).await.unwrap() else {
        panic!("written")
    };
    assert_eq!(json!(now.state), "diverged");
    assert_eq!(value(&office, &id, "/description").await, "first", "nothing was sent");
    let error = workspace.apply(&plan, &Confirmation::default()).await.unwrap_err();
    assert!(error.to_string().contains("--merge"), "{error}");
    // The same field: a conflict, and nothing is sent either.
    change(&other, &id, json!({"description": "typed there"})).await;
    let Applied::Moved(now) = workspace.attempt(&plan, &Confirmation::default()).await.unwrap() else {
        panic!("written")
    };
    assert_eq!(json!(now.state), "conflict");
    assert_eq!(office.writes(&id).await.len(), 2, "those of the other");
    assert!(read(&path).unwrap().contains("typed here"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_what_the_file_does_not_hold_survives_and_asks_nothing() {
    let office = office();
    let id = office.view(&office.client(), "Partly").await;
    let folder = office.folder();
    let path = pulled(&office.workspace(&folder), &id).await;
    std::fs::write(&path, json!({"id": id, "description": "typed here"}).to_string()).unwrap();
    let workspace = office.workspace(&folder);
    let plan = workspace.plan_view(Direction::Push, &id, &PlanOptions::default()).await.unwrap().unwrap();
    change(&office.client(), &id, json!({"timezoneDesignator": "America/Bogota"})).await;
    workspace.apply(&plan, &Confirmation::default()).await.unwrap();
    let now = live(&office.client(), &id).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("typed here"), &json!("America/Bogota")));
}

/// Many files take long to read at the service's pace; the answers come late here instead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_made_while_many_views_are_read_is_kept() {
    let office = office();
    let folder = office.folder();
    let mut ids = Vec::new();
    for number in 0..4 {
        let id = office.view(&office.client(), &format!("Slow {number}")).await;
        office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
        edit(&folder.join(format!("views/slow-{number}.dataview.json")), "\"first\"", "\"typed here\"");
        ids.push(id);
    }
    // The plan is made from an answer that is late, and old when it comes.
    office.fault(json!({"route": "GET /data/dataviews", "kind": "delay", "ms": 400, "after": true})).await;
    let mut command = office.command(&folder, &["push", "--yes"]);
    let running = tokio::task::spawn_blocking(move || crate::office::run(&mut command));
    crate::guards::until("the reading", || async {
        office.requests().await.iter().any(|request| request["path"] == "/data/dataviews" && request["method"] == "GET")
    })
    .await;
    change(&office.client(), &ids[2], json!({"timezoneDesignator": "America/Bogota"})).await;
    let run = running.await.unwrap();
    run.ends(8, "--merge").ends(8, "1 of 4 failed");
    assert_eq!(value(&office, &ids[2], "/timezoneDesignator").await, "America/Bogota");
    assert_eq!(value(&office, &ids[2], "/description").await, "first");
    assert_eq!(value(&office, &ids[1], "/description").await, "typed here");
    office.cja(&folder, &["push", "--merge", "--yes"]).ends(0, "Merged the changes").ends(0, "Pushed 1 field");
    let now = live(&office.client(), &ids[2]).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("typed here"), &json!("America/Bogota")));
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conflict_is_settled_by_any_of_the_commands_that_its_refusal_names() {
    let office = office();
    for (number, wanted) in ["--mine", "--theirs", "--force-fields"].into_iter().enumerate() {
        let (folder, id, path) = mine(&office, &format!("Settled {number}")).await;
        change(&office.client(), &id, json!({"description": "typed there"})).await;
        let refusal = office.cja(&folder, &["push", "--yes"]);
        refusal.ends(5, "both sides changed description");
        let lines = advised(&refusal);
        let all = format!(
            "{} --theirs",
            lines.iter().find(|line| line.ends_with("--mine")).unwrap().trim_end_matches(" --mine")
        );
        let line = lines.iter().chain([&all]).find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{lines:?}"));
        let run = follow(&office, &folder, line);
        if wanted == "--force-fields" {
            run.ends(9, "--yes");
            follow(&office, &folder, &format!("{line} --yes")).ends(0, "Pushed 1 field");
        } else {
            run.ends(0, "Settled 1 field");
        }
        let text = read(&path).unwrap();
        let kept = if wanted == "--theirs" { "typed there" } else { "typed here" };
        assert!(text.contains(kept), "{wanted}: {text}");
        office.cja(&folder, &["push", "--yes"]).ends(0, "");
        assert_eq!(value(&office, &id, "/description").await, kept, "{wanted}");
        office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn different_fields_are_merged_by_a_pull_and_nobody_is_named_for_a_field() {
    let office = office();
    let (folder, id, path) = mine(&office, "Merged").await;
    change(&office.client(), &id, json!({"timezoneDesignator": "America/Bogota"})).await;
    let run = office.cja(&folder, &["push", "--yes"]);
    run.ends(5, "timezoneDesignator changed in default while you changed description");
    assert!(!run.err.contains("by 71F2"), "{}", run.err);
    office.cja(&folder, &["pull"]).ends(0, "Pulled 1 field");
    let text = read(&path).unwrap();
    assert!(text.contains("typed here") && text.contains("America/Bogota"), "{text}");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    assert_eq!(value(&office, &id, "/timezoneDesignator").await, "America/Bogota");
    // And with a conflict beside it: the rest is merged, the conflict stays, and the code says so.
    edit(&path, "typed here", "again");
    change(&office.client(), &id, json!({"description": "there", "name": "New name"})).await;
    office.cja(&folder, &["pull"]).ends(5, "Pulled 1 field").ends(5, "cja resolve");
    let text = read(&path).unwrap();
    assert!(text.contains("\"again\"") && text.contains("New name"), "{text}");
    office.cja(&folder, &["resolve", path.to_str().unwrap(), "--mine"]).ends(0, "Settled 1 field");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    let now = live(&office.client(), &id).await.unwrap();
    assert_eq!((&now["description"], &now["name"]), (&json!("again"), &json!("New name")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_theirs_asks_keeps_what_is_merely_ahead_and_can_be_undone() {
    let office = office();
    let (folder, id, path) = mine(&office, "Contested").await;
    let second = office.view(&office.client(), "Only ahead").await;
    office.cja(&folder, &["pull", &second]).ends(0, "Pulled");
    let ahead = folder.join("views/only-ahead.dataview.json");
    edit(&ahead, "\"first\"", "\"kept\"");
    change(&office.client(), &id, json!({"description": "typed there"})).await;
    let before = (read(&path), read(&ahead));
    office.cja(&folder, &["pull", "--theirs"]).ends(9, "views/contested.dataview.json").ends(9, "--yes");
    assert_eq!((read(&path), read(&ahead)), before, "nothing was agreed to");
    office.cja(&folder, &["pull", "--theirs", "--yes"]).ends(0, "Pulled 1 field");
    assert!(read(&path).unwrap().contains("typed there"));
    assert_eq!(read(&ahead), before.1, "its change is nobody's but ours");
    office.cja(&folder, &["undo"]).ends(9, "gets its earlier text back");
    office.cja(&folder, &["undo", "--yes"]).ends(0, "as before operation");
    assert_eq!((read(&path), read(&ahead)), before);
    office.cja(&folder, &["status"]).ends(0, "conflict in 1 field").ends(0, "1 field to push");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_shows_both_values_and_looks_at_what_the_service_kept() {
    let office = office();
    let (folder, id, _) = mine(&office, "Taken back").await;
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    office.cja(&folder, &["undo"]).ends(9, "description: \"typed here\" → \"first\"");
    office.cja(&folder, &["undo", "--yes"]).ends(0, "Undid 1 field").ends(0, "--theirs");
    assert_eq!(value(&office, &id, "/description").await, "first");
    // Undone once, it is not undone again; and the undo itself can be.
    office.cja(&folder, &["undo", "--yes"]).ends(0, "");
    let op = office.cja(&folder, &["log", "--output", "json"]);
    let entries: Vec<Value> = serde_json::from_str(&op.out).unwrap();
    let undo = entries.iter().find(|entry| entry["command"] == "undo" && entry["event"] == "intent").unwrap();
    office.cja(&folder, &["undo", undo["op"].as_str().unwrap(), "--yes"]).ends(0, "Undid 1 field");
    assert_eq!(value(&office, &id, "/description").await, "typed here");
    office.cja(&folder, &["diff"]).ends(0, "");
}

/// Something between here and there that keeps its own value of one property.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_that_the_service_did_not_take_ends_with_8() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let body = json!({"name": "Kept", "parentDataGroupId": WEB, "timezoneDesignator": "UTC", "dataViewTier": "bronze",
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]});
    let made = other.value(&cja_lsp::api::endpoints::data_views::create(body.to_string())).await.unwrap();
    office.cja(&folder, &["pull", made["id"].as_str().unwrap()]).ends(0, "Pulled");
    edit(&folder.join("views/kept.dataview.json"), "bronze", "silver");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    office.fault(json!({"route": "PUT /data/dataviews/{id}", "kind": "unknown-members"})).await;
    office.cja(&folder, &["undo", "--yes"]).ends(8, "was written, but the server kept dataViewTier = \"gold\"");
    office.cja(&folder, &["log"]).ends(0, "unverified");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undoing_a_create_deletes_it_by_its_name_and_gives_the_file_back() {
    let office = office();
    let folder = office.folder();
    let path = crate::lost::new_file(&folder, "Made by mistake");
    let before = read(&path);
    office.cja(&folder, &["push", "--yes"]).ends(0, "commit that change");
    let id = serde_json::from_str::<Value>(&read(&path).unwrap()).unwrap()["id"].as_str().unwrap().to_owned();
    let refusal = office.cja(&folder, &["undo", "--yes"]);
    refusal.ends(9, "was not confirmed");
    let line = advised(&refusal).pop().unwrap();
    follow(&office, &folder, &line).ends(0, "Deleted \"Made by mistake\"");
    assert_eq!(live(&office.client(), &id).await, None);
    assert_eq!(read(&path), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_file_is_restored_by_nothing_a_path_a_name_or_an_id() {
    let office = office();
    let id = office.view(&office.client(), "Restored").await;
    let folder = office.folder();
    office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
    let path = folder.join("views/restored.dataview.json");
    let text = read(&path);
    for what in [&[][..], &["views/restored.dataview.json"][..], &["Restored"][..], &[id.as_str()][..]] {
        std::fs::remove_file(&path).unwrap();
        let said = office.cja(&folder, &[&["pull"][..], &[id.as_str()]].concat());
        let line = advised(&said).into_iter().find(|line| line.contains("--restore")).unwrap();
        office.cja(&folder, &[&["pull", "--restore"][..], what].concat()).ends(0, "");
        assert_eq!(read(&path), text, "{what:?}");
        std::fs::remove_file(&path).unwrap();
        follow(&office, &folder, &line).ends(0, "Pulled");
        assert_eq!(read(&path), text, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_on_both_sides_leaves_nothing_to_do_and_can_be_forgotten() {
    let office = office();
    let (folder, id, path) = mine(&office, "Forgotten").await;
    edit(&path, "typed here", "first");
    office.cja(&folder, &["delete", &id, "--name", "Forgotten", "--yes"]).ends(0, "Deleted");
    office.cja(&folder, &["status", "--exit-code"]).ends(3, "deleted on server");
    std::fs::remove_file(&path).unwrap();
    let run = office.cja(&folder, &["status", "--exit-code"]);
    run.ends(0, "gone");
    office.cja(&folder, &["prune", "--dry-run"]).ends(0, "Would forget \"Forgotten\"");
    office.cja(&folder, &["prune"]).ends(0, "Forgot \"Forgotten\"");
    assert!(!office.cja(&folder, &["status"]).out.contains(&id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_unlinked_is_new_and_its_undo_brings_the_id_back() {
    let office = office();
    let (folder, id, path) = mine(&office, "Unlinked").await;
    let text = read(&path);
    let name = path.to_str().unwrap();
    office.cja(&folder, &["unlink", name]).ends(9, "--yes");
    office.cja(&folder, &["unlink", name, "--yes"]).ends(0, "does not mean");
    assert!(!read(&path).unwrap().contains(&id));
    office.cja(&folder, &["push", "--yes"]).ends(9, &format!("add \"id\": \"{id}\""));
    office.cja(&folder, &["undo", "--yes"]).ends(0, "as before operation");
    assert_eq!(read(&path), text);
    office.cja(&folder, &["status"]).ends(0, "1 field to push");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moved_file_has_the_base_of_the_commit_by_its_id() {
    let office = office();
    let (folder, id, path) = mine(&office, "Moved").await;
    edit(&path, "typed here", "first");
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    git(&folder, &["add", "views"]);
    git(&folder, &["commit", "--quiet", "-m", "deployed"]);
    std::fs::create_dir_all(folder.join("views/eu")).unwrap();
    git(&folder, &["mv", "views/moved.dataview.json", "views/eu/other-name.dataview.json"]);
    edit(&folder.join("views/eu/other-name.dataview.json"), "\"first\"", "\"typed here\"");
    git(&folder, &["commit", "--quiet", "-am", "moved and changed"]);
    let clone = office.folder();
    git(&clone, &["clone", "--quiet", folder.to_str().unwrap(), "copy"]);
    let clone = clone.join("copy");
    office.cja(&clone, &["push", "--yes", "--base", "HEAD~1"]).ends(0, "Pushed 1 field");
    assert_eq!(value(&office, &id, "/description").await, "typed here");
}

/// A colleague pushed since; what was pushed is one of the commits of the file, or the one command that gives a base is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_clone_finds_the_commit_that_the_service_has() {
    let office = office();
    let (folder, id, path) = mine(&office, "Cloned").await;
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    for text in ["pushed by a colleague", "committed, not pushed"] {
        let old = serde_json::from_str::<Value>(&read(&path).unwrap()).unwrap()["description"].clone();
        edit(&path, &old.to_string(), &json!(text).to_string());
        git(&folder, &["add", "views"]);
        git(&folder, &["commit", "--quiet", "-m", text]);
    }
    change(&office.client(), &id, json!({"description": "pushed by a colleague"})).await;
    let clone = office.folder();
    git(&clone, &["clone", "--quiet", folder.to_str().unwrap(), "copy"]);
    let clone = clone.join("copy");
    edit(&clone.join("views/cloned.dataview.json"), "Europe/Berlin", "America/Bogota");
    office.cja(&clone, &["status"]).ends(0, "2 fields to push");
    office.cja(&clone, &["push", "--yes"]).ends(0, "Pushed 2 fields");
    // What no commit has: the advice that names a commit works as it is.
    let other = office.folder();
    git(&other, &["clone", "--quiet", folder.to_str().unwrap(), "copy"]);
    let other = other.join("copy");
    change(&office.client(), &id, json!({"description": "changed in the user interface"})).await;
    edit(&other.join("views/cloned.dataview.json"), "\"Cloned\"", "\"Cloned again\"");
    let refusal = office.cja(&other, &["push", "--yes"]);
    refusal.ends(5, "no common base is known");
    let line = advised(&refusal).into_iter().find(|line| line.contains("--base HEAD")).unwrap();
    follow(&office, &other, &format!("{line} --yes")).ends(5, "changed in default");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_order_of_events_is_no_change_and_spelling_stays() {
    let office = office();
    let folder = office.folder();
    let other = office.client();
    let body = json!({"name": "Ordered", "parentDataGroupId": WEB, "timezoneDesignator": "UTC", "sessionDefinition": [
        {"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"},
        {"func": "BEFORE_EVENTS", "events": ["metrics/a", "metrics/b"]}]});
    let made = other.value(&cja_lsp::api::endpoints::data_views::create(body.to_string())).await.unwrap();
    let id = made["id"].as_str().unwrap();
    let text = format!(
        "{{\n  \"id\": \"{id}\",\n  \"sessionDefinition\": [\n    {{ \"numPeriods\": 30, \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }},\n    {{ \"func\": \"BEFORE_EVENTS\", \"events\": [\"metrics/b\", \"metrics/a\"] }}\n  ]\n}}\n"
    );
    let path = write(&folder, "ordered.dataview.json", &text);
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    office.cja(&folder, &["pull"]).ends(0, "");
    assert_eq!(read(&path).unwrap(), text);
    let mut sessions = body["sessionDefinition"].clone();
    sessions[0]["numPeriods"] = json!(45);
    change(&other, id, json!({"sessionDefinition": sessions})).await;
    office.cja(&folder, &["pull"]).ends(0, "Pulled 1 field");
    assert_eq!(read(&path).unwrap(), text.replace("30", "45"));
}

/// Two that differ without a base, settled one by one: what is not settled is neither sent nor lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_base_each_field_is_settled_by_itself() {
    let office = office();
    let id = office.view(&office.client(), "Mailed").await;
    let folder = office.folder();
    let text =
        json!({"id": id, "name": "Mailed by Ana", "description": "from the mail", "timezoneDesignator": "Asia/Dhaka"});
    let path = write(&folder, "mailed.dataview.json", text.to_string());
    office.cja(&folder, &["push", "--yes"]).ends(5, "cja resolve mailed.dataview.json");
    office.cja(&folder, &["resolve", "mailed.dataview.json"]).ends(9, "--mine or --theirs");
    office.cja(&folder, &["resolve", "mailed.dataview.json", "--field", "name", "--mine"]).ends(0, "Settled 1 field");
    office.cja(&folder, &["push", "--yes"]).ends(5, "both sides changed description, timezoneDesignator");
    office
        .cja(&folder, &["resolve", "mailed.dataview.json", "--field", "timezoneDesignator", "--theirs"])
        .ends(0, "1 field left");
    office.cja(&folder, &["resolve", "mailed.dataview.json", "--theirs"]).ends(0, "Settled 1 field");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    let now = live(&office.client(), &id).await.unwrap();
    assert_eq!((&now["name"], &now["description"]), (&json!("Mailed by Ana"), &json!("first")));
    assert!(read(&path).unwrap().contains("Europe/Berlin"));
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    act(&office.workspace(&folder), &id, Direction::Pull, &PlanOptions::default()).await.unwrap();
}

/// Fields that stay are not listed as if they were written, and equal values are no change.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_lists_what_is_written_and_nothing_that_is_equal() {
    let office = office();
    let (folder, id, path) = mine(&office, "Preview").await;
    change(&office.client(), &id, json!({"description": "typed here"})).await;
    edit(&path, "Europe/Berlin", "America/Bogota");
    let run = office.cja(&folder, &["push"]);
    run.ends(9, "timezoneDesignator: \"Europe/Berlin\" → \"America/Bogota\"");
    assert!(!run.err.contains("\"typed here\" → \"typed here\""), "{}", run.err);
    let folder = office.folder();
    let text = json!({"id": id, "name": "Other", "description": "by mail"});
    write(&folder, "mailed.dataview.json", text.to_string());
    let run = office.cja(&folder, &["push", "--force-fields", "name"]);
    run.ends(9, "push 1 field").ends(9, "to be settled");
    let run = office.cja(&folder, &["push", "--force-fields", "name", "--yes"]);
    run.ends(0, "Pushed 1 field").ends(0, "still to be settled");
}

/// The settings of two profiles in one organization, the second protected.
fn two_profiles(office: &Office, folder: &Path, id: &str) {
    let org = office.desk.sandbox.credentials[0].organization.clone();
    let api = office.desk.sandbox.base_url.clone();
    let profile = |protected: bool| json!({"org": org, "api": api, "protected": protected});
    let settings = json!({"version": 1, "roots": ["views"], "defaultProfile": "dev",
        "profiles": {"dev": profile(false), "live": profile(true)},
        "links": {"views/linked one.dataview.json": {"dev": id, "live": id}}});
    write(folder, "cja.config.json", settings.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advice_keeps_the_profile_that_was_chosen() {
    let office = office();
    let folder = office.folder();
    let id = office.view(&office.client(), "Linked one").await;
    two_profiles(&office, &folder, &id);
    office.cja(&folder, &["pull", &id, "--profile", "live"]).ends(0, "views/linked one.dataview.json");
    edit(&folder.join("views/linked one.dataview.json"), "\"first\"", "\"typed here\"");
    change(&office.client(), &id, json!({"description": "typed there"})).await;
    let refusal = office.cja(&folder, &["push", "--profile", "live", "--confirm", "live", "--yes"]);
    refusal.ends(5, "both sides changed description");
    let lines = advised(&refusal);
    assert!(lines.iter().all(|line| line.contains("'views/linked one.dataview.json' --profile live")), "{lines:?}");
    let settled = follow(&office, &folder, lines.iter().find(|line| line.ends_with("--mine")).unwrap());
    let next = advised(settled.ends(0, "Settled")).pop().unwrap();
    follow(&office, &folder, &format!("{next} --yes")).ends(9, "profile live is protected");
    follow(&office, &folder, &format!("{next} --yes --confirm live")).ends(0, "Pushed 1 field");
    let entries: Vec<Value> = serde_json::from_str(&office.cja(&folder, &["log", "--output", "json"]).out).unwrap();
    let push = entries.iter().rfind(|entry| entry["command"] == "push").unwrap()["op"].as_str().unwrap();
    let elsewhere = office.cja(&folder, &["undo", push, "--yes"]);
    let line = advised(elsewhere.ends(9, "it was made in profile live")).pop().unwrap();
    follow(&office, &folder, &line).ends(9, "description: \"typed here\" → \"typed there\"");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unlinking_a_link_of_the_settings_is_undone_by_its_own_operation() {
    let office = office();
    let folder = office.folder();
    let id = office.view(&office.client(), "Linked two").await;
    two_profiles(&office, &folder, &id);
    office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
    let path = folder.join("views/linked one.dataview.json");
    let before = (read(&path), read(&folder.join("cja.config.json")));
    office.cja(&folder, &["unlink", path.to_str().unwrap(), "--yes"]).ends(0, "does not mean");
    assert!(!read(&folder.join("cja.config.json")).unwrap().contains("\"dev\":\"dv_"));
    office.cja(&folder, &["undo", "--yes"]).ends(0, "as before operation");
    assert_eq!((read(&path), read(&folder.join("cja.config.json"))), before);
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_file_comes_back_under_its_own_name() {
    let office = office();
    let (folder, _, path) = mine(&office, "Own name").await;
    edit(&path, "typed here", "first");
    std::fs::create_dir_all(folder.join("views/north sea")).unwrap();
    let own = folder.join("views/north sea/renamed by me.dataview.json");
    std::fs::rename(&path, &own).unwrap();
    edit(&own, "\"first\"", "\"again\"");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed");
    let text = read(&own);
    std::fs::remove_file(&own).unwrap();
    let views = folder.join("views");
    office
        .cja(&views, &["pull", "--restore", "north sea/renamed by me.dataview.json"])
        .ends(0, "into views/north sea/renamed by me.dataview.json");
    assert_eq!((read(&own).is_some(), path.exists()), (text.is_some(), false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_git_brought_from_a_colleague_is_the_base_of_what_is_typed_next() {
    let office = office();
    let (folder, id, path) = mine(&office, "By git").await;
    edit(&path, "typed here", "first");
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    change(&office.client(), &id, json!({"description": "pushed by a colleague"})).await;
    edit(&path, "\"first\"", "\"pushed by a colleague\"");
    git(&folder, &["add", "views"]);
    git(&folder, &["commit", "--quiet", "-m", "the colleague's commit, merged"]);
    edit(&path, "pushed by a colleague", "and mine on top");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    assert_eq!(value(&office, &id, "/description").await, "and mine on top");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merge_is_shown_without_being_done_and_asks_before_the_file_changes() {
    let office = office();
    let (folder, id, path) = mine(&office, "Shown first").await;
    change(&office.client(), &id, json!({"timezoneDesignator": "America/Bogota"})).await;
    let before = read(&path);
    office.cja(&folder, &["push", "--merge", "--dry-run"]).ends(0, "\"first\" → \"typed here\"").ends(0, "--dry-run");
    office.cja(&folder, &["push", "--merge"]).ends(9, "--yes");
    assert_eq!(read(&path), before);
    office.cja(&folder, &["push", "--force-fields", "nonsense", "--yes"]).ends(2, "no file to push has a field");
}

/// A file that was made or changed meanwhile is not written over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_made_while_its_pull_was_planned_stays() {
    let office = office();
    let folder = office.folder();
    let id = office.view(&office.client(), "Beaten to it").await;
    let workspace = office.workspace(&folder);
    let plan = workspace.plan_view(Direction::Pull, &id, &PlanOptions::default()).await.unwrap().unwrap();
    let path = folder.join("views/beaten-to-it.dataview.json");
    // The name is found when the plan is done; a file of that name makes it another.
    write(&folder, "views/beaten-to-it.dataview.json", "mine");
    workspace.apply(&plan, &Confirmation::default()).await.unwrap();
    assert_eq!(read(&path).unwrap(), "mine");
    assert_eq!(std::fs::read_dir(folder.join("views")).unwrap().count(), 2);
}

//! Answers that are lost or wrong: what the program says, how it ends, and what the next run does. With the real program.

use crate::office::{Office, WEB, edit, live, office, read, write};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A folder with one view pulled into it, and an edit in the file.
pub(crate) async fn edited(office: &Office, name: &str) -> (PathBuf, String, PathBuf) {
    let (folder, id) = (office.folder(), office.view(&office.client(), name).await);
    office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
    let path = std::fs::read_dir(folder.join("views")).unwrap().next().unwrap().unwrap().path();
    edit(&path, "\"first\"", "\"mine\"");
    (folder, id, path)
}

pub(crate) fn new_file(folder: &Path, name: &str) -> PathBuf {
    let text = json!({"name": name, "parentDataGroupId": WEB, "timezoneDesignator": "Europe/Berlin",
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]});
    write(folder, "new.dataview.json", format!("{text:#}\n"))
}

fn puts(writes: &[(String, Value)]) -> usize {
    writes.iter().filter(|(method, _)| method == "PUT").count()
}

const VIEW: &str = "PUT /data/dataviews/{id}";
const CREATE: &str = "POST /data/dataviews";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_to_an_update_that_was_stored_is_a_success_after_a_look() {
    let office = office();
    for kind in ["cut", "half-body", "500-after-commit", "wrong-id", "401-after-commit", "429-after-commit"] {
        let (folder, id, _) = edited(&office, kind).await;
        office.fault(json!({"route": VIEW, "kind": kind, "retryAfter": 0})).await;
        office
            .cja(&folder, &["push", "--yes"])
            .ends(0, "Pushed 1 field")
            .ends(0, "no answer to the write; the service has it");
        assert_eq!(puts(&office.writes(&id).await), 1, "{kind}");
        assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "mine");
        office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
        office.cja(&folder, &["push", "--yes"]).ends(0, "Nothing to push");
        assert_eq!(puts(&office.writes(&id).await), 1, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_did_not_arrive_is_sent_once_more_and_then_left_to_the_next_run() {
    let office = office();
    for fault in [
        json!({"route": VIEW, "kind": "500-before"}),
        json!({"route": VIEW, "kind": "cut", "commit": false}),
        json!({"route": VIEW, "kind": "html"}),
        json!({"route": VIEW, "kind": "429", "retryAfter": 0}),
        json!({"route": VIEW, "kind": "expired-token"}),
    ] {
        let (folder, id, _) = edited(&office, "once more").await;
        office.fault(fault).await;
        office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
        assert_eq!(puts(&office.writes(&id).await), 2);
    }
    let (folder, id, _) = edited(&office, "left").await;
    office.fault(json!({"route": VIEW, "kind": "500-before", "count": 2})).await;
    office.cja(&folder, &["push", "--yes"]).ends(7, "not known whether it was done");
    office.cja(&folder, &["log"]).ends(0, "unknown");
    office.cja(&folder, &["push", "--yes"]).ends(0, "had not reached the service").ends(0, "Pushed 1 field");
    assert_eq!(puts(&office.writes(&id).await), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_and_a_service_that_cannot_be_read_is_settled_by_the_next_run() {
    let office = office();
    let (folder, id, path) = edited(&office, "unread").await;
    office.fault(json!({"route": VIEW, "kind": "cut"})).await;
    office.fault(json!({"route": format!("GET /data/dataviews/{id}"), "kind": "forbidden-profile", "skip": 2})).await;
    office.cja(&folder, &["push", "--yes"]).ends(7, "not known whether it was done");
    // While it cannot be found out, nothing is written over it, and other views go on.
    let other = office.view(&office.client(), "another").await;
    office.cja(&folder, &["pull", &other]).ends(0, "Finished an interrupted push");
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    edit(&path, "\"mine\"", "\"mine again\"");
    office.fault(json!({"route": VIEW, "kind": "cut", "commit": false})).await;
    office
        .fault(
            json!({"route": format!("GET /data/dataviews/{id}"), "kind": "forbidden-profile", "skip": 2, "count": 2}),
        )
        .await;
    let (views, name) = (folder.join("views"), path.file_name().unwrap().to_str().unwrap());
    office.cja(&views, &["push", name, "--yes"]).ends(7, "not known whether it was done");
    edit(&path, "\"mine again\"", "\"third\"");
    let before = office.writes(&id).await.len();
    office.cja(&views, &["push", name, "--yes"]).ends(7, "is not known yet").ends(7, "it looks first");
    assert_eq!(office.writes(&id).await.len(), before);
    office.cja(&folder, &["push", "--yes"]).ends(0, "had not reached the service").ends(0, "Pushed 1 field");
    assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "third");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_create_is_found() {
    let office = office();
    for kind in ["cut", "half-body", "500-after-commit", "wrong-id", "401-after-commit", "429-after-commit"] {
        let (folder, name) = (office.folder(), format!("Lost by {kind}"));
        let path = new_file(&folder, &name);
        office.fault(json!({"route": CREATE, "kind": kind, "retryAfter": 0})).await;
        office
            .cja(&folder, &["push", "new.dataview.json", "--yes"])
            .ends(0, "There was no answer; the data view was found.");
        let file: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
        assert_eq!(live(&office.client(), file["id"].as_str().unwrap()).await.unwrap()["name"], *name);
        office.cja(&folder, &["push", "--yes"]).ends(0, "Nothing to push");
        assert_eq!(office.creates(&name).await, 1, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_that_was_not_found_is_looked_for_before_the_next() {
    let office = office();
    // It never arrived: the next run finds nothing and creates.
    let folder = office.folder();
    new_file(&folder, "Never arrived");
    office.fault(json!({"route": CREATE, "kind": "cut", "commit": false})).await;
    office
        .cja(&folder, &["push", "--yes"])
        .ends(7, "no such data view is there by now")
        .ends(7, "looks once more before it creates");
    assert_eq!(office.creates("Never arrived").await, 1);
    office.cja(&folder, &["push", "--yes"]).ends(0, "had not reached the service").ends(0, "Created \"Never arrived\"");
    assert_eq!(office.creates("Never arrived").await, 2);
    // It arrived, and could not be looked for: the next run finds it and creates nothing.
    let folder = office.folder();
    let path = new_file(&folder, "Found later");
    office.fault(json!({"route": CREATE, "kind": "cut"})).await;
    office.fault(json!({"route": "GET /data/dataviews", "kind": "forbidden-profile", "skip": 2})).await;
    office.cja(&folder, &["push", "--yes"]).ends(7, "there was no answer, and looking failed");
    assert!(!read(&path).unwrap().contains("dv_"));
    office.cja(&folder, &["push", "--yes"]).ends(0, "Finished an interrupted create");
    assert!(read(&path).unwrap().contains("dv_"));
    assert_eq!(office.creates("Found later").await, 1);
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
}

/// The create never arrived, and somebody else's data view of that name did, while its answer was looked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_elses_view_is_not_taken_for_the_one_that_was_lost() {
    let office = office();
    for (number, fault) in ["cut", "500-before", "429"].into_iter().enumerate() {
        let folder = office.folder();
        let name = format!("Same moment {number}");
        let path = new_file(&folder, &name);
        let mut theirs: serde_json::Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
        theirs["description"] = json!("a colleague's");
        let times = if fault == "429" { 10 } else { 1 };
        office.fault(json!({"route": CREATE, "kind": fault, "commit": false, "count": times})).await;
        // Made in the moment between: the colleague's client is not hindered by what hinders ours.
        let list = json!({"route": "GET /data/dataviews", "kind": "delay", "ms": 300, "skip": 2, "count": 1});
        office.fault(list).await;
        let mut command = office.command(&folder, &["push", "--yes"]);
        let running = tokio::task::spawn_blocking(move || crate::office::run(&mut command));
        crate::guards::until("the create", || async { office.creates(&name).await > 0 }).await;
        office.forget_faults().await;
        let create = cja_lsp::api::endpoints::data_views::create(theirs.to_string());
        office.client().value(&create).await.unwrap();
        let run = running.await.unwrap();
        if run.code == 0 {
            // It was sent again, or had arrived: then there are two, and ours is ours.
            let own: serde_json::Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
            let live = live(&office.client(), own["id"].as_str().unwrap()).await.unwrap();
            assert_ne!(live["description"], "a colleague's", "{fault}: {run:?}");
        } else {
            assert!(!read(&path).unwrap().contains("dv_"), "{fault}: {run:?}");
        }
    }
}

/// Somebody else made a view of that name on that connection at the moment when ours was lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_view_of_the_name_is_neither_taken_for_ours_nor_a_dead_end() {
    let office = office();
    let folder = office.folder();
    let path = new_file(&folder, "Contested");
    office.fault(json!({"route": CREATE, "kind": "cut", "commit": false})).await;
    office.cja(&folder, &["push", "--yes"]).ends(7, "no such data view is there by now");
    let foreign = json!({"name": "Contested", "parentDataGroupId": WEB, "timezoneDesignator": "Asia/Tokyo",
        "sessionDefinition": [{"numPeriods": 1, "granularity": "DAY", "func": "INACTIVITY"}]});
    let create = cja_lsp::api::endpoints::data_views::create(foreign.to_string());
    office.client().value(&create).await.unwrap();
    office.cja(&folder, &["push", "--yes"]).ends(9, "may have made dv_").ends(9, "--same-name");
    assert!(!read(&path).unwrap().contains("dv_"));
    assert_eq!(office.creates("Contested").await, 2);
    office.cja(&folder, &["push", "--yes", "--same-name"]).ends(0, "Created \"Contested\"");
    assert_eq!(office.creates("Contested").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_service_would_not_take_is_not_written() {
    let office = office();
    let (folder, id, path) = edited(&office, "refused").await;
    edit(&path, "Europe/Berlin", "Mars/Phobos");
    office.cja(&folder, &["push", "--dry-run"]).ends(4, "Invalid timezoneDesignator").ends(4, "Nothing was written");
    assert_eq!(puts(&office.writes(&id).await), 0);
    office.cja(&folder, &["push", "--yes"]).ends(4, "\"Invalid timezoneDesignator: Mars/Phobos\"");
    assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "first");
    let folder = office.folder();
    let path = new_file(&folder, "Refused too");
    edit(&path, "Europe/Berlin", "Mars/Phobos");
    office.cja(&folder, &["push", "--yes"]).ends(4, "the service rejects it");
    assert_eq!(office.creates("Refused too").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_service_kept_otherwise_is_told() {
    let office = office();
    let (folder, id, path) = edited(&office, "kept").await;
    edit(&path, "{\n", "{\n  \"dataViewTier\": \"silver\",\n");
    office.fault(json!({"route": VIEW, "kind": "unknown-members"})).await;
    office.cja(&folder, &["push", "--yes"]).ends(8, "was written, but the server kept dataViewTier = \"gold\"");
    office.cja(&folder, &["log"]).ends(0, "unverified");
    assert_eq!(puts(&office.writes(&id).await), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_delete_is_looked_for_and_a_delete_can_be_taken_back() {
    let office = office();
    let (folder, id, path) = edited(&office, "Deleted").await;
    edit(&path, "\"mine\"", "\"first\"");
    office.cja(&folder, &["delete", &id, "--yes"]).ends(9, "deletion not confirmed");
    office.fault(json!({"route": "DELETE /data/dataviews/{id}", "kind": "cut"})).await;
    let run = office.cja(&folder, &["delete", &id, "--name", "Deleted", "--yes"]);
    run.ends(0, "no answer to the deletion; the data view is gone").ends(0, "Deleted \"Deleted\"");
    assert_eq!(live(&office.client(), &id).await, None);
    office.cja(&folder, &["status"]).ends(0, "deleted on server");
    office.cja(&folder, &["undo"]).ends(9, "create the data view again, under a new id").ends(9, "--yes");
    office.cja(&folder, &["undo", "--dry-run"]).ends(0, "create the data view again");
    assert_eq!(office.creates("Deleted").await, 1);
    office.cja(&folder, &["undo", "--yes"]).ends(0, "Created \"Deleted\" again");
    let now = serde_json::from_str::<serde_json::Value>(&read(&path).unwrap()).unwrap()["id"].clone();
    assert_eq!(live(&office.client(), now.as_str().unwrap()).await.unwrap()["name"], "Deleted");
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    assert_eq!(
        std::fs::read_dir(&folder)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("restored"))
            .count(),
        0
    );
}

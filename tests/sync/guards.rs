//! What is refused, with which exit code and in which words. With the real program.

use crate::lost::{edited, new_file};
use crate::office::{change, edit, live, office, read, run, write};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_sides_changed_is_refused_with_both_values_who_and_when() {
    let office = office();
    let (folder, id, path) = edited(&office, "Conflict").await;
    change(&office.client(), &id, json!({"description": "theirs"})).await;
    let when = live(&office.client(), &id).await.unwrap()["modifiedDate"].as_str().unwrap().to_owned();
    let file = read(&path);
    for command in
        [&["push", "--yes"][..], &["push", "--yes", "--only", "description"], &["push", "--yes", "--revert"], &["pull"]]
    {
        // Today's hour, in the zone of the machine: here UTC.
        office.cja(&folder, command).ends(5, &format!(", {}", &when[11..16]));
    }
    let run = office.cja(&folder, &["push", "--yes"]);
    run.ends(5, "\"mine\"").ends(5, "\"theirs\"").ends(5, "\"first\"").ends(5, "Nothing was written");
    office.cja(&folder, &["diff"]).ends(0, "server  \"theirs\"").ends(0, "file    \"mine\"");
    office.cja(&folder, &["diff", "--exit-code"]).ends(3, "");
    office.cja(&folder, &["status"]).ends(0, "conflict in 1 field");
    let comment = office.cja(&folder, &["plan", "--output", "markdown"]);
    comment.ends(5, "| description | `\"theirs\"` | `\"mine\"` |").ends(5, "> Could not push views/");
    assert_eq!((read(&path), office.writes(&id).await.len()), (file, 1));
    // Named, it goes up; and it is one's own value that stays.
    office.cja(&folder, &["push", "--yes", "--force-fields", "name"]).ends(5, "both sides changed");
    office.cja(&folder, &["push", "--yes", "--force-fields", "description"]).ends(0, "Pushed 1 field");
    assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "mine");
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    // The service's own log tells which of its entries came from here.
    let log = office.cja(&folder, &["log", &id, "--remote", "--output", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&log.out).unwrap();
    assert_eq!((&rows[0]["action"], rows[0]["operation"].is_string()), (&json!("EDIT"), true), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_fields_goes_up_alone() {
    let office = office();
    let (folder, id, path) = edited(&office, "Only").await;
    edit(&path, "Europe/Berlin", "Asia/Tokyo");
    office.cja(&folder, &["push", "--yes", "--only", "nmae"]).ends(2, "no file to push has a field `nmae`");
    office.cja(&folder, &["push", "--yes", "--only", "name"]).ends(0, "none of the changed fields");
    office.cja(&folder, &["push", "--yes", "--only", "timezoneDesignator"]).ends(0, "Pushed 1 field");
    let now = live(&office.client(), &id).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("first"), &json!("Asia/Tokyo")));
    office.cja(&folder, &["status"]).ends(0, "1 field to push");
    office.cja(&folder, &["push", "--yes", "--only-changed"]).ends(0, "Pushed 1 field");
    let sent = office.writes(&id).await;
    assert_eq!(sent.last().unwrap().1, json!({"description": "mine"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_organization_two_files_and_broken_files_are_refused() {
    let office = office();
    let (folder, id, path) = edited(&office, "Guarded").await;
    let text = read(&path).unwrap();
    let before = office.writes(&id).await.len();
    edit(&path, "{\n", "{\n  \"organization\": \"OTHER@AdobeOrg\",\n");
    office.cja(&folder, &["push", "--yes"]).ends(9, "belongs to organization OTHER@AdobeOrg");
    office.cja(&folder, &["pull"]).ends(9, "belongs to organization OTHER@AdobeOrg");
    std::fs::write(&path, &text).unwrap();
    let copy = write(&folder, "views/copy.dataview.json", &text);
    office.cja(&folder, &["push", "views/copy.dataview.json", "--yes"]).ends(9, "means the same data view");
    office.cja(&folder, &["push", "--yes"]).ends(9, "2 of 2 failed");
    std::fs::remove_file(&copy).unwrap();
    let broken = text.replace("\"name\":", "\"name\"");
    std::fs::write(&path, &broken).unwrap();
    office.cja(&folder, &["push", "--yes"]).ends(4, "is not JSON (line 2").ends(4, "`cja check`");
    office.cja(&folder, &["pull"]).ends(4, "is not JSON");
    office.cja(&folder, &["pull", "--theirs"]).ends(4, "is not JSON");
    assert_eq!(read(&path).unwrap(), broken);
    let wrong = text.replace("\"name\": \"Guarded\"", "\"name\": 5");
    std::fs::write(&path, &wrong).unwrap();
    office.cja(&folder, &["push", "--yes"]).ends(4, "has errors (line");
    assert_eq!(office.writes(&id).await.len(), before);
    write(&folder, "views/list.dataview.json", format!("[{text}]"));
    office.cja(&folder, &["push", "views/list.dataview.json", "--yes"]).ends(9, "holds a list of data views");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creating_asks_and_minds_views_of_the_same_name() {
    let office = office();
    let folder = office.folder();
    let path = new_file(&folder, "Twins");
    office
        .cja(&folder, &["push", "new.dataview.json"])
        .ends(9, "confirmation required, but no terminal is attached")
        .ends(9, "--yes");
    assert_eq!(office.creates("Twins").await, 0);
    office.cja(&folder, &["push", "new.dataview.json", "--yes"]).ends(0, "Created \"Twins\" in default as dv_");
    office.cja(&folder, &["create", "new.dataview.json", "--yes"]).ends(9, "it exists as dv_");
    let again = read(&path).unwrap();
    let value: Value = serde_json::from_str(&again).unwrap();
    let without = again.replace(value["id"].as_str().unwrap(), "");
    write(&folder, "second.dataview.json", without.replace(",\n  \"id\": \"\"", ""));
    office
        .cja(&folder, &["create", "second.dataview.json", "--yes"])
        .ends(9, "is on this connection already")
        .ends(9, "--same-name");
    assert_eq!(office.creates("Twins").await, 1);
    office.cja(&folder, &["create", "second.dataview.json", "--yes", "--same-name"]).ends(0, "Created \"Twins\"");
    assert_eq!(office.creates("Twins").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_that_is_gone_is_made_anew_under_a_new_id_and_forgotten_under_the_old() {
    let office = office();
    let (folder, id, path) = edited(&office, "Gone").await;
    office.client().send(&cja_lsp::api::endpoints::data_views::delete(&id)).await.unwrap();
    office
        .cja(&folder, &["push", "--yes"])
        .ends(5, "does not exist in default any more")
        .ends(5, "`cja create views/gone.dataview.json`");
    office.cja(&folder, &["pull"]).ends(5, "The file stays");
    let file = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    office.cja(&folder, &["create", &file, "--yes"]).ends(0, "Created \"Gone\"");
    assert!(!read(&path).unwrap().contains(&id));
    let run = office.cja(&folder, &["status", "--exit-code"]);
    run.ends(0, "in sync");
    assert!(!run.out.contains(&id), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_protected_profile_wants_its_name() {
    let office = office();
    let (folder, id, _) = edited(&office, "Protected").await;
    let org = office.desk.sandbox.credentials[0].organization.clone();
    write(&folder, "cja.config.json", json!({"profiles": {"prod": {"org": org, "protected": true}}}).to_string());
    office.cja(&folder, &["push", "--yes"]).ends(9, "profile prod is protected").ends(9, "--confirm");
    office.cja(&folder, &["push", "--yes", "--confirm", "production"]).ends(9, "profile prod is protected");
    office.cja(&folder, &["delete", &id, "--name", "Protected", "--yes"]).ends(9, "profile prod is protected");
    assert_eq!(office.writes(&id).await.len(), 0);
    office.cja(&folder, &["push", "--yes", "--confirm", "prod"]).ends(0, "Pushed 1 field of \"Protected\" to prod");
    office.cja(&folder, &["undo", "--yes"]).ends(9, "profile prod is protected");
    office.cja(&folder, &["undo", "--yes", "--confirm", "prod"]).ends(0, "Undid 1 field");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_was_written_down_is_the_plan_that_is_done() {
    let office = office();
    let (folder, id, _) = edited(&office, "Planned").await;
    office.cja(&folder, &["pull", "dv_65f0a1b2c3d4e5f607182900"]).ends(0, "Pulled");
    office.cja(&folder, &["plan"]).ends(0, "1 field to push").ends(0, "1 of 2 data views have nothing to push");
    office.cja(&folder, &["plan", "views/web-emea.dataview.json"]).ends(0, "· in sync");
    office.cja(&folder, &["plan", "--out", "plan.json", "--exit-code"]).ends(3, "\"first\" → \"mine\"");
    change(&office.client(), &id, json!({"timezoneDesignator": "Asia/Tokyo"})).await;
    office.cja(&folder, &["push", "--plan", "plan.json", "--yes"]).ends(5, "is not as it was planned any more");
    change(&office.client(), &id, json!({"timezoneDesignator": "Europe/Berlin"})).await;
    office.cja(&folder, &["push", "--plan", "plan.json", "--yes"]).ends(0, "Pushed 1 field");
}

/// Waits for something of another process, with a deadline.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, ready: impl Fn() -> F) {
    let begun = Instant::now();
    while !ready().await {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what} did not happen");
        tokio::task::yield_now().await;
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_begins_nothing_more_and_finishes_a_write_in_flight() {
    let office = office();
    let spawn = |mut command: Command| command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let interrupt = |child: &std::process::Child| {
        run(Command::new("kill").args(["-INT", &child.id().to_string()])).ends(0, "");
    };
    let (folder, id, _) = edited(&office, "Stopped").await;
    office.clear().await;
    office.fault(json!({"route": format!("GET /data/dataviews/{id}"), "kind": "delay", "ms": 20_000})).await;
    let child = spawn(office.command(&folder, &["push", "--yes"]));
    until("the read", || async {
        office.requests().await.iter().any(|entry| entry["path"].as_str().unwrap().ends_with(&id))
    })
    .await;
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).trim()), (Some(130), "Cancelled."));
    assert_eq!(office.writes(&id).await.len(), 0);

    // Two files; the first one's write has arrived when the wish to stop comes.
    let (second, text) = (office.view(&office.client(), "Second").await, "\"description\": \"mine\"");
    office.cja(&folder, &["pull", &second]).ends(0, "Pulled");
    edit(&folder.join("views/second.dataview.json"), "\"description\": \"first\"", text);
    office.clear().await;
    office.fault(json!({"route": "PUT /data/dataviews/{id}", "kind": "delay", "ms": 400})).await;
    let child =
        spawn(office.command(&folder, &["push", "views/stopped.dataview.json", "views/second.dataview.json", "--yes"]));
    until("the write", || async { !office.writes(&id).await.is_empty() }).await;
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("Pushed 1 field of \"Stopped\""), "{said}");
    assert_eq!((office.writes(&id).await.len(), office.writes(&second).await.len()), (1, 0));
    office.cja(&folder, &["log"]).ends(0, "done");
    assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "mine");
    office.cja(&folder, &["status"]).ends(0, "1 field to push").ends(0, "in sync");
}

/// What was meant to guard a write may be what is broken in the settings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_while_the_settings_hold_an_error() {
    let office = office();
    let (folder, id, path) = edited(&office, "Guarded by settings").await;
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed");
    let entries: Vec<Value> = serde_json::from_str(&office.cja(&folder, &["log", "--output", "json"]).out).unwrap();
    let op = entries.iter().rfind(|entry| entry["command"] == "push").unwrap()["op"].as_str().unwrap().to_owned();
    edit(&path, "Europe/Berlin", "Asia/Kolkata");
    let new = r#"{"name": "Second one", "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
        "timezoneDesignator": "Europe/Berlin"}"#;
    write(&folder, "second.dataview.json", new);
    office.clear().await;
    for (text, place) in [
        (
            "{\"version\": 1, \"defaultProfile\": \"live\",\n\"profiles\": {\"live\":\n{\"protcted\": true}}}",
            "cja.config.json:3",
        ),
        ("{\r\n\"version\": 7\r\n}", "cja.config.json:2"),
        (
            "{\"version\": 1, \"profiles\": {\"a\": {\"protected\": true}},\n\"profiles\": {\"a\": {}}}",
            "cja.config.json:",
        ),
        ("{\"version\": 1, // no\n", "cja.config.json:"),
    ] {
        write(&folder, "cja.config.json", text);
        assert_eq!(office.cja(&folder, &["check", "cja.config.json"]).code, 4, "{text}");
        let file = path.to_str().unwrap();
        for words in [
            &["push", "--yes"][..],
            &["push", "--yes", "--dry-run"],
            &["create", "second.dataview.json", "--yes"],
            &["delete", file, "--name", "Guarded by settings"],
            &["undo", &op, "--yes"],
            &["api", "PUT", &format!("/data/dataviews/{id}"), "-f", "description=x"],
        ] {
            let run = office.cja(&folder, words);
            run.ends(4, place).ends(4, "`cja check cja.config.json`");
        }
    }
    assert!(office.writes(&id).await.is_empty());
    write(&folder, "cja.config.json", "{\n\"version\": 4}");
    let run = office.cja(&folder, &["status"]);
    run.ends(0, "cja.config.json:2").ends(0, "nothing is written to the service");
    office.cja(&folder, &["api", "GET", &format!("/data/dataviews/{id}")]).ends(0, &format!("\"id\": \"{id}\""));
    write(&folder, "cja.config.json", "{\"version\": 1}");
    office.cja(&folder, &["push", path.to_str().unwrap(), "--yes"]).ends(0, "Pushed 1 field");
}

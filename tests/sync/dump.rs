//! The simplest person: a file as another client wrote it, no configuration, credentials in the environment; and a colleague
//! with a fresh clone of that folder.

use crate::office::{edit, live, office, read, write};
use crate::past::git;
use serde_json::{Value, json};
use std::process::Command;

/// A whole answer with all expansions, members of the service included, in the four-blank layout of Python's `json.dump`.
fn dump(view: &Value) -> String {
    let pretty = serde_json::to_string_pretty(view).unwrap();
    let lines = pretty.lines().map(|line| {
        let rest = line.trim_start_matches(' ');
        format!("{}{rest}", " ".repeat((line.len() - rest.len()) * 2))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_is_edited_and_pushed_and_so_is_a_fresh_clone_of_it() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let id = office.view(&other, "Dumped").await;
    crate::office::change(&other, &id, json!({"segmentList": crate::office::SEGMENTS})).await;
    let text = dump(&live(&other, &id).await.unwrap());
    assert!(
        text.contains("\"owner\"")
            && text.contains("\"modifiedDate\"")
            && text.contains("    \"segmentList\": [\n        \"")
    );
    let path = write(&folder, "dump.dataview.json", &text);
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    git(&folder, &["add", "dump.dataview.json"]);
    git(&folder, &["commit", "--quiet", "-m", "as it was"]);

    // Open, see what is wrong, edit, push.
    edit(&path, "\"Europe/Berlin\"", "\"Europe/Berlin");
    office.cja(&folder, &["check"]).ends(4, "dump.dataview.json");
    office.cja(&folder, &["push", "--yes"]).ends(4, "is not JSON");
    edit(&path, "\"Europe/Berlin", "\"Asia/Tokyo\"");
    office.cja(&folder, &["status"]).ends(0, "1 field to push");
    office
        .cja(&folder, &["push", "--yes"])
        .ends(0, "timezoneDesignator: \"Europe/Berlin\" → \"Asia/Tokyo\"")
        .ends(0, "Pushed 1 field");
    let sent = office.writes(&id).await;
    let body = &sent.last().unwrap().1;
    assert!(
        ["owner", "modifiedDate", "modifiedBy", "createdDate", "organization", "isDeleted", "id"]
            .iter()
            .all(|name| body.get(name).is_none())
    );
    assert_eq!(live(&other, &id).await.unwrap()["timezoneDesignator"], "Asia/Tokyo");
    assert_eq!(read(&path).unwrap(), text.replace("Europe/Berlin", "Asia/Tokyo"), "a push leaves the file alone");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Nothing to push");
    assert!(
        git(&folder, &["status", "--porcelain", "--untracked-files=all"]).lines().all(|line| !line.contains(".cja"))
    );
    git(&folder, &["commit", "--quiet", "-am", "Tokyo"]);

    // A second person, a fresh clone: the last commit equals the service, so their edit is theirs.
    let clone = office.folder();
    let cloned = Command::new("git").args(["clone", "--quiet"]).arg(&folder).arg(clone.join("work")).status().unwrap();
    assert!(cloned.success());
    let clone = clone.join("work");
    office.cja(&clone, &["status"]).ends(0, "in sync");
    edit(&clone.join("dump.dataview.json"), "\"first\"", "\"by a colleague\"");
    office.cja(&clone, &["status"]).ends(0, "1 field to push");
    office.cja(&clone, &["push", "--yes"]).ends(0, "Pushed 1 field");
    let now = live(&other, &id).await.unwrap();
    assert_eq!((&now["description"], &now["timezoneDesignator"]), (&json!("by a colleague"), &json!("Asia/Tokyo")));
    // The first person is behind now, and pulls.
    office.cja(&folder, &["push", "--yes"]).ends(0, "`cja pull dump.dataview.json` brings the change here");
    office.cja(&folder, &["pull"]).ends(0, "Pulled 1 field");
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_dump_or_an_old_clone_is_not_taken_for_a_change() {
    let office = office();
    let (folder, other) = (office.folder(), office.client());
    let id = office.view(&other, "Old dump").await;
    let mut old = live(&other, &id).await.unwrap();
    old["modifiedDate"] = json!("2025-01-01T00:00:00Z");
    let path = write(&folder, "dump.dataview.json", dump(&old));
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "dump.dataview.json"]);
    git(&folder, &["commit", "--quiet", "-m", "as it was"]);
    crate::office::change(&other, &id, json!({"description": "theirs"})).await;
    edit(&path, "Europe/Berlin", "Asia/Tokyo");
    office.cja(&folder, &["push", "--yes"]).ends(5, "no common base is known");
    // The commit that both are known to have agreed on may be named; then it is a change on each side.
    office.cja(&folder, &["push", "--yes", "--base", "HEAD"]).ends(5, "description");
    office.cja(&folder, &["push", "--yes", "--base", "nonsense"]).ends(2, "git knows no commit");
    crate::office::change(&other, &id, json!({"description": "first"})).await;
    office.cja(&folder, &["push", "--yes", "--base", "HEAD"]).ends(0, "Pushed 1 field");
    assert_eq!(live(&other, &id).await.unwrap()["timezoneDesignator"], "Asia/Tokyo");
}

//! Every row of the table through a real sandbox, with every command: what is sent, what the file says, what the base is,
//! and the state afterwards.

use crate::office::{Office, act, base, change, edit, hash, live, office, pulled, read, state, write};
use crate::table::{self, COMMANDS, Command};
use cja_lsp::api::Client;
use cja_lsp::api::endpoints::data_views;
use cja_lsp::sync::definition::Definition;
use cja_lsp::sync::{Confirmation, Direction, PlanOptions, Workspace};
use serde_json::json;
use std::path::PathBuf;

/// A row set up.
struct Scene {
    workspace: Workspace,
    id: String,
    name: String,
    /// Where the file is or would be.
    path: PathBuf,
    /// Whoever works in the user interface.
    other: Client,
}

const ORIGINAL: &str = "\"description\": \"first\"";
const EDITED: &str = "\"description\": \"mine\"";

/// The text of a file that says what the service says, for the cases without a base.
fn own_file(name: &str, id: Option<&str>, description: &str) -> String {
    let id = id.map_or_else(String::new, |id| format!(",\n  \"id\": \"{id}\""));
    format!(
        "{{\n  \"name\": \"{name}\",\n  \"description\": \"{description}\",\n  \"parentDataGroupId\": \"{}\",\n  \"timezoneDesignator\": \"Europe/Berlin\",\n  \"sessionDefinition\": [{{ \"func\": \"INACTIVITY\", \"granularity\": \"MINUTE\", \"numPeriods\": 30 }}]{id}\n}}",
        crate::office::WEB
    )
}

async fn scene(office: &Office, wanted: &str, number: usize) -> Scene {
    let folder = office.folder();
    let (workspace, other) = (office.workspace(&folder), office.client());
    let name = format!("Row {wanted} {number}");
    let id = office.view(&other, &name).await;
    let gone = "dv_00000000000000000000dead";
    let mut scene = Scene { path: folder.join("view.dataview.json"), workspace, id, name, other };
    let foreign = json!({"description": "theirs"});
    match wanted {
        "new" => {
            scene.name = format!("New {number}");
            write(&folder, "view.dataview.json", own_file(&scene.name, None, "first"));
            scene.id = "none".into();
        }
        "remote-only" => scene.path = folder.join(format!("views/row-remote-only-{number}.dataview.json")),
        "unrecorded" => drop(write(&folder, "view.dataview.json", own_file(&scene.name, Some(&scene.id), "first"))),
        "no-common-base" => drop(write(&folder, "view.dataview.json", own_file(&scene.name, Some(&scene.id), "mine"))),
        "dead-link" => scene.id = gone.into(),
        _ => scene.path = pulled(&scene.workspace, &scene.id).await,
    }
    let other = &scene.other;
    match wanted {
        "touched" => {
            // To the second is as exactly as the service tells when something changed.
            let recorded = scene.workspace.bases().read(&scene.id).0.unwrap();
            let mut older = recorded.document;
            older["modifiedDate"] = json!("2026-01-01T00:00:00Z");
            scene.workspace.bases().record(&scene.id, &older, cja_lsp::sync::base::Origin::Pull).unwrap();
        }
        "ahead" => edit(&scene.path, ORIGINAL, EDITED),
        "behind" => change(other, &scene.id, foreign).await,
        "stale" => {
            let old = read(&scene.path).unwrap();
            change(other, &scene.id, foreign).await;
            act(&scene.workspace, &scene.id, Direction::Pull, &PlanOptions::default()).await.unwrap();
            std::fs::write(&scene.path, old).unwrap();
        }
        "converged" => {
            change(other, &scene.id, foreign).await;
            edit(&scene.path, ORIGINAL, "\"description\": \"theirs\"");
        }
        "diverged" => {
            change(other, &scene.id, json!({"timezoneDesignator": "Asia/Tokyo"})).await;
            edit(&scene.path, ORIGINAL, EDITED);
        }
        "conflict" => {
            change(other, &scene.id, foreign).await;
            edit(&scene.path, ORIGINAL, EDITED);
        }
        "deleted-remotely" => drop(other.send(&data_views::delete(&scene.id)).await.unwrap()),
        "edited-deleted" => {
            other.send(&data_views::delete(&scene.id)).await.unwrap();
            edit(&scene.path, ORIGINAL, EDITED);
        }
        "file-missing" => std::fs::remove_file(&scene.path).unwrap(),
        "file-missing-changed" => {
            std::fs::remove_file(&scene.path).unwrap();
            change(other, &scene.id, foreign).await;
        }
        "gone" => {
            std::fs::remove_file(&scene.path).unwrap();
            other.send(&data_views::delete(&scene.id)).await.unwrap();
        }
        "blocked" => edit(&scene.path, "\"name\":", "\"name\""),
        "wrong-target" => edit(&scene.path, "{\n", "{\n  \"organization\": \"OTHER@AdobeOrg\",\n"),
        _ => {}
    }
    scene
}

async fn check(office: &Office, wanted: &'static str, command: Command, number: usize) {
    let about = || format!("{wanted} with {command:?}");
    office.clear().await;
    let scene = scene(office, wanted, number).await;
    let (workspace, row) = (&scene.workspace, table::of(wanted));
    if wanted == "remote-unknown" {
        office
            .fault(
                json!({"route": format!("GET /data/dataviews/{}", scene.id), "kind": "forbidden-profile", "count": 1}),
            )
            .await;
    }
    let (direction, wish) = command.wish();
    let plan = if scene.path.exists() {
        let file = workspace.file(&scene.path).unwrap();
        workspace.plan(direction, file, &wish).await.unwrap().unwrap()
    } else {
        workspace.plan_view(direction, &scene.id, &wish).await.unwrap().unwrap()
    };
    let action = row.action(command);
    assert_eq!((json!(plan.state), json!(plan.action)), (json!(wanted), json!(action)), "{}", about());
    assert!(row.says(&plan.words()), "{} for {}", plan.words(), about());
    let sent = || async { (office.writes(&scene.id).await.len(), office.creates(&scene.name).await) };
    let (file, known, before) = (read(&scene.path), base(workspace, &scene.id), sent().await);
    let theirs = live(&scene.other, &scene.id).await;
    let result = workspace.apply(&plan, &Confirmation::default()).await;
    let (puts, creates) = sent().await;
    let arrived = (puts - before.0, creates - before.1);
    assert_eq!(result.is_err(), action == "refuse", "{}: {result:?}", about());
    match action {
        "refuse" | "nothing" => {
            assert_eq!((arrived, read(&scene.path), base(workspace, &scene.id)), ((0, 0), file, known), "{}", about());
            assert_eq!(
                hash(&live(&scene.other, &scene.id).await.unwrap_or_default()),
                hash(&theirs.unwrap_or_default())
            );
            return;
        }
        "record" => assert_eq!((arrived, read(&scene.path)), ((0, 0), file), "{}", about()),
        "update" => assert_eq!((arrived, read(&scene.path)), ((1, 0), file), "{}", about()),
        "edit-file" | "write-file" => assert_eq!(arrived, (0, 0), "{}", about()),
        "create" => assert_eq!(arrived, (0, 1), "{}", about()),
        other => panic!("{other}"),
    }
    // Whatever was done: the file, the service and the base are one, and a second run does nothing.
    let path = if scene.path.exists() { scene.path.clone() } else { panic!("no file: {}", about()) };
    let file = workspace.file(&path).unwrap();
    let id = file.target().unwrap();
    let now = live(&scene.other, &id).await.unwrap();
    if wanted == "diverged" && matches!(command, Command::Pull | Command::PullRestore) {
        let text = read(&path).unwrap();
        assert!(text.contains(EDITED) && text.contains("Asia/Tokyo"), "{}: {text}", about());
        assert_eq!(
            (base(workspace, &id), state(workspace, &id).await),
            (Some(hash(&now)), "ahead".into()),
            "{}",
            about()
        );
        assert!(!act(workspace, &id, direction, &wish).await.unwrap().changed, "{}", about());
        return;
    }
    assert!(file.definition.agrees(&Definition::of(&now), &file.definition.units()), "{}", about());
    assert_eq!(base(workspace, &id), Some(hash(&now)), "{}", about());
    assert_eq!(state(workspace, &id).await, "clean", "{}", about());
    if action == "create" {
        assert_ne!(id, scene.id, "{}", about());
        assert_eq!(base(workspace, &scene.id), None, "the old view is forgotten: {}", about());
    }
    let again = act(workspace, &id, direction, &wish).await;
    if command != Command::Create {
        assert!(!again.unwrap().changed, "{}", about());
    }
    assert_eq!(sent().await, (puts, creates), "{}", about());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_in_every_row_does_what_the_table_says_and_no_more() {
    let office = office();
    let cases = table::TABLE.iter().flat_map(|row| COMMANDS.map(|command| (row.state, command)));
    for (number, (state, command)) in cases.enumerate() {
        check(&office, state, command, number).await;
    }
}

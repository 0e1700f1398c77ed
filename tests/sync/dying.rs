//! Real processes that end at every step, without a chance to tidy up; and a real program killed with its write on the way.

use crate::lost::new_file;
use crate::office::{Office, WEB, act, edit, live, office, office_with, pulled, read, state};
use cja_lsp::api::connect::Connect;
use cja_lsp::config::Layers;
use cja_lsp::sandbox::Options;
use cja_lsp::sync::{Confirmation, Direction, PlanOptions, Workspace};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const DIES: &str = "CJA_TEST_DIES_AT";
const DEED: &str = "CJA_TEST_DEED";

/// What a process does that was started by the test: the deed, and then nothing any more.
async fn life(folder: &Path, deed: &str) {
    let dies: usize = std::env::var(DIES).unwrap().parse().unwrap();
    let (client, profile) = Connect::of_process(folder).unwrap().client().unwrap();
    let settings = cja_lsp::files::load(None, folder, Layers::default()).settings;
    let step = AtomicUsize::new(0);
    let workspace = Workspace::open(folder, settings, profile, client).with_listener(move |_| {
        if step.fetch_add(1, Ordering::Relaxed) == dies {
            std::process::abort();
        }
    });
    workspace.settle().await.unwrap();
    let (direction, wish) = match deed {
        "pull" => (Direction::Pull, PlanOptions::default()),
        _ => (Direction::Push, PlanOptions::default()),
    };
    let file = workspace.files().remove(0);
    let plan = workspace.plan(direction, file, &wish).await.unwrap().unwrap();
    workspace.apply(&plan, &Confirmation::default()).await.unwrap();
}

/// Starts this very test as a process of its own, in a folder, to die there; tells whether it lived to the end.
fn lives(office: &Office, folder: &Path, deed: &str, dies: usize) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "dying::processes_that_end_at_any_step_are_repaired_by_the_next"]).current_dir(folder);
    command.env_clear().envs(office.desk.sandbox.environment()).env("CJA_RATE_LIMIT", "10000");
    let home = office.home(folder);
    command.env("CJA_CONFIG_DIR", home.join("config")).env("CJA_STATE_DIR", home.join("state"));
    command.env(DEED, deed).env(DIES, dies.to_string()).env("PATH", std::env::var_os("PATH").unwrap());
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_end_at_any_step_are_repaired_by_the_next() {
    if let Ok(deed) = std::env::var(DEED) {
        return life(&std::env::current_dir().unwrap(), &deed).await;
    }
    let office = office();
    for deed in ["push", "pull", "create"] {
        let mut deaths = 0;
        loop {
            let (folder, name) = (office.folder(), format!("{deed} dies at {deaths}"));
            let (workspace, other) = (office.workspace(&folder), office.client());
            let path = match deed {
                "create" => new_file(&folder, &name),
                _ => {
                    let id = office.view(&other, &name).await;
                    let path = pulled(&workspace, &id).await;
                    if deed == "push" {
                        edit(&path, "\"first\"", "\"mine\"");
                    } else {
                        crate::office::change(&other, &id, json!({"description": "theirs"})).await;
                    }
                    path
                }
            };
            let lived = lives(&office, &folder, deed, deaths);
            let left: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
            if deed == "push" {
                assert_eq!(left["description"], "mine");
            }
            // The next start, by the ordinary program.
            let run = office.cja(&folder, if deed == "pull" { &["pull"] } else { &["push", "--yes"] });
            run.ends(0, "");
            let file: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
            let id = file["id"].as_str().unwrap().to_owned();
            let now = live(&other, &id).await.unwrap();
            let description = match deed {
                "push" => "mine",
                "pull" => "theirs",
                _ => "",
            };
            assert_eq!((&now["name"], &now["description"]), (&json!(name), &json!(description)));
            assert_eq!(state(&workspace, &id).await, "clean", "{name}");
            assert_eq!(workspace.journal().open().len(), 0);
            if deed == "create" {
                assert!(office.creates(&name).await >= 1);
                let list =
                    cja_lsp::api::endpoints::data_views::list(&Default::default(), &["name"]).set("cached", "false");
                let all = other.all(&list).await.unwrap();
                assert_eq!(all.iter().filter(|view| view["name"] == *name).count(), 1, "{name}");
            }
            if lived {
                break;
            }
            deaths += 1;
        }
        assert!(deaths > 3, "{deed} died {deaths} times");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_with_its_write_on_the_way_is_repaired_by_the_next() {
    let office = office();
    for fault in ["delay", "cut"] {
        let (folder, id, path) = crate::lost::edited(&office, fault).await;
        office.clear().await;
        // `cut` takes the write and holds the look back until the program is gone.
        let route =
            if fault == "delay" { "PUT /data/dataviews/{id}".to_owned() } else { format!("GET /data/dataviews/{id}") };
        if fault == "cut" {
            office.fault(json!({"route": "PUT /data/dataviews/{id}", "kind": "cut"})).await;
        }
        let skip = if fault == "cut" { 2 } else { 0 };
        office.fault(json!({"route": route, "kind": "delay", "ms": 60_000, "skip": skip})).await;
        let mut child =
            office.command(&folder, &["push", "--yes"]).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        crate::guards::until("the write", || async {
            let arrived = office.requests().await;
            let writes = arrived.iter().position(|entry| entry["method"] == "PUT");
            let look = |at: usize| arrived[at..].iter().any(|entry| entry["method"] == "GET");
            writes.is_some_and(|at| fault == "delay" || look(at))
        })
        .await;
        child.kill().unwrap();
        child.wait().unwrap();
        office.forget_faults().await;
        let said = if fault == "cut" { "Finished an interrupted push" } else { "had not reached the service" };
        office.cja(&folder, &["push", "--yes"]).ends(0, said);
        assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "mine");
        assert!(read(&path).unwrap().contains("\"mine\""));
        office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    }
}

/// A replacing service and two clones: nothing that this program does not know is dropped by a push.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_that_nobody_here_knows_survive_a_replacing_service() {
    let office = office_with(Options { put: cja_lsp::sandbox::PutMode::Replace, ..Options::default() });
    let other = office.client();
    let body = json!({"name": "Future", "parentDataGroupId": WEB, "timezoneDesignator": "UTC", "futureMember": {"a": [1, 2.50]},
        "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]});
    let made = other.value(&cja_lsp::api::endpoints::data_views::create(body.to_string())).await.unwrap();
    let id = made["id"].as_str().unwrap();
    let workspace = office.workspace(&office.folder());
    let path = pulled(&workspace, id).await;
    let mut file: Value = serde_json::from_str(&read(&path).unwrap()).unwrap();
    file.as_object_mut().unwrap().retain(|name, _| ["id", "name"].contains(&name.as_str()));
    file["name"] = json!("Future 2");
    std::fs::write(&path, file.to_string()).unwrap();
    act(&workspace, id, Direction::Push, &PlanOptions::default()).await.unwrap();
    let now = live(&other, id).await.unwrap();
    assert_eq!((&now["name"], &now["futureMember"]), (&json!("Future 2"), &json!({"a": [1, 2.5]})));
    assert_eq!(now["timezoneDesignator"], "UTC");
}

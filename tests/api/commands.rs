//! The commands: what they print, in each form, and how the real program ends.

use crate::desk::{Desk, desk, desk_with};
use cja_lsp::cli::remote::Output;
use cja_lsp::cli::{api, components, get, list, whoami};
use cja_lsp::sandbox::Options;
use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
enum Line {
    List(list::Args),
    Get(get::Args),
    Components(components::Args),
    Api(api::Args),
    Whoami(whoami::Args),
}

/// Runs a command line in this process; gives what went to standard output and to standard error.
async fn run(desk: &Desk, output: Output, words: &[&str]) -> (String, String) {
    let (console, screen) = desk.console(output);
    let result = match Line::parse_from(std::iter::once("cja").chain(words.iter().copied())) {
        Line::List(args) => list::execute(&args, &console).await,
        Line::Get(args) => get::execute(&args, &console).await,
        Line::Components(args) => components::execute(&args, &console).await,
        Line::Api(args) => api::execute(&args, &console).await,
        Line::Whoami(_) => whoami::execute(&console).await,
    };
    let mut said = screen.err.text();
    if let Err(error) = result {
        said.push_str(&format!("exit {}: {error}", error.exit_code()));
    }
    (screen.out.text(), said)
}

#[tokio::test]
async fn list_is_a_table_for_people_and_whole_for_programs() {
    let desk = desk();
    let (table, said) = run(&desk, Output::Text, &["list"]).await;
    assert!(table.starts_with("ID") && table.lines().count() == 26, "{table}");
    assert!(said.contains("25 data views in"), "{said}");
    let (json, _) = run(&desk, Output::Json, &["list"]).await;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(rows.iter().all(|row| row["sessionDefinition"].is_array() && row["timezoneDesignator"].is_string()));
    let (lines, _) = run(&desk, Output::Jsonl, &["list", "--expansion", "none"]).await;
    assert!(lines.lines().count() == 25 && lines.starts_with("{\"id\":\"dv_"), "{lines}");
    let (csv, _) = run(&desk, Output::Csv, &["list", "segments"]).await;
    assert!(csv.starts_with("id,name,") && csv.lines().count() >= 41, "{csv}");
    let (connections, _) = run(&desk, Output::Text, &["list", "connections"]).await;
    assert_eq!(connections.lines().count(), 4);
}

#[tokio::test]
async fn a_list_after_a_write_of_ours_shows_it_although_the_service_still_caches() {
    let hour = std::time::Duration::from_secs(3600);
    let desk = desk_with(Options { stale: hour, ..Options::default() });
    let path = desk.folder.path().join("fresh.dataview.json");
    std::fs::write(&path, crate::desk::smallest(&desk.some_connection().await)).unwrap();
    let ran = async |words: &[&str]| {
        let mut command = desk.cja(words);
        let run = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(run.status.success(), "{words:?} {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let queries = async || {
        let lists = desk.received().await.into_iter().filter(|one| one.line == "GET /data/dataviews");
        lists.map(|one| one.query).collect::<Vec<_>>()
    };
    assert!(!ran(&["list"]).await.contains("Made by a test"));
    assert!(queries().await.iter().all(|query| !query.contains("cached")), "nothing was written: the cache serves");

    ran(&["create", "fresh.dataview.json", "--yes"]).await;
    let listed = ran(&["list"]).await;
    let row = listed.lines().find(|line| line.contains("Made by a test")).expect("the new view is listed");
    let id = row.split_whitespace().next().unwrap().to_owned();
    ran(&["delete", &id, "--name", "Made by a test", "--yes"]).await;
    assert!(!ran(&["list"]).await.contains("Made by a test"));

    let view = desk.some_view().await;
    ran(&["api", "PUT", &format!("/data/dataviews/{view}"), "-f", "name=Renamed by a call"]).await;
    assert!(ran(&["list"]).await.contains("Renamed by a call"));

    // The other organization was not written to.
    let other =
        desk.sandbox.credentials.iter().find(|one| one.organization != desk.sandbox.credentials[0].organization);
    let other = other.unwrap();
    desk.forget("requests").await;
    let mut command = desk.cja(&["list"]);
    command.env("CJA_ORG_ID", &other.organization).env("CJA_CLIENT_ID", &other.client_id);
    command.env("CJA_CLIENT_SECRET", &other.secrets[0]).env("CJA_SCOPES", other.scopes.join(","));
    let run = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(queries().await.iter().all(|query| !query.contains("cached")));
}

#[tokio::test]
async fn get_prints_the_object_in_the_services_order() {
    let desk = desk();
    let view = desk.some_view().await;
    let (text, _) = run(&desk, Output::Text, &["get", &view]).await;
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["id"], view.as_str());
    assert!(text.find("\"name\"").unwrap() < text.find("\"id\"").unwrap(), "{text}");
    let (connection, _) = run(&desk, Output::Json, &["get", &desk.some_connection().await]).await;
    assert!(connection.contains("\"dataSets\""), "{connection}");
    let (_, said) = run(&desk, Output::Text, &["get", "dv_000000000000000000000000"]).await;
    assert!(said.starts_with("exit 2: Could not read data view dv_0") && said.contains("cja list"), "{said}");
}

#[tokio::test]
async fn components_come_with_all_members() {
    let desk = desk();
    let view = desk.some_view().await;
    let (csv, _) = run(&desk, Output::Csv, &["components", &view]).await;
    let header = csv.lines().next().unwrap();
    assert!(header.starts_with("kind,id,name,") && header.contains("schemaPath"), "{header}");
    let (json, _) = run(&desk, Output::Json, &["components", &view, "--kind", "metric"]).await;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(rows.len() == 120 && rows.iter().all(|row| row["kind"] == "metric"));
}

#[tokio::test]
async fn api_makes_any_call() {
    let desk = desk();
    let (me, _) = run(&desk, Output::Text, &["api", "GET", "/aresconfig/users/me"]).await;
    assert!(serde_json::from_str::<Value>(&me).unwrap().is_object());
    let (all, _) = run(
        &desk,
        Output::Text,
        &["api", "get", "/datagroups/dataviews?limit=7", "-f", "expansion=name,owner", "--paginate"],
    )
    .await;
    assert_eq!(serde_json::from_str::<Vec<Value>>(&all).unwrap().len(), 25);
    let (verdict, _) = run(&desk, Output::Text, &["api", "POST", "/data/dataviews/validate", "-f", "name=x"]).await;
    assert!(verdict.contains("\"valid\": false"), "{verdict}");
    let file = desk.folder.path().join("body.json");
    std::fs::write(&file, crate::desk::smallest(&desk.some_connection().await)).unwrap();
    let (made, _) =
        run(&desk, Output::Text, &["api", "POST", "/data/dataviews", "--input", file.to_str().unwrap()]).await;
    assert!(made.contains("dv_"), "{made}");
}

#[tokio::test]
async fn a_protected_profile_wants_its_name_for_every_call_that_may_write() {
    let desk = desk();
    let (view, connection) = (desk.some_view().await, desk.some_connection().await);
    let org = desk.sandbox.credentials[0].organization.clone();
    let settings = serde_json::json!({"profiles": {"live": {"org": org, "protected": true}}});
    std::fs::write(desk.folder.path().join("cja.config.json"), settings.to_string()).unwrap();
    std::fs::write(desk.folder.path().join("body.json"), crate::desk::smallest(&connection)).unwrap();
    let path = format!("/data/dataviews/{view}");
    let ends = async |words: &[&str]| {
        let mut command = desk.cja(&[&["api"], words].concat());
        let run = tokio::task::spawn_blocking(move || command.stdin(std::process::Stdio::null()).output().unwrap());
        let run = run.await.unwrap();
        (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
    };
    desk.forget("requests").await;
    let writes: [&[&str]; 7] = [
        &["DELETE", &path],
        &["put", &path, "--field", "description=it's new"],
        &["PATCH", &path, "-f", "name=x"],
        &["POST", "/data/dataviews", "--input", "body.json"],
        &["POST", "/filters", "-f", "name=x"],
        &["PUT", &format!("/datagroups/dataviews/copy/{view}/")],
        &["POST", "/data/dataviews/validate/../../x", "-f", "name=x"],
    ];
    for words in writes {
        for wrong in [&[] as &[&str], &["--confirm", "Live"]] {
            let (code, said) = ends(&[words, wrong].concat()).await;
            assert!(code == 9 && said.contains("profile live is protected"), "{words:?} {code} {said}");
            assert!(said.contains("--confirm live") && said.contains(&format!("cja api {} ", words[0])), "{said}");
        }
    }
    assert_eq!(desk.received().await.len(), 0, "not even a token was asked for");

    let reads: [&[&str]; 4] = [
        &["GET", &path],
        &["HEAD", &path],
        &["POST", "/data/dataviews/validate", "--input", "body.json"],
        &["POST", "/segments/validate/", "-f", "name=x"],
    ];
    for words in reads {
        let (code, said) = ends(words).await;
        assert!(code != 9, "{words:?} {said}");
    }
    let (code, said) = ends(&["DELETE", &path, "--confirm", "live"]).await;
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!(desk.count(&format!("DELETE {path}")).await, 1);
}

#[tokio::test]
async fn whoami_names_user_organization_and_profile() {
    let desk = desk();
    let (text, _) = run(&desk, Output::Text, &["whoami"]).await;
    assert!(text.contains("techacct") && text.contains("@AdobeOrg · profile default"), "{text}");
}

#[tokio::test]
async fn the_program_ends_with_the_designed_code_and_a_sentence() {
    let desk = desk();
    let view = desk.some_view().await;
    let cases: [(&str, &str, &[&str], i32, &str); 6] = [
        ("* /**", "forbidden-profile", &["list"], 6, "product profile"),
        ("GET /configuration/users/me", "expired-token", &["whoami"], 6, "access token"),
        ("GET /data/dataviews/{id}", "wrong-id", &["get", &view], 8, "was asked for"),
        (
            "GET /data/dataviews",
            "endless-paging",
            &["api", "GET", "/data/dataviews?limit=4", "--paginate"],
            7,
            "does not end",
        ),
        ("* /**", "500-after-commit", &["api", "POST", "/data/dataviews", "-f", "name=x"], 7, "not known whether"),
        ("* /**", "cut", &["api", "PUT", "/data/dataviews/dv_1", "-f", "name=x"], 7, "not known whether"),
    ];
    for (route, fault, words, code, sentence) in cases {
        desk.fault(route, fault, 1_000).await;
        let mut command = desk.cja(words);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        desk.forget("faults").await;
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{fault}: {stderr}");
        assert!(stderr.contains(sentence), "{fault}: {stderr}");
        assert!(output.stdout.is_empty(), "{fault}: nothing half-written");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_ends_with_130_and_writes_nothing() {
    let desk = desk();
    desk.fault_with(serde_json::json!({"route": "GET /data/dataviews", "kind": "delay", "ms": 60_000, "count": 1}))
        .await;
    let child =
        desk.cja(&["list"]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let arrived = async {
        while desk.received().await.iter().all(|received| received.line != "GET /data/dataviews") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), arrived).await.unwrap();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!((output.stdout.len(), String::from_utf8_lossy(&output.stderr).trim()), (0, "Cancelled."));
}

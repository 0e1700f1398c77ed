//! Names and values that would steer who reads them, in each form of output; and files that never end.

use crate::lost::edited;
use crate::office::{change, edit, office, write};
use serde_json::{Value, json};

const HOSTILE: &str = "a|b <img src=x onerror=y> [l](javascript:z) @everyone\n::error file=q::boo\r\n\u{1b}]0;t\u{7}\u{9b}2J\u{202e}, \"q\"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_difference_is_a_table_of_markdown_and_of_csv() {
    let office = office();
    let (folder, id, path) = edited(&office, "Compared").await;
    change(&office.client(), &id, json!({"name": "Ops @team [x](javascript:1)", "description": HOSTILE})).await;
    let relative = path.strip_prefix(&folder).unwrap().to_str().unwrap();
    let run = office.cja(&folder, &["diff", "--output", "markdown", "--with-base"]);
    run.ends(0, "### 1 data view differs\n").ends(0, "| field | file | server | base |\n| --- | --- | --- | --- |\n");
    run.ends(0, "| name | `\"Compared\"` | `\"Ops @team [x](javascript:1)\"` | `\"Compared\"` |");
    let line = run.out.lines().find(|line| line.starts_with("| description |")).unwrap();
    assert!(line.contains("| `\"mine\"` | `\"a\\|b <img"), "{line}");
    assert!(run.out.lines().all(|line| !line.starts_with("::")) && !run.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']));
    let heading = run.out.lines().find(|line| line.starts_with("**")).unwrap();
    assert!(
        heading.contains(&format!("`{relative}`")) && !heading.contains("](") && !heading.contains("@team"),
        "{heading}"
    );
    assert!(!office.cja(&folder, &["diff", "--output", "markdown"]).out.contains("base"));

    let csv = office.cja(&folder, &["diff", "--output", "csv"]);
    assert!(csv.out.starts_with("path,field,file,server,base\n"), "{}", csv.out);
    csv.ends(0, &format!("{relative},name,Compared,Ops @team [x](javascript:1),Compared\n"));
    let cell = "\"a|b <img src=x onerror=y> [l](javascript:z) @everyone\n: :error file=q::boo\r\n␛]0;t␇\u{fffd}2J\u{202e}, \"\"q\"\"\"";
    csv.ends(0, &format!("{relative},description,mine,{cell},first\n"));
    edit(&path, "\"mine\"", "\"first\"");
    change(&office.client(), &id, json!({"name": "Compared", "description": "first"})).await;
    assert_eq!(office.cja(&folder, &["diff", "--output", "csv"]).out, "path,field,file,server,base\n");
    office.cja(&folder, &["diff", "--output", "markdown"]).ends(0, "Nothing differs");
    edit(&path, "\"first\"", "\"::warning::w\"");
    let plan = office.cja(&folder, &["plan", "--output", "csv"]);
    plan.ends(0, &format!("path,field,file,server,base\n{relative},description,\"::warning::w\",first,first\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_for_programs_steers_no_terminal() {
    let office = office();
    let (folder, id, _) = edited(&office, "Plain").await;
    change(&office.client(), &id, json!({"name": HOSTILE})).await;
    for words in [&["get", &id, "--output", "json"][..], &["get", &id, "--output", "jsonl"], &["get", &id]] {
        let run = office.cja(&folder, words);
        assert!(run.out.contains("\\u009b2J\\u202e") && !run.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{run:?}");
        assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap()["name"], HOSTILE);
    }
    let list = office.cja(&folder, &["list", "--fresh", "--output", "json"]);
    assert!(!list.out.contains(['\u{9b}', '\u{202e}']));
    let rows: Vec<Value> = serde_json::from_str(&list.out).unwrap();
    assert!(rows.iter().any(|row| row["name"] == HOSTILE));
    let path = format!("/data/dataviews/{id}");
    assert!(office.cja(&folder, &["api", "GET", &path, "-f", "expansion=name"]).out.contains("\\u009b2J"));
    for words in [
        &["list", "--fresh", "--output", "csv"][..],
        &["status", "--output", "csv"],
        &["push", "--yes", "--output", "csv"],
    ] {
        let run = office.cja(&folder, words);
        assert!(!run.out.contains(['\u{1b}', '\u{9b}', '\u{7}']), "{run:?}");
        assert!(run.out.lines().all(|line| !line.trim_start().starts_with("::")), "{run:?}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_or_a_device_in_place_of_a_file_is_an_error_and_not_waited_for() {
    let office = office();
    let (folder, id, _) = edited(&office, "Piped").await;
    let pipe = folder.join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for odd in [pipe.to_str().unwrap(), "/dev/zero", "views"] {
        for (words, code) in [
            (vec!["push", "--yes", "--plan", odd], 2),
            (vec!["api", "POST", "/data/dataviews/validate", "--input", odd], 2),
            (vec!["auth", "login", "--from", odd], 6),
            (vec!["list", "--auth-file", odd], 6),
        ] {
            office.cja(&folder, &words).ends(code, "this is not a file");
        }
    }
    office.cja(&folder, &["check", pipe.to_str().unwrap()]).ends(2, "this is not a file");
    office.cja(&folder, &["log", "pipe.json"]).ends(0, "");
    // Standard input is what it was.
    let mut command = office.command(&folder, &["api", "PUT", &format!("/data/dataviews/{id}"), "--input", "-"]);
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), br#"{"description": "through a pipe"}"#).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert!(
        office
            .writes(&id)
            .await
            .iter()
            .any(|(method, body)| method == "PUT" && body["description"] == "through a pipe")
    );
    write(&folder, "body.json", r#"{"name": "x"}"#);
    office.cja(&folder, &["api", "POST", "/data/dataviews/validate", "--input", "body.json"]).ends(0, "");
}

//! What is no JSON is never sent, and never written over: unresolved merges, templates, texts that were cut off.

use crate::lost::edited;
use crate::office::{office, read};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unresolved_merge_is_not_pushed_and_not_pulled_over() {
    let office = office();
    let (folder, id, path) = edited(&office, "Merged").await;
    let text = read(&path).unwrap();
    let before = office.writes(&id).await.len();
    let conflict =
        "<<<<<<< HEAD\n  \"curationEnabled\": true,\n=======\n  \"curationEnabled\": false,\n>>>>>>> office\n";
    let commented = |open: &str, close: &str| {
        let lines = conflict.lines().map(|line| match line {
            side if side.starts_with(' ') => format!("{side}\n"),
            mark => format!("  {open}{mark}{close}\n"),
        });
        lines.collect::<String>()
    };
    let cut = text.len() * 2 / 3;
    for (broken, says) in [
        (text.replacen("{\n", &format!("{{\n{conflict}"), 1), "unresolved merge"),
        (text.replacen("{\n", "{\n  \"curationEnabled\": ${CURATED},\n", 1), "variable that was not replaced"),
        (text.replacen("{\n", "{\n  \"curationEnabled\": {{ curated }},\n", 1), "template that was not filled in"),
        (text[..cut].to_owned(), "The text ends"),
        // The same sides, and the marks in comments: each is valid where comments are.
        (text.replacen("{\n", &format!("{{\n{}", commented("/* ", " */")), 1), "unresolved merge"),
        (text.replacen("{\n", &format!("{{\n{}", commented("/// ", "")), 1), "unresolved merge"),
        (text.replacen("{\n", "{\n  // #if OFFICE\n  \"curationEnabled\": true,\n  // #endif\n", 1), "template"),
        (text.replacen("{\n", "{\n  /* @@ -1,4 +1,4 @@ */\n", 1), "patch"),
        (text.replacen("Merged", "Mer\0\0\0ged", 1), "control character U+0000"),
    ] {
        std::fs::write(&path, &broken).unwrap();
        office.cja(&folder, &["check", "--fix"]).ends(4, "");
        office.cja(&folder, &["push", "--yes"]).ends(4, says);
        office.cja(&folder, &["pull", "--theirs"]).ends(4, says);
        assert_eq!(read(&path).unwrap(), broken);
    }
    assert_eq!(office.writes(&id).await.len(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_pushed_under_settings_with_two_versions() {
    let office = office();
    let (folder, id, _) = edited(&office, "Settings").await;
    let before = office.writes(&id).await.len();
    let settings =
        "{\n<<<<<<< HEAD\n  \"defaultProfile\": \"dev\"\n=======\n  \"defaultProfile\": \"prod\"\n>>>>>>> x\n}\n";
    let path = folder.join("cja.config.json");
    std::fs::write(&path, settings).unwrap();
    let run = office.cja(&folder, &["push", "--yes"]);
    assert!(run.code != 0 && run.err.contains("cja.config.json"), "{run:?}");
    office.cja(&folder, &["check", "--fix"]).ends(4, "unresolved merge");
    assert_eq!(read(&path).unwrap(), settings);
    assert_eq!(office.writes(&id).await.len(), before);
}

//! Disks and folders that do not do as they should, and names of every kind. With the real program.

use crate::lost::{edited, new_file};
use crate::office::{WEB, edit, live, office, read, write};
use serde_json::{Value, json};
use std::path::Path;

/// Puts a file where a folder would be made, and gives what makes it whole again.
fn obstruct(path: &Path) -> impl FnOnce() + use<> {
    let (path, aside) = (path.to_owned(), path.with_extension("aside"));
    if path.is_dir() {
        std::fs::rename(&path, &aside).unwrap();
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "in the way").unwrap();
    move || {
        std::fs::remove_file(&path).unwrap();
        if aside.is_dir() {
            std::fs::rename(&aside, &path).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_can_be_noted_nothing_is_sent() {
    let office = office();
    for part in [".cja", ".cja/journal", ".cja/undo"] {
        let (folder, id, _) = edited(&office, "No notes").await;
        let restore = obstruct(&folder.join(part));
        let run = office.cja(&folder, &["push", "--yes"]);
        assert!(
            run.code != 0 && (run.err.contains(".cja") || run.err.contains("base cannot be read")),
            "{part}: {run:?}"
        );
        assert_eq!(office.writes(&id).await.len(), 0, "{part}");
        restore();
        office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    }
    let folder = office.folder();
    new_file(&folder, "No notes at all");
    write(&folder, ".cja", "a file");
    office.cja(&folder, &["push", "--yes"]).ends(9, "is not a folder");
    assert_eq!(office.creates("No notes at all").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_could_not_be_noted_afterwards_is_told_and_repaired() {
    let office = office();
    let (folder, id, _) = edited(&office, "Half noted").await;
    let restore = obstruct(&folder.join(".cja/base"));
    // Without its history the file counts as different, so it is said which field is meant.
    office.cja(&folder, &["push", "--yes"]).ends(5, "no common base");
    office.cja(&folder, &["push", "--yes", "--force-fields", "description"]).ends(2, "The service has the change");
    assert_eq!(live(&office.client(), &id).await.unwrap()["description"], "mine");
    restore();
    office.cja(&folder, &["push", "--yes"]).ends(0, "Finished an interrupted push").ends(0, "Nothing to push");
    assert_eq!(office.writes(&id).await.len(), 1);
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");

    let folder = office.folder();
    let path = new_file(&folder, "Half made");
    office.workspace(&folder).own().make().unwrap();
    let restore = obstruct(&folder.join(".cja/base"));
    office.cja(&folder, &["push", "--yes"]).ends(2, "The service has the change");
    restore();
    office.cja(&folder, &["push", "--yes"]).ends(0, "Finished an interrupted create");
    assert!(read(&path).unwrap().contains("dv_"));
    assert_eq!(office.creates("Half made").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_that_cannot_write_says_so() {
    let office = office();
    let (folder, id) = (office.folder(), office.view(&office.client(), "Nowhere").await);
    write(&folder, "views", "a file");
    office.cja(&folder, &["pull", &id]).ends(2, "Could not write");
    std::fs::remove_file(folder.join("views")).unwrap();
    office.cja(&folder, &["pull", &id]).ends(0, "Pulled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_records_are_not_used_and_nothing_is_lost_by_them() {
    let office = office();
    let (folder, id, path) = edited(&office, "Broken records").await;
    let org = std::fs::read_dir(folder.join(".cja/base")).unwrap().next().unwrap().unwrap().path();
    let base = org.join(format!("{id}.json"));
    let whole = std::fs::read(&base).unwrap();
    for broken in [&b"<<<<<<< HEAD\n{"[..], b"\xff\xfe", b"", b"{\"format\": 1}", &whole[..whole.len() / 2]] {
        std::fs::write(&base, broken).unwrap();
        office
            .cja(&folder, &["push", "--yes"])
            .ends(5, "no common base is known")
            .ends(5, "cannot be read and is not used");
        office.cja(&folder, &["doctor"]).ends(2, "cannot be read");
    }
    assert_eq!(office.writes(&id).await.len(), 0);
    let foreign =
        String::from_utf8(whole.clone()).unwrap().replace("@AdobeOrg\",\n  \"readAt", "X@AdobeOrg\",\n  \"readAt");
    std::fs::write(&base, foreign).unwrap();
    office.cja(&folder, &["push", "--yes"]).ends(5, "belongs to another organization");
    std::fs::write(&base, &whole).unwrap();

    std::fs::create_dir_all(folder.join(".cja/journal")).unwrap();
    std::fs::write(folder.join(".cja/journal/2026-11.jsonl"), b"\xff\xfe\n{\"event\": \"intent\"\nnull\n[]\n").unwrap();
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed 1 field");
    office.cja(&folder, &["log"]).ends(0, "done");
    let undo = std::fs::read_dir(folder.join(".cja/undo")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&undo, "{").unwrap();
    std::fs::remove_file(folder.join(".cja/journal/2026-11.jsonl")).unwrap();
    office.cja(&folder, &["undo", "--yes"]).ends(0, "nothing to undo");
    office.cja(&folder, &["undo", undo.file_stem().unwrap().to_str().unwrap(), "--yes"]).ends(2, "no such operation");
    assert!(read(&path).is_some());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_stays_a_link() {
    let office = office();
    let folder = office.folder();
    // Hidden, so that it is found by way of the link alone.
    let real = new_file(&folder.join(".shared"), "Linked");
    let link = folder.join("linked.dataview.json");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    office.cja(&folder, &["push", "linked.dataview.json", "--yes"]).ends(0, "Created \"Linked\"");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    let value: Value = serde_json::from_str(&read(&real).unwrap()).unwrap();
    let id = value["id"].as_str().unwrap();
    office.cja(&folder, &["push", "linked.dataview.json", "--yes"]).ends(0, "Nothing to push");
    crate::office::change(&office.client(), id, json!({"timezoneDesignator": "Asia/Tokyo"})).await;
    office.cja(&folder, &["pull", "linked.dataview.json"]).ends(0, "Pulled 1 field");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(read(&real).unwrap().contains("Asia/Tokyo"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_leads_out_is_neither_sent_nor_written() {
    let office = office();
    let (folder, elsewhere) = (office.folder(), office.folder());
    let real = new_file(&elsewhere, "Somebody else's");
    let before = read(&real).unwrap();
    write(&folder, "cja.config.json", r#"{"version": 1}"#);
    std::os::unix::fs::symlink(&real, folder.join("out.dataview.json")).unwrap();
    for args in
        [&["push", "out.dataview.json", "--yes"][..], &["create", "out.dataview.json", "--yes"], &["push", "--yes"]]
    {
        let run = office.cja(&folder, args);
        assert!(args.len() == 2 || run.code != 0 && run.err.contains("symbolic link"), "{args:?}: {run:?}");
    }
    assert_eq!((office.creates("Somebody else's").await, read(&real).unwrap()), (0, before));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_of_every_kind_come_through() {
    let office = office();
    let folder = office.folder();
    let names =
        ["with spaces and %20", "Umlaute äöü", "NFD a\u{308}o\u{308}", "日本語", "'quotes\" $(x)", "-dash", "#1.{2}"];
    for name in names {
        let path = format!("views/{}.dataview.json", name.replace('"', ""));
        let text = json!({"name": name, "parentDataGroupId": WEB, "timezoneDesignator": "UTC",
            "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}]});
        write(&folder, &path, text.to_string());
        office.cja(&folder, &["push", "--yes", "--", &path]).ends(0, "Created");
        edit(&folder.join(&path), "UTC", "Asia/Tokyo");
        office.cja(&folder, &["push", "--yes", "--", &path]).ends(0, "Pushed 1 field");
    }
    office.cja(&folder, &["status", "--exit-code"]).ends(0, "in sync");
    // The same views in an empty folder, and names too long for a file.
    let long: Vec<String> = ["x", "語", "𠮷"].iter().map(|letter| letter.repeat(200)).collect();
    for name in long.iter().chain(&long) {
        office.view(&office.client(), name).await;
    }
    let empty = office.folder();
    office.cja(&empty, &["pull", "--all"]).ends(0, "Pulled");
    let files = std::fs::read_dir(empty.join("views")).unwrap().count();
    assert_eq!(files, 25 + names.len() + 6);
    office.cja(&empty, &["status", "--exit-code"]).ends(0, "in sync");
    office.cja(&empty, &["pull", "Umlaute äöü"]).ends(0, "Nothing to pull");
    office.cja(&empty, &["pull", "Web – EMEA"]).ends(2, "several data views have this name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_that_came_along_are_not_used_until_their_owner_takes_them_over() {
    let office = office();
    let (folder, id, _) = edited(&office, "Copied").await;
    office.cja(&folder, &["status"]).ends(0, "1 field to push");
    // Another person has the same files: no record of theirs says that this folder was made here.
    let copy = office.folder();
    for path in [".cja/workspace", ".cja/.gitignore"] {
        write(&copy, path, read(&folder.join(path)).unwrap());
    }
    let base = std::fs::read_dir(folder.join(".cja/base")).unwrap().next().unwrap().unwrap().file_name();
    let base = format!(".cja/base/{}/{id}.json", base.to_str().unwrap());
    write(&copy, &base, read(&folder.join(&base)).unwrap());
    let view = std::fs::read_dir(folder.join("views")).unwrap().next().unwrap().unwrap().path();
    write(&copy, "views/copied.dataview.json", read(&view).unwrap());
    office.cja(&copy, &["status"]).ends(0, "was not made here").ends(0, "differs, no common base");
    office.cja(&copy, &["pull", &id, "--theirs"]).ends(9, "`cja doctor --adopt`");
    office.cja(&copy, &["doctor"]).ends(9, "was not made here");
    office.cja(&copy, &["doctor", "--adopt"]).ends(0, "`.cja` is yours now. Bases: 1;");
    office.cja(&copy, &["status"]).ends(0, "1 field to push");
    office.cja(&copy, &["doctor", "--adopt"]).ends(0, "yours already");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_files_are_as_private_as_the_user_wants_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = office();
    let (folder, id) = (office.folder(), office.view(&office.client(), "Private").await);
    let pull = office.command(&folder, &["pull", &id]);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", "umask 077; exec \"$@\"", "sh"])
        .arg(pull.get_program())
        .args(pull.get_args())
        .current_dir(&folder);
    shell.envs(pull.get_envs().filter_map(|(name, value)| Some((name, value?))));
    crate::office::run(&mut shell).ends(0, "Pulled");
    let mut open = vec![folder.clone()];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            let about = std::fs::symlink_metadata(&path).unwrap();
            assert_eq!(about.permissions().mode() & 0o077, 0, "{}", path.display());
            if about.is_dir() {
                open.push(path);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_run_left_is_taken_away_by_the_next() {
    let office = office();
    let (folder, _, path) = edited(&office, "Swept").await;
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let views = path.parent().unwrap().strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
    let left = [format!("{views}/.cja-tmp-a1"), ".cja/undo/.cja-tmp-b2".into(), ".cja-tmp-c3".into()];
    for name in &left {
        let file = write(&folder, name, "half");
        std::fs::File::options().write(true).open(file).unwrap().set_modified(old).unwrap();
    }
    let mine = write(&folder, &format!("{views}/.tmpMine"), "mine");
    office.cja(&folder, &["push", "--yes"]).ends(0, "Pushed");
    for name in &left {
        assert!(!folder.join(name).exists(), "{name}");
    }
    assert!(mine.exists());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_left_out_are_said() {
    use std::os::unix::ffi::OsStrExt as _;
    let office = office();
    let (folder, elsewhere) = (office.folder(), office.folder());
    let real = new_file(&elsewhere, "Far");
    std::os::unix::fs::symlink(&real, folder.join("far.dataview.json")).unwrap();
    office.cja(&folder, &["status"]).ends(0, "Left out: far.dataview.json is a symbolic link that leads out");
    let odd = std::ffi::OsStr::from_bytes(b"\xe9t\xe9.dataview.json");
    if std::fs::copy(&real, folder.join(odd)).is_ok() {
        office.cja(&folder, &["status"]).ends(0, "has a name that is not UTF-8");
        office.cja(&folder, &["check"]).ends(0, "is not UTF-8: the file is checked");
    }
}

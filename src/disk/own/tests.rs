use super::*;

fn desk() -> (tempfile::TempDir, Own) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".own")).unwrap();
    fs::write(folder.path().join("canary"), "untouched").unwrap();
    let own = Own::new(&folder.path().join(".own"));
    (folder, own)
}

#[test]
fn files_are_written_read_listed_and_removed() {
    let (_folder, own) = desk();
    assert_eq!(own.read("a/b/c.json").unwrap_err().kind(), ErrorKind::NotFound);
    assert!(own.list("a/b").unwrap().is_empty());
    own.write("a/b/c.json", b"1").unwrap();
    own.write("a/b/c.json", b"2").unwrap();
    own.create_new("a/b/d.json", b"3").unwrap();
    assert_eq!(own.create_new("a/b/d.json", b"4").unwrap_err().kind(), ErrorKind::AlreadyExists);
    fs::write(own.path().join("a/b/.cja-tmp-1"), "").unwrap();
    assert_eq!(
        (own.list("a/b").unwrap(), own.folders("a").unwrap()),
        (vec!["c.json".into(), "d.json".into()], vec!["b".into()])
    );
    own.remove("a/b/d.json").unwrap();
    assert_eq!((own.read("a/b/c.json").unwrap(), own.list("a/b").unwrap().len()), (b"2".to_vec(), 1));
}

#[test]
fn a_line_that_was_cut_stays_alone() {
    let (_folder, own) = desk();
    own.append("log", b"one\n").unwrap();
    own.append("log", b"tw").unwrap();
    own.append("log", b"three\n").unwrap();
    assert_eq!(own.read("log").unwrap(), b"one\ntw\nthree\n");
}

#[test]
fn names_do_not_lead_out() {
    let (folder, own) = desk();
    for name in ["", ".", "..", "../canary", "a/../../canary", "/etc/hosts", "a//b", "a/", "c:x", "a\\b", "./a"] {
        assert_eq!(own.read(name).unwrap_err().kind(), ErrorKind::InvalidInput, "{name:?}");
        assert_eq!(own.write(name, b"x").unwrap_err().kind(), ErrorKind::InvalidInput, "{name:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("canary")).unwrap(), "untouched");
}

#[cfg(unix)]
#[test]
fn nothing_is_opened_through_a_link_at_any_level() {
    use std::os::unix::fs::symlink;
    let (folder, own) = desk();
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    symlink(folder.path().join("canary"), own.path().join("file")).unwrap();
    symlink(&outside, own.path().join("folder")).unwrap();
    symlink(folder.path().join("nowhere"), own.path().join("dangling")).unwrap();
    fs::hard_link(folder.path().join("canary"), own.path().join("twin")).unwrap();
    let linked = Own::new(&folder.path().join("linked"));
    symlink(own.path(), linked.path()).unwrap();
    for (own, name) in [(&own, "file"), (&own, "folder/new"), (&own, "dangling"), (&linked, "lock"), (&linked, "a/b")] {
        for outcome in
            [own.read(name).map(drop), own.write(name, b"x"), own.append(name, b"x"), own.lock_file(name).map(drop)]
        {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("symbolic link"), "{name}: {error}");
        }
        assert!(own.create_new(name, b"x").is_err(), "{name}");
    }
    for outcome in [own.append("twin", b"x"), own.lock_file("twin").map(drop)] {
        assert!(outcome.unwrap_err().to_string().contains("hard link"));
    }
    assert!(own.list("folder").is_err() && own.list("").unwrap() == ["twin"]);
    own.remove("file").unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("canary")).unwrap(), "untouched");
    assert_eq!(fs::read_dir(outside).unwrap().count(), 0);
    assert!(!folder.path().join("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn a_pipe_is_said_and_not_waited_for() {
    let (_folder, own) = desk();
    let made = std::process::Command::new("mkfifo").arg(own.path().join("pipe")).status().unwrap();
    assert!(made.success());
    for outcome in [own.read("pipe").map(drop), own.append("pipe", b"x"), own.write("pipe", b"x")] {
        assert!(outcome.unwrap_err().to_string().contains("is a pipe or a device"));
    }
    assert!(own.list("").unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn new_files_have_the_mode_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, own) = desk();
    fs::write(folder.path().join("usual"), "").unwrap();
    own.write("written", b"").unwrap();
    own.append("appended", b"").unwrap();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode();
    let usual = mode(folder.path().join("usual"));
    assert_eq!((mode(own.path().join("written")), mode(own.path().join("appended"))), (usual, usual));
}

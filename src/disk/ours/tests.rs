use super::*;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.root()).unwrap();
        desk
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn own(&self) -> Own {
        self.own_of(&self.root())
    }

    fn own_of(&self, root: &Path) -> Own {
        Own::of_workspace(root, Some(&self.state()))
    }

    fn made(&self) -> Own {
        self.own().make().unwrap();
        self.own()
    }

    fn git(&self, args: &[&str]) {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(self.root()).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
        assert!(command.output().unwrap().status.success(), "{args:?}");
    }
}

#[test]
fn a_folder_made_here_is_used_and_hides_from_git() {
    let desk = Desk::new();
    assert_eq!(desk.own().refusal(), None);
    assert!(!desk.root().join(NAME).exists());
    let own = desk.made();
    own.write("base/a.json", b"1").unwrap();
    desk.own().make().unwrap();
    assert_eq!((desk.own().refusal(), own.read("base/a.json").unwrap()), (None, b"1".to_vec()));
    fs::remove_file(own.path().join(".gitignore")).unwrap();
    own.make().unwrap();
    assert_eq!(own.read(".gitignore").unwrap(), b"*\n");
    assert_eq!(fs::read_dir(desk.root()).unwrap().count(), 1, "nothing else is left");
}

#[test]
fn a_folder_that_came_along_is_not_used_until_its_user_says_so() {
    let desk = Desk::new();
    let planted = desk.root().join(".cja/base");
    fs::create_dir_all(&planted).unwrap();
    fs::write(planted.join("a.json"), "planted").unwrap();
    for id in [None, Some("../../repo/.cja/base/a.json"), Some("0123456789abcdef0123456789abcdef")] {
        id.iter().for_each(|id| fs::write(desk.root().join(".cja/workspace"), id).unwrap());
        let own = desk.own();
        assert_eq!(own.refusal(), Some(&Refusal::Foreign), "{id:?}");
        assert_eq!(own.read("base/a.json").unwrap_err().kind(), ErrorKind::NotFound);
        assert!(own.list("base").unwrap().is_empty());
        for outcome in
            [own.write("x", b""), own.append("x", b""), own.remove("base/a.json"), own.lock_file("lock").map(drop)]
        {
            assert!(outcome.unwrap_err().to_string().contains("was not made here"));
        }
        assert!(own.make().is_err());
    }
    assert_eq!(fs::read_dir(desk.root().join(NAME)).unwrap().count(), 2);
    let own = Own::adopt(&desk.root(), Some(&desk.state())).unwrap();
    assert_eq!((desk.own().refusal(), own.read("base/a.json").unwrap()), (None, b"planted".to_vec()));
}

#[test]
fn a_folder_may_be_moved_and_a_copy_of_it_is_another() {
    let desk = Desk::new();
    desk.made().write("journal/a", b"1").unwrap();
    let (moved, copy) = (desk.folder.path().join("moved"), desk.folder.path().join("copy"));
    fs::create_dir_all(copy.join(NAME)).unwrap();
    fs::copy(desk.root().join(NAME).join(ID), copy.join(NAME).join(ID)).unwrap();
    assert_eq!(desk.own_of(&copy).refusal(), Some(&Refusal::Foreign));
    fs::rename(desk.root(), &moved).unwrap();
    assert_eq!(desk.own_of(&moved).refusal(), if cfg!(unix) { None } else { Some(&Refusal::Foreign) });
    assert_eq!(Own::of_workspace(&moved, Some(&desk.root())).refusal(), Some(&Refusal::Foreign), "another user");
}

#[test]
fn a_folder_that_git_tracks_is_not_used_until_it_does_not() {
    let desk = Desk::new();
    desk.git(&["init", "-q"]);
    let own = desk.made();
    own.write("base/a.json", b"1").unwrap();
    assert_eq!(desk.own().refusal(), None);
    desk.git(&["add", "-f", ".cja/base/a.json"]);
    assert_eq!(desk.own().refusal(), Some(&Refusal::Tracked));
    desk.git(&["rm", "-q", "-r", "--cached", ".cja"]);
    assert_eq!(desk.own().refusal(), None);
}

#[cfg(unix)]
#[test]
fn a_link_and_a_file_are_no_folder() {
    let desk = Desk::new();
    let elsewhere = desk.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, desk.root().join(NAME)).unwrap();
    assert_eq!(desk.own().refusal(), Some(&Refusal::Link));
    assert!(!has_own_folder(&desk.root()));
    assert!(desk.own().make().is_err() && desk.own().write("lock", b"").is_err());
    assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0);
    fs::remove_file(desk.root().join(NAME)).unwrap();
    fs::write(desk.root().join(NAME), "").unwrap();
    assert_eq!(desk.own().refusal(), Some(&Refusal::NotAFolder));
}

/// Only root can give a file away.
#[cfg(unix)]
#[test]
fn a_folder_of_another_user_is_not_used() {
    let desk = Desk::new();
    desk.made();
    if std::os::unix::fs::chown(desk.root().join(NAME), Some(4_321), None).is_ok() {
        assert_eq!(desk.own().refusal(), Some(&Refusal::Owner));
        assert!(!has_own_folder(&desk.root()));
    }
}

#[test]
fn what_a_process_without_a_state_folder_made_is_its_own() {
    let desk = Desk::new();
    Own::of_workspace(&desk.root(), None).make().unwrap();
    assert_eq!(Own::of_workspace(&desk.root(), None).refusal(), None);
    assert_eq!(desk.own().refusal(), Some(&Refusal::Foreign));
}

#[test]
fn many_who_make_it_at_once_make_one() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| desk.own().make().unwrap());
        }
    });
    assert_eq!(desk.own().refusal(), None);
}

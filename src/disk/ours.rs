//! Whether the `.cja` of a workspace was made here. What a repository or an archive brings is data of somebody else: its
//! bases, its journal and its images would decide what is written, so a folder that came with it is not used.
//!
//! A folder made by this program holds a random id in `workspace`; the user's own state folder holds the same id, with the
//! path of the folder and its number on the disk. So a folder may be moved, and one that was unpacked elsewhere is not
//! taken for it.

use super::own::{Made, Own};
use super::{git, temp};
use aws_lc_rs::rand;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

/// The name of the folder.
pub const NAME: &str = ".cja";
/// The file that holds the id.
const ID: &str = "workspace";

/// Why a `.cja` is not used. Shown, it is a sentence without the full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is a link.
    Link,
    /// It is no folder.
    NotAFolder,
    /// It belongs to another user.
    Owner,
    /// Git tracks files in it.
    Tracked,
    /// It was not made here.
    Foreign,
    /// It cannot be looked at.
    Unreadable(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Link => "`.cja` is a symbolic link, and nothing is opened through one there",
            Self::NotAFolder => "`.cja` is not a folder",
            Self::Owner => "`.cja` belongs to another user",
            Self::Tracked => "git tracks files in `.cja`, so they may come from anybody",
            Self::Foreign => "`.cja` was not made here: it came with the folder, or an earlier version made it",
            Self::Unreadable(why) => return write!(f, "`.cja` cannot be used ({why})"),
        })
    }
}

impl Refusal {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Link | Self::NotAFolder => "Remove it with `rm .cja`; the next pull or push makes a folder.",
            Self::Owner => "Work in a folder of your own.",
            Self::Tracked => "Run `git rm -r --cached .cja` and commit that.",
            Self::Foreign => {
                "If it is yours, `cja doctor --adopt` takes it over. If not, remove it: `rm -r .cja`. Nothing in it is used."
            }
            Self::Unreadable(_) => "Look at its permissions.",
        }
    }
}

/// What the user's folder says of a folder that was made here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    folder: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<(u64, u64)>,
}

impl Claim {
    fn of(cja: &Path) -> io::Result<Self> {
        let about = fs::symlink_metadata(cja)?;
        // The folder itself is no link; those above it may be.
        let folder = fs::canonicalize(cja)?.to_string_lossy().into_owned();
        Ok(Self { folder, number: number(&about) })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.folder == other.folder || (self.number.is_some() && self.number == other.number)
    }
}

impl Own {
    /// The `.cja` of a workspace. `state` is the user's state folder; without one, what is made here is known only as
    /// long as the process lives. Nothing is written.
    ///
    /// Where it is refused ([`Own::refusal`]), everything reads as if there were nothing, and every write says why.
    #[must_use]
    pub fn of_workspace(root: &Path, state: Option<&Path>) -> Self {
        let cja = root.join(NAME);
        Self::with(&cja, look(root, &cja, state).map_or_else(|why| Made::Elsewhere(Arc::new(why)), |()| here(state)))
    }

    /// Makes the folder where there is none; that of a workspace with its id, and hidden from git. Every write does.
    ///
    /// # Errors
    /// Those of the file system, and the refusal.
    pub fn make(&self) -> io::Result<()> {
        self.usable()?;
        let Made::Here(state) = &self.made else { return fs::create_dir_all(self.path()) };
        let state = state.as_deref();
        if self.path().join(ID).exists() {
            // Without it the records would be committed one day, and no folder that git tracks is used.
            if fs::symlink_metadata(self.path().join(".gitignore")).is_err() {
                return self.write(".gitignore", b"*\n");
            }
            return Ok(());
        }
        let root = self.path().parent().unwrap_or(Path::new("."));
        fs::create_dir_all(root)?;
        temp::sweep(root);
        // Made whole beside its place, so that a run that is killed leaves no folder without an id.
        let made = tempfile::Builder::new().prefix(temp::PREFIX).tempdir_in(root)?;
        let half = made.path().join(NAME);
        fs::create_dir(&half)?;
        let id = new_id()?;
        fs::write(half.join(".gitignore"), "*\n")?;
        fs::write(half.join(ID), format!("{id}\n"))?;
        let mut claim = Claim::of(&half)?;
        claim.folder = fs::canonicalize(root)?.join(NAME).to_string_lossy().into_owned();
        keep(state, &id, &claim)?;
        // An empty folder holds nothing that could be somebody else's.
        let _ = fs::remove_dir(self.path());
        match fs::rename(&half, self.path()) {
            Ok(()) => Ok(()),
            // Another command was quicker; whether it was one of ours is looked at.
            Err(error) => {
                forget(state, &id);
                match look(root, self.path(), state) {
                    Ok(()) if self.path().join(ID).exists() => Ok(()),
                    _ => Err(error),
                }
            }
        }
    }

    /// Takes over a folder that was not made here, because its user says that it is theirs.
    ///
    /// # Errors
    /// A refusal that no word of the user removes, as text; those of the file system.
    pub fn adopt(root: &Path, state: Option<&Path>) -> io::Result<Self> {
        let cja = root.join(NAME);
        match look(root, &cja, state) {
            Ok(()) => {}
            Err(Refusal::Foreign) => {
                let own = Self::new(&cja);
                let id = new_id()?;
                keep(state, &id, &Claim::of(&cja)?)?;
                own.write(".gitignore", b"*\n")?;
                own.write(ID, format!("{id}\n").as_bytes())?;
            }
            Err(why) => return Err(io::Error::other(why.to_string())),
        }
        Ok(Self::with(&cja, here(state)))
    }
}

fn here(state: Option<&Path>) -> Made {
    Made::Here(state.map(Arc::from))
}

/// Whether a folder has a `.cja` that may be this user's: a real folder, not of somebody else. It makes the folder a
/// workspace; whether it was made here is asked by [`Own::of_workspace`].
#[must_use]
pub fn has_own_folder(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(NAME)).is_ok_and(|about| about.is_dir() && is_of_user(&about))
}

fn look(root: &Path, cja: &Path, state: Option<&Path>) -> Result<(), Refusal> {
    let about = match fs::symlink_metadata(cja) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Refusal::Unreadable(error.to_string())),
        Ok(about) => about,
    };
    if about.is_symlink() {
        return Err(Refusal::Link);
    }
    if !about.is_dir() {
        return Err(Refusal::NotAFolder);
    }
    if !is_of_user(&about) {
        return Err(Refusal::Owner);
    }
    if is_empty(cja) {
        return Ok(());
    }
    if is_tracked(root) {
        return Err(Refusal::Tracked);
    }
    let id = Own::new(cja).read(ID).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Refusal::Foreign)?;
    let known = known(state, id.trim_end()).ok_or(Refusal::Foreign)?;
    let here = Claim::of(cja).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    if known.is_same(&here) { Ok(()) } else { Err(Refusal::Foreign) }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// The claims of a process whose user has no state folder.
static HELD: LazyLock<Mutex<BTreeMap<String, Claim>>> = LazyLock::new(Mutex::default);

fn known(state: Option<&Path>, id: &str) -> Option<Claim> {
    if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match state {
        None => HELD.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned(),
        Some(state) => serde_json::from_slice(&fs::read(place(state, id)).ok()?).ok(),
    }
}

fn keep(state: Option<&Path>, id: &str, claim: &Claim) -> io::Result<()> {
    let Some(state) = state else {
        HELD.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), claim.clone());
        return Ok(());
    };
    let path = place(state, id);
    let failed = |error: io::Error| {
        let folder = path.parent().unwrap_or(state).display();
        io::Error::new(error.kind(), format!("{error} in {folder}; CJA_STATE_DIR may name another folder"))
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path.parent().unwrap_or(state)).map_err(failed)?;
    let made = tempfile::Builder::new().prefix(temp::PREFIX).tempfile_in(path.parent().unwrap_or(state));
    let mut file = made.map_err(failed)?;
    serde_json::to_writer(&mut file, claim)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

fn forget(state: Option<&Path>, id: &str) {
    match state {
        None => drop(HELD.lock().unwrap_or_else(PoisonError::into_inner).remove(id)),
        Some(state) => drop(fs::remove_file(place(state, id))),
    }
}

fn place(state: &Path, id: &str) -> PathBuf {
    state.join("workspaces").join(id)
}

fn new_id() -> io::Result<String> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| io::Error::other("the system gives no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether git tracks something in the `.cja` of a folder. Asked again only when the index changed. Where git does not
/// answer it brings nothing either, and the owner and the id are looked at all the same.
fn is_tracked(root: &Path) -> bool {
    type Answers = HashMap<PathBuf, ((SystemTime, u64), bool)>;
    static ANSWERS: LazyLock<Mutex<Answers>> = LazyLock::new(Mutex::default);
    let Some(stamp) = index_of(root).and_then(|index| {
        let about = fs::metadata(index).ok()?;
        Some((about.modified().ok()?, about.len()))
    }) else {
        return false;
    };
    let answers = || ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((then, tracked)) = answers().get(root)
        && *then == stamp
    {
        return *tracked;
    }
    let listed = git::ask(root, &["--icase-pathspecs", "ls-files", "-z", "--", NAME], b"");
    let tracked = listed.is_ok_and(|names| !names.is_empty());
    answers().insert(root.to_owned(), (stamp, tracked));
    tracked
}

/// The index of the repository that a folder is in.
fn index_of(folder: &Path) -> Option<PathBuf> {
    let git = folder.ancestors().map(|above| above.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git.join("index"));
    }
    // A worktree or a submodule has a file that names the folder.
    let about = fs::metadata(&git).ok().filter(|about| about.is_file() && about.len() < 65_536);
    let text = about.and_then(|_| fs::read_to_string(&git).ok())?;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(named).join("index"))
}

#[cfg(unix)]
fn number(about: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether something belongs to the user of this process.
#[cfg(unix)]
fn is_of_user(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    /// Whose files this process makes; asked by making one, which needs no call of the system by hand.
    static USER: LazyLock<Option<u32>> = LazyLock::new(|| {
        let made = tempfile::tempfile().and_then(|file| file.metadata()).or_else(|_| fs::metadata("/proc/self"));
        made.ok().map(|about| about.uid())
    });
    USER.is_none_or(|user| user == about.uid())
}

#[cfg(not(unix))]
fn is_of_user(_: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests;

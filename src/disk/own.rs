//! A folder of our own, such as the `.cja` of a workspace: nothing in it is opened through a link, and nothing but regular
//! files is opened at all. What lies in such a folder may have come with a repository.

use super::ours::Refusal;
use super::temp;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// Nothing of ours is longer than this many bytes.
const LONGEST: u64 = 256 * 1024 * 1024;

/// See the module. Names are relative to the folder, with `/`.
///
/// A folder that was refused (see [`Own::of_workspace`]) is as good as empty, and every write into it says why.
#[derive(Clone, Debug)]
pub struct Own {
    folder: PathBuf,
    pub(super) made: Made,
}

/// How a folder came to be, or comes to be with the first write.
#[derive(Clone, Debug)]
pub(super) enum Made {
    /// By whoever.
    Anyhow,
    /// Here, with an id that is also in the user's state folder.
    Here(Option<Arc<Path>>),
    /// Not here.
    Elsewhere(Arc<Refusal>),
}

impl Own {
    /// The folder of that path, whoever made it; touches nothing. Use [`Own::of_workspace`] for a `.cja`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self::with(folder, Made::Anyhow)
    }

    pub(super) fn with(folder: &Path, made: Made) -> Self {
        Self { folder: folder.to_owned(), made }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Why nothing in it is used.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.made {
            Made::Elsewhere(why) => Some(why),
            Made::Anyhow | Made::Here(_) => None,
        }
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// `NotFound` as usual; anything but a regular file below regular folders is an error that says so.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        if self.refusal().is_some() {
            return Err(ErrorKind::NotFound.into());
        }
        let path = self.reached(name)?;
        let (file, about) = open(&path, OpenOptions::new().read(true))?;
        if about.len() > LONGEST {
            return Err(wrong(&path, "is too large to be a file of this program"));
        }
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Replaces a file atomically, making its folders.
    ///
    /// # Errors
    /// Those of the file system; a link or a special file in the way.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (file, path) = self.prepared(name, bytes)?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        Ok(())
    }

    /// The same for many files, each with its name, at once.
    ///
    /// # Errors
    /// As [`Own::write`]; an error leaves those before it written and those after it as they were.
    pub fn write_many(&self, files: &[(String, String)]) -> io::Result<()> {
        super::batch::together(files, |(name, text)| self.prepared(name, text.as_bytes()))
    }

    /// The new content beside its place, not yet on the disk for sure.
    fn prepared(&self, name: &str, bytes: &[u8]) -> io::Result<(NamedTempFile, PathBuf)> {
        let path = self.made(name)?;
        if let Ok(about) = fs::symlink_metadata(&path) {
            regular(&path, &about)?;
        }
        let folder = path.parent().unwrap_or(&self.folder);
        let mut file = temp::create(folder)?;
        file.write_all(bytes)?;
        Ok((file, path))
    }

    /// Writes a file that must not be there yet, making its folders.
    ///
    /// # Errors
    /// `AlreadyExists` also when a link has the name; those of the file system.
    pub fn create_new(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.made(name)?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written.and_then(|()| settle(&path))
    }

    /// Appends to a file in one write and waits until the disk has it. Where the last line was cut, a new one is begun.
    ///
    /// # Errors
    /// Those of the file system; a link or a special file in the way.
    pub fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.made(name)?;
        let new = !path.exists();
        let (mut file, about) = open(&path, OpenOptions::new().read(true).append(true).create(true))?;
        alone(&path, &about)?;
        let mut last = [b'\n'];
        if about.len() > 0 {
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
        }
        let mut whole = Vec::with_capacity(bytes.len() + 1);
        if last != *b"\n" {
            whole.push(b'\n');
        }
        whole.extend_from_slice(bytes);
        file.write_all(&whole)?;
        file.sync_all()?;
        if new { settle(&path) } else { Ok(()) }
    }

    /// Removes a file; a link that has its name is removed, not what it leads to.
    ///
    /// # Errors
    /// `NotFound` as usual; those of the file system.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.usable()?;
        fs::remove_file(self.reached(name)?)
    }

    /// The names of the regular files in a folder below this one (`""` is this one), sorted; none where there is no such
    /// folder. Files on their way are left out.
    ///
    /// # Errors
    /// A link or a file in the place of a folder; those of the file system.
    pub fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.entries(folder, |about| about.is_file())
    }

    /// The names of the folders in a folder below this one, sorted.
    ///
    /// # Errors
    /// As [`Own::list`].
    pub fn folders(&self, folder: &str) -> io::Result<Vec<String>> {
        self.entries(folder, |about| about.is_dir())
    }

    fn entries(&self, folder: &str, wanted: impl Fn(&fs::FileType) -> bool) -> io::Result<Vec<String>> {
        if self.refusal().is_some() {
            return Ok(Vec::new());
        }
        let listed = match folder {
            "" => Ok(self.folder.clone()),
            name => self.reached(name),
        };
        let listed = listed.and_then(|folder| folder_at(&folder).and_then(|()| fs::read_dir(&folder)));
        let listed = match listed {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            listed => listed?,
        };
        let mut names: Vec<String> = listed
            .flatten()
            .filter(|entry| entry.file_type().is_ok_and(|about| wanted(&about)))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with(temp::PREFIX))
            .collect();
        names.sort();
        Ok(names)
    }

    /// Opens a file to be locked, making it where it is missing; its content stays.
    ///
    /// # Errors
    /// Those of the file system; a link or a special file in the way.
    pub fn lock_file(&self, name: &str) -> io::Result<File> {
        let path = self.made(name)?;
        let (file, about) = open(&path, OpenOptions::new().read(true).write(true).create(true))?;
        alone(&path, &about)?;
        Ok(file)
    }

    /// Removes what killed runs left in this folder and those below it.
    pub fn sweep(&self) {
        if self.refusal().is_none() && folder_at(&self.folder).is_ok() {
            sweep_below(&self.folder, 3);
        }
    }

    pub(super) fn usable(&self) -> io::Result<()> {
        match self.refusal() {
            None => Ok(()),
            Some(why) => Err(io::Error::other(why.to_string())),
        }
    }

    /// The path of a name whose folders are real ones, as far as they are there.
    fn reached(&self, name: &str) -> io::Result<PathBuf> {
        let mut parts: Vec<&str> = name.split('/').collect();
        let usual =
            |part: &&str| !part.is_empty() && *part != "." && *part != ".." && !part.contains(['\\', '\0', ':']);
        if !parts.iter().all(usual) {
            return Err(io::Error::new(ErrorKind::InvalidInput, format!("{name:?} is no name of a file in a folder")));
        }
        let last = parts.pop().unwrap_or_default();
        let mut path = self.folder.clone();
        folder_at(&path)?;
        for part in parts {
            path.push(part);
            folder_at(&path)?;
        }
        path.push(last);
        Ok(path)
    }

    /// The same, making the folders that are missing.
    fn made(&self, name: &str) -> io::Result<PathBuf> {
        self.usable()?;
        match self.reached(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        self.make()?;
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        self.reached(name)
    }
}

/// That a path is a folder and no link to one.
fn folder_at(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path)? {
        about if about.is_dir() => Ok(()),
        about => Err(regular(path, &about).err().unwrap_or_else(|| wrong(path, "is not a folder"))),
    }
}

fn regular(path: &Path, about: &Metadata) -> io::Result<()> {
    match about.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_symlink() => Err(wrong(path, "is a symbolic link, and nothing is opened through one here")),
        kind if kind.is_dir() => Err(wrong(path, "is a folder")),
        _ => Err(wrong(path, "is a pipe or a device, not a file")),
    }
}

/// Opens a regular file. The look before keeps a device from being opened, the flags and the look after make sure of it.
fn open(path: &Path, options: &mut OpenOptions) -> io::Result<(File, Metadata)> {
    match fs::symlink_metadata(path) {
        Ok(about) => regular(path, &about)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path)?;
    let about = file.metadata()?;
    regular(path, &about)?;
    Ok((file, about))
}

/// What is written in place must be no second name of a file elsewhere.
#[cfg(unix)]
fn alone(path: &Path, about: &Metadata) -> io::Result<()> {
    match std::os::unix::fs::MetadataExt::nlink(about) {
        0 | 1 => Ok(()),
        _ => Err(wrong(path, "is a second name (hard link) of another file")),
    }
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // The same signature as where it is known.
fn alone(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes sure that the disk has the name of a new file, too, where a folder can be asked for it.
fn settle(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        return File::open(folder)?.sync_all();
    }
    let _ = path;
    Ok(())
}

fn sweep_below(folder: &Path, depth: usize) {
    temp::sweep(folder);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if depth > 0 && entry.file_type().is_ok_and(|about| about.is_dir()) {
            sweep_below(&entry.path(), depth - 1);
        }
    }
}

fn wrong(path: &Path, what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{} {what}", path.display()))
}

#[cfg(test)]
mod tests;

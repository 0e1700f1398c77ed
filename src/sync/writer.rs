//! Who puts a text into a file: the disk, unless an editor holds the file open.

use crate::{disk, files};
use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;

/// Where a text went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The file on the disk has it.
    Saved,
    /// An open buffer has it, and the file not yet.
    Staged,
}

/// The outcome of a [`Writer`], when it is there.
pub type Writing<'a> = Pin<Box<dyn Future<Output = io::Result<Written>> + Send + 'a>>;

/// See the module. `old` is the text that the file must still have; without one the file must not exist.
pub trait Writer: Send + Sync {
    /// Puts `new` in the place of `old`.
    fn write<'a>(&'a self, path: &'a Path, old: Option<&'a str>, new: &'a str) -> Writing<'a>;

    /// Whether it is the disk, which takes many files at once.
    fn is_disk(&self) -> bool {
        false
    }
}

/// The disk, atomically.
pub(super) struct Disk;

impl Writer for Disk {
    fn write<'a>(&'a self, path: &'a Path, old: Option<&'a str>, new: &'a str) -> Writing<'a> {
        Box::pin(async move { to_disk_over(path, old, new) })
    }

    fn is_disk(&self) -> bool {
        true
    }
}

/// That nobody wrote the file meanwhile.
fn is_still(path: &Path, old: Option<&str>) -> io::Result<()> {
    match (old, files::read(path)) {
        (Some(old), Ok(now)) if now.text == old => Ok(()),
        (None, Err(_)) if std::fs::symlink_metadata(path).is_err() => Ok(()),
        (Some(_), _) => Err(io::Error::other("it was edited meanwhile")),
        (None, _) => Err(io::Error::other("a file of this name was made meanwhile")),
    }
}

/// Writes to the disk, making the folder.
///
/// # Errors
/// Those of the file system.
pub fn to_disk(path: &Path, text: &str) -> io::Result<Written> {
    // Before a folder is made, which would be made through a link just as well.
    disk::real(path)?;
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    files::write(path, text).map(|()| Written::Saved)
}

/// The same, if the file still is what it was.
///
/// # Errors
/// When somebody wrote it meanwhile, and those of the file system.
pub fn to_disk_over(path: &Path, old: Option<&str>, new: &str) -> io::Result<Written> {
    is_still(path, old)?;
    to_disk(path, new)
}

/// The same for many files, each with the text that it must still have.
pub(super) fn to_disk_many(texts: &[(PathBuf, Option<&str>, &str)]) -> io::Result<()> {
    let mut made = None;
    for (path, old, _) in texts {
        is_still(path, *old)?;
        if let Some(folder) = path.parent().filter(|folder| made != Some(*folder)) {
            std::fs::create_dir_all(folder)?;
            made = Some(folder);
        }
    }
    let texts: Vec<(PathBuf, String)> = texts.iter().map(|(path, _, new)| (path.clone(), (*new).to_owned())).collect();
    files::write_many(&texts)
}

impl fmt::Debug for dyn Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

//! Who puts a text into a file: the disk, unless an editor holds the file open.

use crate::{disk, files};
use std::fmt;
use std::future::Future;
use std::io;
use std::path::Path;
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
}

/// The disk, atomically.
pub(super) struct Disk;

impl Writer for Disk {
    fn write<'a>(&'a self, path: &'a Path, _: Option<&'a str>, new: &'a str) -> Writing<'a> {
        Box::pin(async move { to_disk(path, new) })
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

impl fmt::Debug for dyn Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

//! Opening a file that somebody else named.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// Files beyond this many bytes are not read.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// The text of a regular file of no more than [`LARGEST`] bytes. A pipe or a device is never waited for.
///
/// # Errors
/// As [`open`]; `FileTooLarge`, and `InvalidData` for what is not UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    text_of(open(path)?)
}

/// All text that something holds, standard input for one, up to [`LARGEST`] bytes.
///
/// # Errors
/// As [`read_text`].
pub fn text_of(from: impl std::io::Read) -> Result<String> {
    let mut text = String::new();
    from.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(Error::new(ErrorKind::FileTooLarge, "it is larger than 64 MB"));
    }
    Ok(text)
}

/// Opens a regular file for reading, by way of a link where there is one. A pipe or a device is an error and never waited
/// for, also when it takes the place of a file between the look and the opening.
///
/// # Errors
/// `InvalidInput` when it is no regular file; those of the file system.
pub fn open(path: &Path) -> Result<File> {
    let odd = || Error::new(ErrorKind::InvalidInput, "this is not a file");
    if !std::fs::metadata(path)?.is_file() {
        return Err(odd());
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(odd()) }
}

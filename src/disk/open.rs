//! Opening a file that somebody else named.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

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

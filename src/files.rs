//! Files: which ones are ours, how their bytes become text, and how they are written back without loss.
//!
//! The only place that reads and writes data views and settings. Decides nothing about their content; which file is
//! a data view is decided by [`Settings::kind`](crate::config::Settings::kind). Begin with [`walk`] and [`read`].

mod decode;
mod project;
mod walk;
mod write;

pub use crate::disk::{Outside, Own, Refusal, absolute, find_project, has_own_folder, inside};
pub use decode::{Decoded, decode};
pub use project::{Loaded, load};
pub use walk::{Found, Walked, is_reached, schema_member, walk, walk_all};
pub use write::{write, write_many, write_new};

use crate::disk;
use std::io::Read as _;
use std::path::Path;

pub use crate::disk::LARGEST;

/// Why a file was not read; said for a person, without the path.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system refused.
    #[error("{}", said(.0))]
    Io(#[from] std::io::Error),
    /// It is larger than [`LARGEST`].
    #[error("the file has {} MB; files beyond 64 MB are not checked", .0 / 1_000_000)]
    TooLarge(u64),
    /// It is a folder, a device or a pipe.
    #[error("this is not a file")]
    NotAFile,
}

fn said(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads a file whole. Bytes that are not UTF-8 are a finding of the text, not an error.
pub fn read(path: &Path) -> Result<Decoded, ReadError> {
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(ReadError::NotAFile);
    }
    let too_large = |length| Err(ReadError::TooLarge(length));
    if about.len() > LARGEST {
        return too_large(about.len());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // A file may grow while it is read, and some have no length to speak of.
    disk::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return too_large(bytes.len() as u64);
    }
    Ok(decode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.dataview.json");
        assert_eq!(read(&path).unwrap_err().to_string(), "no such file or folder");
        assert_eq!(read(folder.path()).unwrap_err().to_string(), "this is not a file");
        std::fs::File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("67 MB; files beyond 64 MB"));
    }
}

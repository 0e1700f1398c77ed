//! Many files written at the price of a few: all texts go to the disk together before the first of them takes its place.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// As many open files as one step holds.
const TOGETHER: usize = 128;

/// Replaces the contents of many files. `prepare` writes the new content of one beside its place. An error leaves those
/// before it written and those after it as they were.
///
/// # Errors
/// Those of the file system.
pub(crate) fn together<T>(files: &[T], prepare: impl Fn(&T) -> io::Result<(NamedTempFile, PathBuf)>) -> io::Result<()> {
    for some in files.chunks(TOGETHER) {
        let prepared = some.iter().map(&prepare).collect::<io::Result<Vec<_>>>()?;
        sync(prepared.iter().map(|(file, _)| file.as_file()))?;
        for (file, path) in prepared {
            file.persist(&path)?;
        }
    }
    Ok(())
}

/// Waits until the disk has all of them. Linux does that for a file system at once, which is much less work than file by
/// file.
fn sync<'a>(mut files: impl Iterator<Item = &'a File>) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        Ok(files.next().map_or(Ok(()), rustix::fs::syncfs)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        files.try_for_each(File::sync_all)
    }
}

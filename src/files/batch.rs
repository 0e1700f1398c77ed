//! Many files written at the price of a few: all texts go to the disk together before the first of them takes its place.

use super::write::{prepare, take_place};
use std::path::PathBuf;

/// As many open files as one step holds.
const TOGETHER: usize = 128;

/// Replaces the contents of many files, each as [`super::write`] does: whole or not at all. An error leaves those before it
/// written and those after it as they were.
///
/// # Errors
/// Those of the file system.
pub fn write_many(files: &[(PathBuf, String)]) -> std::io::Result<()> {
    for some in files.chunks(TOGETHER) {
        let prepared = some.iter().map(|(path, text)| prepare(path, text)).collect::<std::io::Result<Vec<_>>>()?;
        sync(prepared.iter().map(|(file, _)| file.as_file()))?;
        prepared.into_iter().try_for_each(take_place)?;
    }
    Ok(())
}

/// Waits until the disk has all of them. Linux does that for a file system at once, which is much less work than file by
/// file.
fn sync<'a>(mut files: impl Iterator<Item = &'a std::fs::File>) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        Ok(files.next().map_or(Ok(()), rustix::fs::syncfs)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        files.try_for_each(std::fs::File::sync_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_written_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<(PathBuf, String)> =
            (0..300).map(|number| (folder.path().join(format!("{number}.json")), number.to_string())).collect();
        write_many(&files).unwrap();
        assert!(files.iter().all(|(path, text)| std::fs::read_to_string(path).unwrap() == *text));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 300);
    }
}

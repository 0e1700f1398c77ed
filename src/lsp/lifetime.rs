//! The end of the process when the parent dies.

use std::time::Duration;

/// How often the parent is looked for.
const WATCH: Duration = Duration::from_secs(5);

/// Ends the process when the parent is gone: an editor that crashed closes no pipe on some systems.
pub(super) fn watch_parent(id: u32) {
    tokio::spawn(async move {
        while is_alive(id) {
            tokio::time::sleep(WATCH).await;
        }
        tracing::warn!("the parent process {id} is gone");
        std::process::exit(1);
    });
}

/// Whether a process runs. Where that cannot be told it is taken to run.
fn is_alive(id: u32) -> bool {
    if !std::path::Path::new("/proc/self").exists() {
        return true;
    }
    // A process that ended and was not waited for is still listed, as a zombie.
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or("").trim_start().starts_with('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ended_is_not_alive() {
        assert!(is_alive(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!is_alive(child.id()));
    }
}

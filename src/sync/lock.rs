//! One writer per workspace: a lock that the system releases when its holder dies, however it dies.

use crate::api::{ApiError, Cancel, Kind};
use crate::files::Own;
use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::time::{Duration, Instant};

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[allow(dead_code, reason = "closing the file releases the lock")] File);

/// Takes the lock of a `.cja` folder.
///
/// # Errors
/// [`Kind::Guard`] when somebody else holds it for too long, [`Kind::Cancelled`], [`Kind::Local`].
pub(super) async fn take(cja: &Own, cancel: &Cancel) -> Result<Lock, ApiError> {
    take_within(cja, cancel, PATIENCE).await
}

/// Takes the lock if nobody holds it, for a change that another command may as well make later.
pub(super) fn try_take(cja: &Own) -> Option<Lock> {
    let file = cja.lock_file("lock").ok()?;
    file.try_lock().ok().map(|()| Lock(file))
}

async fn take_within(cja: &Own, cancel: &Cancel, patience: Duration) -> Result<Lock, ApiError> {
    let failed = |error: std::io::Error| ApiError::local("lock the workspace", &error);
    let mut file = cja.lock_file("lock").map_err(failed)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let problem =
                    format!("another command writes in this workspace ({})", crate::api::error::plain(&holder));
                return Err(ApiError::new(
                    Kind::Guard,
                    "lock the workspace",
                    problem,
                    "Wait until it has ended, then try again.",
                ));
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return Err(ApiError::cancelled("lock the workspace")),
            () = tokio::time::sleep(Duration::from_millis(25)) => {}
        }
    }
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let line = format!("process {} on {}, since {}\n", std::process::id(), host.trim(), super::base::now());
    // Who holds it is told for people; the lock does not depend on it.
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(line.as_bytes()));
    Ok(Lock(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_holds_it_is_told_and_its_end_is_waited_for() {
        let place = tempfile::tempdir().unwrap();
        let folder = Own::new(place.path());
        let cancel = Cancel::default();
        let held = take(&folder, &cancel).await.unwrap();
        let error = take_within(&folder, &cancel, Duration::from_millis(30)).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Guard);
        let own = format!("another command writes in this workspace (process {} on ", std::process::id());
        assert!(error.to_string().contains(&own), "{error}");
        let (second, ()) = tokio::join!(take(&folder, &cancel), async { drop(held) });
        drop(second.unwrap());
        let held = take(&folder, &cancel).await.unwrap();
        cancel.cancel();
        assert_eq!(take(&folder, &cancel).await.unwrap_err().kind(), Kind::Cancelled);
        drop(held);
    }
}

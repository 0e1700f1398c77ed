//! The pace over several real processes, counted by the sandbox.

use crate::desk::{Desk, desk_with};
use cja_lsp::sandbox::Options;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Starts a process that reads the data views in seven pages.
fn pull(desk: &Desk) -> Child {
    let args = ["api", "GET", "/data/dataviews", "--field", "limit=4", "--paginate"];
    desk.cja(&args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[tokio::test]
async fn four_processes_together_keep_the_pace_and_one_that_is_killed_does_not_stop_the_rest() {
    let desk = desk_with(Options { rate_limit: true, ..Options::default() });
    let mut victim = pull(&desk);
    let others: Vec<Child> = (0..3).map(|_| pull(&desk)).collect();
    let calls = async || {
        desk.received().await.into_iter().filter(|received| received.line == "GET /data/dataviews").collect::<Vec<_>>()
    };
    let first_window = async {
        while calls().await.len() < 8 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), first_window).await.expect("the processes send");
    victim.kill().unwrap();
    victim.wait().unwrap();
    for child in others {
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(rows.len(), 25);
    }
    let calls = calls().await;
    assert!(calls.len() >= 21, "{}", calls.len());
    assert!(calls.iter().all(|call| call.status != Some(429)), "the service never had to say 429");
    let times: Vec<u64> = calls.iter().map(|call| call.time).collect();
    for run in times.windows(13) {
        assert!(run[12] - run[0] >= 6_000, "13 requests in {} ms", run[12] - run[0]);
    }
    assert_eq!(desk.count("POST /ims/token/v3").await, 1, "one token for all processes");
}

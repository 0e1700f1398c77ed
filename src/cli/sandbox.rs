//! `cja sandbox`: a local server that answers as the service does, for trying things out and for tests.

use crate::text::shown::{self, terminal};
use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::task::Poll;

use crate::sandbox::{Options, OverLimit, Pace, PagingForm, PutMode, Running, Sandbox, Seed};

/// Run a local server that answers like the Customer Journey Analytics API.
///
/// The first line on standard output is its address, the lines after it are the environment that points `cja` at it. It
/// listens on 127.0.0.1 only and runs until Ctrl-C.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// Folder that keeps the state over restarts. Without it the state ends with the process.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// World of the first start: `demo`, `empty` (connections only), or a JSON file.
    #[arg(long, default_value = "demo", value_name = "demo|empty|FILE")]
    seed: String,
    /// Refuse more than 12 requests in 6 seconds, as the service does.
    #[arg(long)]
    rate_limit: bool,
    /// Refuse more than N requests in S seconds, and print the variable that lets `cja` send as fast: 5000/1 for work in bulk.
    #[arg(long, value_name = "N/S", value_parser = pace)]
    pace: Option<Pace>,
    /// What an update does with members that were not sent: keep them or drop them.
    #[arg(long, default_value = "merge")]
    put: Put,
    /// Which paging members the answers carry.
    #[arg(long, default_value = "both")]
    paging: Paging,
    /// Longest page of a list; the real service documents none.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    page_limit: u32,
    /// What a request for a longer page gets: the longest page, or a refusal (400).
    #[arg(long, default_value = "clamp")]
    over_limit: Over,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Over {
    Clamp,
    Refuse,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Put {
    Merge,
    Replace,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Paging {
    Both,
    Guide,
    Spec,
}

/// Reads `N/S`.
fn pace(text: &str) -> Result<Pace, String> {
    let numbers = text.split_once('/').and_then(|(n, s)| Some((n.parse().ok()?, s.parse().ok()?)));
    match numbers {
        Some((requests, seconds)) if requests > 0 && (1..=3600).contains(&seconds) => Ok(Pace { requests, seconds }),
        _ => Err("write requests and seconds as two whole numbers above 0: 5000/1".into()),
    }
}

/// Runs until Ctrl-C.
pub fn run(args: Args) -> ExitCode {
    let options = Options {
        port: args.port,
        state: args.state,
        seed: match args.seed.as_str() {
            "demo" => Seed::Demo,
            "empty" => Seed::Empty,
            path => Seed::File(path.into()),
        },
        rate_limit: args.rate_limit || args.pace.is_some(),
        pace: args.pace.unwrap_or_default(),
        put: match args.put {
            Put::Merge => PutMode::Merge,
            Put::Replace => PutMode::Replace,
        },
        paging: match args.paging {
            Paging::Both => PagingForm::Both,
            Paging::Guide => PagingForm::Guide,
            Paging::Spec => PagingForm::Spec,
        },
        page_limit: args.page_limit as usize,
        over_limit: match args.over_limit {
            Over::Clamp => OverLimit::Clamp,
            Over::Refuse => OverLimit::Refuse,
        },
        ..Options::default()
    };
    let running = match Sandbox::start(options) {
        Ok(running) => running,
        Err(error) => return fail(&error),
    };
    match announce_until_ctrl_c(&running) {
        Ok(()) => {
            running.shutdown();
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn announce(running: &Running) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", running.base_url)?;
    for (name, value) in running.environment() {
        writeln!(out, "{name}={}", shown::word(&value))?;
    }
    out.flush()
}

fn announce_until_ctrl_c(running: &Running) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut ctrl_c = std::pin::pin!(tokio::signal::ctrl_c());
        // It counts from before anything is said.
        if let Poll::Ready(early) = poll_fn(|cx| Poll::Ready(ctrl_c.as_mut().poll(cx))).await {
            return early;
        }
        // Whoever started us may have closed the pipe: that is no reason to stop serving.
        let _ = announce(running);
        ctrl_c.await
    })
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    let _ = writeln!(io::stderr(), "The sandbox did not start: {}.", terminal(&error.to_string()));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::{Pace, pace};

    #[test]
    fn a_pace_is_two_numbers() {
        assert_eq!(pace("250/2"), Ok(Pace { requests: 250, seconds: 2 }));
        for text in ["250", "0/1", "1/0", "-1/2", "1/2/3", "fast", "9/99999", ""] {
            assert!(pace(text).is_err(), "{text}");
        }
    }
}

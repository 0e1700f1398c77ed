//! A hunt for secrets in everything that comes out: outputs, error texts, debug prints, trace logs, written files.

use crate::desk::{Desk, Sink, desk, files};
use cja_lsp::api::auth::credentials::Grant;
use cja_lsp::cli::remote::Output;
use cja_lsp::cli::{api, auth, get, list, whoami};
use clap::Parser;

#[derive(Parser)]
enum Line {
    Auth(auth::Args),
    List(list::Args),
    Get(get::Args),
    Api(api::Args),
    Whoami(whoami::Args),
}

async fn run(desk: &Desk, output: Output, words: &[&str]) -> String {
    let (console, screen) = desk.console(output);
    let result = match Line::parse_from(std::iter::once("cja").chain(words.iter().copied())) {
        Line::Auth(args) => auth::execute(&args, &console).await,
        Line::List(args) => list::execute(&args, &console).await,
        Line::Get(args) => get::execute(&args, &console).await,
        Line::Api(args) => api::execute(&args, &console).await,
        Line::Whoami(_) => whoami::execute(&console).await,
    };
    let error = result.err().map(|error| format!("{error} {error:?}")).unwrap_or_default();
    format!("{}{}{error}{console_debug:?}", screen.out.text(), screen.err.text(), console_debug = console.connect)
}

#[tokio::test]
async fn no_secret_comes_out_anywhere() {
    let desk = desk();
    // For all threads, so that the tests which run beside this one are looked through too.
    let log = Sink::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).init();

    let target = desk.connect().target().unwrap();
    let mut all = format!("{target:?}");
    let view = desk.some_view().await;
    let token = desk.client().token().await.unwrap();
    all.push_str(&format!("{token:?} {:?}", desk.client()));
    for output in [Output::Text, Output::Json, Output::Jsonl, Output::Csv] {
        for words in [
            vec!["whoami"],
            vec!["list"],
            vec!["get", &view],
            vec!["auth", "status"],
            vec!["auth", "list"],
            vec!["api", "GET", "/nowhere"],
            vec!["get", "dv_missing"],
        ] {
            all.push_str(&run(&desk, output, &words).await);
        }
    }
    for fault in ["expired-token", "forbidden-profile", "html", "cut", "half-body", "wrong-id", "429", "500-before"] {
        desk.fault("GET /**", fault, 8).await;
        all.push_str(&run(&desk, Output::Text, &["get", &view]).await);
        all.push_str(&run(&desk, Output::Text, &["auth", "status"]).await);
        desk.forget("faults").await;
    }
    let file = desk.folder.path().join("login.txt");
    let lines: String = desk.sandbox.environment().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::write(&file, lines).unwrap();
    let login = run(&desk, Output::Text, &["auth", "login", "--from", file.to_str().unwrap()]).await;
    assert!(login.contains("Signed in"), "{login}");
    all.push_str(&login);
    std::fs::remove_file(&file).unwrap();

    let Grant::OAuth { secrets, .. } = &target.credentials.grant else {
        panic!("the sandbox's first credential is OAuth")
    };
    let latest = desk.client().token().await.unwrap();
    let hidden: Vec<&str> = secrets.iter().chain([&token.value, &latest.value]).map(|secret| secret.expose()).collect();
    let logged = log.text();
    assert!(all.contains("product profile") && all.contains("web page"), "there is output to look through");
    assert!(logged.contains("/ims/token/v3") && logged.contains("/data/dataviews"), "there are logs to look through");
    for secret in hidden {
        assert!(!all.contains(secret), "a secret was printed");
        assert!(!logged.contains(secret), "a secret was logged");
        for (path, text) in files(desk.folder.path()) {
            let meant = path.ends_with("config/credentials.json") || path.contains("/state/tokens/");
            assert!(meant || !text.contains(secret), "a secret is in {path}");
        }
    }
}

/// Memory that ends in the middle of the work: the program is ended by the system's own alarm, with a backtrace, while it
/// holds its credentials and a token. How much is too little differs from machine to machine, so many sizes are tried.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_shows_no_secret() {
    let desk = std::sync::Arc::new(desk());
    let view = desk.some_view().await;
    let hidden =
        [desk.client().token().await.unwrap().value.expose().to_owned(), desk.sandbox.environment()[4].1.clone()];
    assert!(hidden[1].starts_with("p8e-"), "the environment names the client secret fifth");
    let mut crashes = 0;
    // A few at a time: on a busy machine a program that waits for its turn does not come as far as the credentials.
    for sizes in (40..160).step_by(3).collect::<Vec<_>>().chunks(4) {
        let runs: Vec<_> = sizes
            .iter()
            .map(|&megabytes| {
                let (desk, view) = (desk.clone(), view.clone());
                tokio::task::spawn_blocking(move || {
                    let program = desk.cja(&[]);
                    let script = format!("ulimit -c 0; ulimit -v {megabytes}000; exec timeout 20 \"$0\" \"$@\"");
                    let mut shell = std::process::Command::new("sh");
                    shell.args(["-c", &script]).arg(program.get_program()).args([
                        "components",
                        &view,
                        "--output",
                        "json",
                    ]);
                    shell.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
                    shell.env("PATH", std::env::var_os("PATH").unwrap()).env("CJA_RATE_LIMIT", "10000");
                    let output = shell.env("RUST_BACKTRACE", "full").env("CJA_LOG", "trace").output().unwrap();
                    let kept = desk.folder.path().join(format!("crash-{megabytes}.stderr"));
                    std::fs::write(kept, &output.stderr).unwrap();
                    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
                })
            })
            .collect();
        let mut all_worked = true;
        for run in runs {
            let (worked, said) = run.await.unwrap();
            all_worked &= worked;
            // The crash counts when it came after the credentials had been read.
            crashes += usize::from(said.contains("memory allocation of") && said.contains("cja_lsp::api"));
            assert!(hidden.iter().all(|secret| !said.contains(secret.as_str())), "a crash shows a secret");
        }
        if all_worked {
            break;
        }
    }
    assert!(crashes > 0, "there is a crash to look at");
}

/// A listener that a repository names: whatever reaches it is kept.
fn listener() -> (String, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = std::sync::Arc::<std::sync::atomic::AtomicUsize>::default();
    let seen = count.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            drop(stream);
        }
    });
    (port.to_string(), count)
}

/// The address of a repository's settings is not asked anything: neither a secret nor a token goes there.
#[tokio::test]
async fn a_repository_cannot_lead_secrets_to_another_port() {
    let desk = desk();
    let (port, reached) = listener();
    let file = desk.folder.path().join("login.txt");
    let lines: String = desk.sandbox.environment().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::write(&file, lines).unwrap();
    let login = desk.cja(&["auth", "login", "--from", file.to_str().unwrap()]).output().unwrap();
    assert!(login.status.success(), "{}", String::from_utf8_lossy(&login.stderr));
    std::fs::remove_dir_all(desk.folder.path().join("state/tokens")).unwrap();
    for host in ["127.0.0.1", "localhost", "127.1", "2130706433"] {
        let settings =
            serde_json::json!({"version": 1, "profiles": {"default": {"api": format!("http://{host}:{port}")}}});
        std::fs::write(desk.folder.path().join("cja.config.json"), settings.to_string()).unwrap();
        let ends = |variables: &[&str]| {
            let mut command = desk.cja(&["list"]);
            for (name, _) in desk.sandbox.environment() {
                if !variables.iter().any(|kept| name.contains(kept)) {
                    command.env_remove(name);
                }
            }
            let output = command.output().unwrap();
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        // The store, variables without and with their address.
        let (code, said) = ends(&[]);
        assert!(code == Some(9) && said.contains("are bound to 127.0.0.1:"), "{said}");
        let (code, said) = ends(&["ORG", "CLIENT", "SCOPES", "IMS"]);
        assert!(code == Some(9) && said.contains("set CJA_API_URL to"), "{said}");
        assert_eq!(ends(&["CJA"]).0, Some(0));
    }
    assert_eq!(reached.load(std::sync::atomic::Ordering::SeqCst), 0);
}

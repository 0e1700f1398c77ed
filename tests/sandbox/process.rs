//! The program: what it prints, and that `kill -9` loses nothing that was answered.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use cja_lsp::sandbox::{Options, Sandbox};
use serde_json::json;

use super::support::*;

/// A running `cja sandbox`, killed at the end.
struct Program {
    child: Child,
    lines: Vec<String>,
}

impl Program {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cja"))
            .args(["sandbox", "--port", "0"])
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(7).map(Result::unwrap).collect();
        Self { child, lines }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_address_comes_first_and_the_environment_after_it() {
    let program = Program::start(&[]);
    let (url, environment) = program.lines.split_first().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let expected = [
        format!("CJA_API_URL={url}"),
        format!("CJA_IMS_URL={url}"),
        "CJA_ORG_ID=5A4D0B0C1D2E3F4051627384@AdobeOrg".into(),
        "CJA_CLIENT_ID=5a6d0c1e7b2f4c3d8e9fa0b1c2d3e4f5".into(),
        "CJA_CLIENT_SECRET=p8e-sandbox-only-main-1".into(),
        "CJA_SCOPES=openid,session,AdobeID,read_organizations,additional_info.projectedProductContext".into(),
    ];
    assert_eq!(environment, expected);
}

#[tokio::test]
async fn a_killed_program_has_lost_nothing_that_was_answered() {
    let folder = crate::kept::folder();
    let state = folder.path().to_str().unwrap();
    let mut answered = Vec::new();
    for round in 0..3 {
        let mut program = Program::start(&["--state", state]);
        let credential = Sandbox::start(Options::default()).unwrap().credentials[MAIN].clone();
        let (http, base) = (http(), program.lines[0].clone());
        let token = token(&http, &base, &credential).await;
        let post = |n: usize| {
            http.post(format!("{base}/data/dataviews"))
                .header("authorization", format!("Bearer {token}"))
                .header("x-api-key", &credential.client_id)
                .header("x-gw-ims-org-id", &credential.organization)
                .json(&smallest(&format!("round {round}, view {n}")))
        };
        for n in 0..20 {
            answered.push(got(post(n)).await.json["id"].as_str().unwrap().to_owned());
        }
        // One more is on its way while the process dies; it may or may not be there afterwards.
        let last = tokio::spawn(post(99).send());
        program.child.kill().unwrap();
        let _ = last.await;
    }
    let user = start(Options { state: Some(folder.path().into()), ..Options::default() }).await;
    for id in &answered {
        assert_eq!(user.get(&format!("/data/dataviews/{id}")).await.json, json!({"id": id}));
    }
    let distinct: std::collections::HashSet<_> = answered.iter().collect();
    assert_eq!(distinct.len(), 60);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly() {
    let mut program = Program::start(&[]);
    Command::new("kill").args(["-INT", &program.child.id().to_string()]).status().unwrap();
    assert!(program.child.wait().unwrap().success());
}

#[test]
fn a_wrong_seed_is_explained() {
    let output = Command::new(env!("CARGO_BIN_EXE_cja"))
        .args(["sandbox", "--port", "0", "--seed", "/nowhere.json"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && text.contains("/nowhere.json"), "{text}");
    assert!(output.stdout.is_empty());
}

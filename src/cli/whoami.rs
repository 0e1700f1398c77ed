//! `cja whoami`: who the service thinks we are.

use crate::api::endpoints::users;
use crate::api::error::plain;
use crate::api::{ApiError, Kind};
use crate::cli::json_text;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use serde_json::Value;
use std::process::ExitCode;

/// Show the user, organization and profile that calls are made with
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Profile, credentials, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote, |console| async move { execute(&console).await })
}

/// The command.
///
/// # Errors
/// Those of the client.
pub async fn execute(console: &Console) -> Result<(), ApiError> {
    let (client, profile) = console.client("whoami")?;
    let answer = client.send(&users::me()).await?;
    match console.output {
        Output::Text => {
            let credentials = client.credentials();
            console.print(&format!("{} · {} · profile {}\n", name(&answer.value), credentials.org, profile.name))
        }
        Output::Json => console.print(&format!("{}\n", json_text::indent(&answer.text))),
        Output::Jsonl => console.print(&format!("{}\n", answer.value)),
        Output::Csv | Output::Markdown => {
            Err(ApiError::new(Kind::Usage, "", "one object is not a table", "Use --output json or jsonl."))
        }
    }
}

/// The best name in the answer, whose two documented shapes have no member in common but `email`. A technical account has
/// no first and no last name, which some answers write as "null null".
#[must_use]
pub fn name(user: &Value) -> String {
    let text = |name: &str| {
        user.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty() && *text != "null null")
    };
    let full = text("displayName").or_else(|| text("name")).or_else(|| text("fullName"));
    let id = text("userId").or_else(|| text("id"));
    let (first, rest) = (full.or_else(|| text("email")).or(id).unwrap_or("unknown user"), id.or_else(|| text("email")));
    match rest.filter(|rest| *rest != first) {
        Some(rest) => plain(&format!("{first} ({rest})")),
        None => plain(first),
    }
}

#[cfg(test)]
mod tests {
    use super::name;
    use serde_json::json;

    #[test]
    fn both_documented_shapes_give_a_name() {
        let spec = json!({"userId": "A@techacct.adobe.com", "displayName": "Ana Ruiz", "email": "ana@example.com"});
        assert_eq!(name(&spec), "Ana Ruiz (A@techacct.adobe.com)");
        let page = json!({"id": "A@techacct.adobe.com", "email": "a@techacct.adobe.com", "fullName": ""});
        assert_eq!(name(&page), "a@techacct.adobe.com (A@techacct.adobe.com)");
        assert_eq!(name(&json!({"name": "null null", "id": "A"})), "A");
    }
}

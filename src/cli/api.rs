//! `cja api`: any call of the API with our credentials, our pace and our patience.

use crate::api::profile::Profile;
use crate::api::{ApiError, Kind, Method, Repeat, Request, endpoints};
use crate::cli::json_text;
use crate::cli::remote::{self, Console, Output, RemoteArgs};
use crate::cli::table;
use crate::cli::workspace;
use crate::disk;
use crate::text::shown;
use serde_json::{Map, Value};
use std::path::Path;
use std::process::ExitCode;

/// Make any call of the API and print its answer
///
/// Example: cja api GET /data/dataviews --field expansion=name,owner --paginate
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// GET, POST, PUT, PATCH, DELETE or HEAD
    pub method: String,
    /// Path below the host, with or without a query
    pub path: String,
    /// Query parameter, or member of the body for POST, PUT and PATCH without --input; true, false, null and numbers are sent as such in a body
    #[arg(long = "field", short = 'f', value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    /// File that holds the body, sent byte for byte; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<String>,
    /// Read all pages of a list and print one array
    #[arg(long)]
    pub paginate: bool,
    /// Name of the protected profile, as it would be typed; needed for every call but GET, HEAD and validate
    #[arg(long, value_name = "PROFILE")]
    pub confirm: Option<String>,
    /// Profile, credentials, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

/// Runs the command in this process.
pub fn run(args: Args) -> ExitCode {
    remote::run(&args.remote.clone(), |console| async move { execute(&args, &console).await })
}

/// The command.
///
/// # Errors
/// Those of the client, [`Kind::Usage`] for what cannot be sent, [`Kind::Invalid`] for a write with broken settings, and [`Kind::Guard`] for a write into a protected profile
/// whose name was not given.
pub async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    // Before standard input is read, so that a refusal takes nothing out of a pipe.
    let asked = request(args, None)?;
    if !endpoints::changes_nothing(asked.method, &asked.path) {
        crate::sync::check_settings(&console.connect.workspace, &format!("send {}", asked.what))?;
    }
    let (client, profile) = console.client(&args.path)?;
    allowed(args, console, &profile, &asked).await?;
    let body = args.input.as_deref().map(read).transpose()?;
    let request = request(args, body)?;
    if args.paginate {
        let rows = client.all(&request).await?;
        let form = if console.output == Output::Text { Output::Json } else { console.output };
        return console.print(&table::render(form, &[], &rows));
    }
    let answer = client.send(&request).await?;
    match console.output {
        Output::Text | Output::Json if answer.value.is_object() || answer.value.is_array() => {
            console.print_json(&format!("{}\n", json_text::indent(&answer.text)))
        }
        Output::Jsonl if answer.value.is_object() || answer.value.is_array() => {
            console.print(&format!("{}\n", answer.value))
        }
        Output::Csv | Output::Markdown => {
            Err(ApiError::new(Kind::Usage, "", "the answer is not a table", "Add --paginate to a list."))
        }
        _ if answer.text.is_empty() => Ok(()),
        _ => console.print_answer(&format!("{}\n", answer.text.trim_end())),
    }
}

/// That a write into a protected profile was agreed to by its name, as a push is.
async fn allowed(args: &Args, console: &Console, profile: &Profile, request: &Request) -> Result<(), ApiError> {
    if !profile.protected || endpoints::changes_nothing(request.method, &request.path) {
        return Ok(());
    }
    let name = &profile.name;
    let typed = match &args.confirm {
        Some(typed) => Some(typed.clone()),
        None if console.interactive => {
            let question = format!("{name} is protected. Type its name to send {}: ", request.what);
            Some(workspace::ask(&console.cancel, &question).await?)
        }
        None => None,
    };
    if typed.as_ref() == Some(name) {
        return Ok(());
    }
    let problem = format!("profile {name} is protected, and its name was not typed");
    let advice = format!("Nothing was sent. This sends it: {}", command(args, name));
    Err(ApiError::new(Kind::Guard, format!("send {}", request.what), problem, advice))
}

/// The command line once more, with the profile confirmed.
fn command(args: &Args, profile: &str) -> String {
    let mut words = vec!["cja".to_owned(), "api".to_owned(), args.method.clone(), args.path.clone()];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    args.fields.iter().for_each(|field| option("--field", field));
    args.input.iter().for_each(|input| option("--input", input));
    args.remote.profile.iter().for_each(|name| option("--profile", name));
    args.remote.auth_file.iter().for_each(|file| option("--auth-file", &file.display().to_string()));
    option("--confirm", profile);
    words.iter().map(|word| shown::word(word)).collect::<Vec<_>>().join(" ")
}

fn read(input: &str) -> Result<String, ApiError> {
    let text = if input == "-" { disk::text_of(std::io::stdin()) } else { disk::read_text(Path::new(input)) };
    text.map_err(|error| ApiError::new(Kind::Usage, format!("read {input}"), error.to_string(), ""))
}

fn request(args: &Args, body: Option<String>) -> Result<Request, ApiError> {
    let usage = |problem: String, advice: &str| ApiError::new(Kind::Usage, "", problem, advice);
    let method = Method::parse(&args.method).ok_or_else(|| {
        usage(format!("\"{}\" is no method", args.method), "Use GET, POST, PUT, PATCH, DELETE or HEAD.")
    })?;
    let reads = matches!(method, Method::Get | Method::Head);
    if args.paginate && method != Method::Get {
        return Err(usage("only GET has pages".into(), "Leave out --paginate."));
    }
    let (path, query) = args.path.split_once('?').unwrap_or((&args.path, ""));
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let repeat = if endpoints::changes_nothing(method, &path) { Repeat::Safe } else { Repeat::Never };
    let mut request = Request::new(method, &path, repeat, format!("{} {path}", method.name())).expecting_anything();
    // The client encodes the query again, so it is taken apart here.
    let parsed = reqwest::Url::parse(&format!("http://localhost/?{query}")).ok();
    for (name, value) in parsed.iter().flat_map(reqwest::Url::query_pairs) {
        request = request.with(&name, value);
    }
    let mut members = Map::new();
    let as_body = !reads && body.is_none() && method != Method::Delete;
    for field in &args.fields {
        let Some((name, value)) = field.split_once('=') else {
            return Err(usage(format!("--field {field} has no value"), "Write --field name=value."));
        };
        if as_body {
            members.insert(name.to_owned(), typed(value));
        } else {
            request = request.with(name, value);
        }
    }
    match (body, members.is_empty()) {
        (Some(body), _) => Ok(request.with_body(body)),
        (None, false) => Ok(request.with_body(Value::Object(members).to_string())),
        (None, true) => Ok(request),
    }
}

/// `true`, `false`, `null`, numbers, lists and objects are themselves; everything else is a string.
fn typed(value: &str) -> Value {
    match serde_json::from_str(value) {
        Ok(Value::String(_)) | Err(_) => Value::String(value.to_owned()),
        Ok(other) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(method: &str, path: &str, fields: &[&str]) -> Args {
        Args {
            method: method.into(),
            path: path.into(),
            fields: fields.iter().map(ToString::to_string).collect(),
            input: None,
            paginate: false,
            confirm: None,
            remote: RemoteArgs::default(),
        }
    }

    #[test]
    fn fields_are_a_query_for_reads_and_a_body_for_writes() {
        let read =
            request(&args("get", "data/dataviews?limit=5&name=a%20b%26=c", &["expansion=name,owner"]), None).unwrap();
        let query: Vec<String> = read.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            (read.path.as_str(), query.join("&").as_str()),
            ("/data/dataviews", "limit=5&name=a b&=c&expansion=name,owner")
        );
        let write = request(&args("PUT", "/x", &["name=Web", "curationEnabled=true", "n=1"]), None).unwrap();
        assert_eq!(write.body.as_deref(), Some(r#"{"curationEnabled":true,"n":1,"name":"Web"}"#));
    }

    #[test]
    fn with_a_body_of_its_own_fields_are_a_query_and_the_body_is_not_touched() {
        let body = "{ \"name\" : 1.0 }\n";
        let request = request(&args("POST", "/data/dataviews", &["expansion=name"]), Some(body.into())).unwrap();
        assert_eq!((request.body.as_deref(), request.get("expansion")), (Some(body), Some("name")));
    }

    #[test]
    fn only_reads_and_validate_are_repeated() {
        let repeat = |method: &str, path: &str| request(&args(method, path, &[]), None).unwrap().repeat;
        assert_eq!(repeat("GET", "/x"), Repeat::Safe);
        assert_eq!(repeat("POST", "/data/dataviews/validate"), Repeat::Safe);
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            assert_eq!(repeat(method, "/data/dataviews"), Repeat::Never);
        }
    }

    #[test]
    fn the_command_that_sends_it_can_be_pasted() {
        let mut asked = args("PUT", "/data/dataviews/dv_9?expansion=name", &["name=O'Brien & Co"]);
        asked.remote.profile = Some("live".into());
        assert_eq!(
            command(&asked, "live"),
            r"cja api PUT '/data/dataviews/dv_9?expansion=name' --field 'name=O'\''Brien & Co' --profile live --confirm live"
        );
    }

    #[test]
    fn what_cannot_be_sent_is_wrong_usage() {
        assert_eq!(request(&args("FETCH", "/x", &[]), None).unwrap_err().exit_code(), 2);
        assert_eq!(request(&args("GET", "/x", &["name"]), None).unwrap_err().exit_code(), 2);
    }
}

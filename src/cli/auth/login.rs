//! `cja auth login`: credentials from a file or from questions, tried against the service, then kept.

use super::ask;
use crate::api::auth::credentials::{Credentials, Grant, Origin};
use crate::api::auth::fields::{DEFAULT_SCOPES, Fields, JWT_RETIRED, Names};
use crate::api::auth::store::Store;
use crate::api::auth::{file, sources};
use crate::api::client::Client;
use crate::api::endpoints::users;
use crate::api::user_settings::UserSettings;
use crate::api::{ApiError, Kind};
use crate::cli::remote::{Console, RemoteArgs};
use crate::cli::whoami;
use std::path::{Path, PathBuf};

/// Options of `cja auth login`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Credential file: a download of the Developer Console, or the configuration of another client; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Let this host, which is not Adobe's, receive credentials
    #[arg(long, value_name = "HOST[:PORT]")]
    pub allow_host: Vec<String>,
    /// Profile, form of the output
    #[command(flatten)]
    pub remote: RemoteArgs,
}

pub(super) async fn execute(args: &Args, console: &Console) -> Result<(), ApiError> {
    let connect = &console.connect;
    let profile = connect.profile()?;
    let found = match &args.from {
        Some(path) if path.as_os_str() == "-" => from_input()?,
        Some(path) => file::load(path)?,
        None if console.interactive => ask_all(console, profile.org.as_deref()).await?,
        None => {
            let problem = "there is nobody to ask, as standard input is no terminal";
            let advice =
                "Run `cja auth login --from FILE` with the file that the Adobe Developer Console offers for download.";
            return Err(ApiError::new(Kind::Usage, "sign in", problem, advice));
        }
    };
    for host in &args.allow_host {
        UserSettings::allow_host(&connect.folders, host)?;
    }
    let credentials = sources::admit(found, &profile, &connect.env, &connect.user()?)?;
    if matches!(credentials.grant, Grant::Jwt { .. }) && !credentials.is_sandbox() {
        console.say(&format!("Note: {JWT_RETIRED}"));
    }
    let client = console.attend(&Client::new(credentials.clone(), connect.options()?)?, "signing in");
    let user = client.value(&users::me()).await?;
    let store = Store::new(&connect.folders);
    store.put(&profile.name, &credentials)?;
    console.say(&format!(
        "Signed in to {} as {} (profile {}). Kept in {}.",
        credentials.org,
        whoami::name(&user),
        profile.name,
        store.path().display()
    ));
    Ok(())
}

fn from_input() -> Result<Credentials, ApiError> {
    let text =
        crate::disk::text_of(std::io::stdin()).map_err(|error| ApiError::local("read standard input", &error))?;
    file::parse(&text, Path::new("."), Origin::File("-".into()))
}

/// The parts of an OAuth Server-to-Server credential, in the order of its page in the Developer Console.
async fn ask_all(console: &Console, org: Option<&str>) -> Result<Credentials, ApiError> {
    console
        .say("Credentials of the type OAuth Server-to-Server, from the project's page in the Adobe Developer Console:");
    let cancel = &console.cancel;
    let client_id = ask::line(cancel, "Client id", None).await?;
    let secret = ask::secret(cancel, "Client secret").await?;
    let org = ask::line(cancel, "Organization id (…@AdobeOrg)", org).await?;
    let scopes = ask::line(cancel, "Scopes", Some(DEFAULT_SCOPES)).await?;
    let address = |name: &str| console.connect.env.get(name).map(str::to_owned);
    let fields = Fields {
        org: Some(org),
        client_id: Some(client_id),
        secrets: vec![secret],
        scopes: Some(crate::api::auth::fields::split_scopes(&scopes)),
        api: address("CJA_API_URL"),
        ims: address("CJA_IMS_URL"),
        ..Fields::default()
    };
    let names = Names { org: "organization id", client_id: "client id", secret: "client secret", account: "", key: "" };
    fields.build(names, Origin::Caller, "")
}

//! Which addresses may see credentials.
//!
//! Three rules. Adobe's two hosts are known; any other needs the user's consent in the user's own folder. Everything is
//! HTTPS but loopback. And loopback belongs to the sandbox: credentials that are recognisably the sandbox's
//! ([`Credentials::is_sandbox`](crate::api::Credentials::is_sandbox)) go to loopback and nowhere else, all others go
//! anywhere but there. So neither a repository, nor a variable left over from a test, can lead a real secret to whatever
//! listens on this machine.

use crate::api::error::{ApiError, Kind};
use reqwest::Url;

/// Where the API lives.
pub const API: &str = "https://cja.adobe.io";
/// Where Adobe's sign-in service (IMS) lives.
pub const IMS: &str = "https://ims-na1.adobelogin.com";
/// The two addresses that credentials are bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Gets the access token with each call.
    pub api: Url,
    /// Gets the client secret.
    pub ims: Url,
}

impl Hosts {
    /// Reads both; what is not given is Adobe's. A loopback API without a sign-in address brings its own: the sandbox
    /// answers both on one port.
    ///
    /// # Errors
    /// [`Kind::Usage`] when one is no address, or neither HTTPS nor loopback.
    pub fn read(api: Option<&str>, ims: Option<&str>) -> Result<Self, ApiError> {
        let api = base(api.unwrap_or(API))?;
        let ims = match ims {
            Some(ims) => base(ims)?,
            None if is_loopback(&api) => api.clone(),
            None => base(IMS)?,
        };
        Ok(Self { api, ims })
    }

    /// Whether credentials, the sandbox's or real ones, may go to these addresses.
    ///
    /// # Errors
    /// [`Kind::Guard`], naming the address and the way to allow it.
    pub fn check(&self, sandbox: bool, allowed: &[String]) -> Result<(), ApiError> {
        for url in [&self.api, &self.ims] {
            let host = host_and_port(url);
            let refused = |problem: String, advice: &str| Err(ApiError::new(Kind::Guard, "", problem, advice));
            match (is_loopback(url), sandbox) {
                (true, true) => {}
                (true, false) => {
                    return refused(
                        format!("credentials of the real service are never sent to this machine ({host})"),
                        "Use the credentials that `cja sandbox` prints, or unset CJA_API_URL and CJA_IMS_URL.",
                    );
                }
                (false, true) => {
                    return refused(
                        format!("these are credentials of the sandbox, and {host} is not on this machine"),
                        "Use the address that `cja sandbox` prints, or sign in with real credentials: `cja auth login`.",
                    );
                }
                (false, false) if is_adobe(url) || allowed.contains(&host) => {}
                (false, false) => {
                    let advice = format!("If you trust it, run `cja auth login --allow-host {host}`.");
                    return refused(
                        format!("no credentials are sent to {host}, which is not one of Adobe's hosts"),
                        &advice,
                    );
                }
            }
        }
        Ok(())
    }
}

/// Reads a base address.
///
/// # Errors
/// [`Kind::Usage`] when it is no address, or neither HTTPS nor loopback.
pub fn base(text: &str) -> Result<Url, ApiError> {
    let wrong =
        |problem: &str| ApiError::new(Kind::Usage, "use the API address", problem, format!("The usual one is {API}."));
    let url = Url::parse(text.trim()).map_err(|error| wrong(&format!("it is not a web address ({error})")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it holds a user name or a password"));
    }
    if url.query().is_some() || url.fragment().is_some() || url.host_str().is_none() {
        return Err(wrong("it must be a host, perhaps with a path, and no more"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err(wrong("it must begin with https://; only addresses of this machine may do without")),
    }
}

/// Whether an address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        None => false,
    }
}

fn is_adobe(url: &Url) -> bool {
    let known = [API, IMS].iter().any(|known| known.strip_prefix("https://") == url.host_str());
    known && url.port_or_known_default() == Some(443)
}

/// `host` or `host:port`, as it stands in `allowedHosts`.
#[must_use]
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    url.port().map_or(host.clone(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: bool = false;
    const SANDBOX: bool = true;

    fn check(api: &str, sandbox: bool, allowed: &[&str]) -> Result<(), Kind> {
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        Hosts::read(Some(api), None).and_then(|hosts| hosts.check(sandbox, &allowed)).map_err(|error| error.kind())
    }

    #[test]
    fn real_credentials_go_to_adobe_and_where_the_user_allows() {
        assert_eq!(check(API, REAL, &[]), Ok(()));
        assert_eq!(check("https://evil.example", REAL, &[]), Err(Kind::Guard));
        assert_eq!(check("https://cja.adobe.io.evil.example", REAL, &[]), Err(Kind::Guard));
        assert_eq!(check("https://cja.adobe.io:8443", REAL, &[]), Err(Kind::Guard));
        assert_eq!(check("https://gateway.example:8443", REAL, &["gateway.example:8443"]), Ok(()));
    }

    #[test]
    fn loopback_and_the_sandbox_belong_together() {
        for loopback in ["http://127.0.0.1:7070", "http://localhost:7070", "http://[::1]:7070"] {
            assert_eq!(check(loopback, SANDBOX, &[]), Ok(()));
            assert_eq!(check(loopback, REAL, &[]), Err(Kind::Guard));
        }
        assert_eq!(check(API, SANDBOX, &[]), Err(Kind::Guard));
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        assert_eq!(check("http://cja.adobe.io", REAL, &[]), Err(Kind::Usage));
        assert_eq!(check("ftp://cja.adobe.io", REAL, &[]), Err(Kind::Usage));
        assert_eq!(check("https://me:secret@cja.adobe.io", REAL, &[]), Err(Kind::Usage));
    }

    #[test]
    fn sign_in_follows_a_loopback_api() {
        let hosts = Hosts::read(Some("http://127.0.0.1:9000"), None).unwrap();
        assert_eq!(hosts.ims.port(), Some(9000));
    }
}

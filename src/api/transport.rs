//! Sends one HTTP request once and tells what came of it. It knows nothing of retries, tokens or JSON.
//!
//! Redirects are never followed: the token would go with them. Proxies are those of the environment (`HTTPS_PROXY`,
//! `NO_PROXY`); loopback goes direct. Certificates are checked against the authorities of the system, or of `SSL_CERT_FILE`
//! and `SSL_CERT_DIR`, and those of a bundle. Connections are kept and reused, answers may be compressed.

use crate::api::error::{ApiError, Kind};
use crate::api::retry::Trouble;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::path::Path;
use std::time::Duration;

/// Larger answers are not read to the end: a page of a thousand complete data views has a few megabytes, and the value that
/// is made of an answer takes many times its length.
const LARGEST: usize = 64 * 1024 * 1024;

/// A connection pool.
#[derive(Clone, Debug)]
pub struct Transport {
    client: reqwest::Client,
}

/// What came back, good or bad.
#[derive(Debug)]
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body. Bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Whether some were: such a text is good enough to show and not to keep.
    pub damaged: bool,
}

/// Nothing came back, or not all of it.
#[derive(Debug)]
pub struct Lost {
    /// For the decision to try again.
    pub trouble: Trouble,
    /// For people, without address or query.
    pub problem: String,
}

impl Transport {
    /// `answer` bounds one request with its answer; `ca_bundle` adds authorities to the system's; `direct` leaves proxies
    /// out.
    ///
    /// # Errors
    /// When the bundle cannot be read, or TLS cannot be set up.
    pub fn new(answer: Duration, ca_bundle: Option<&Path>, direct: bool) -> Result<Self, ApiError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("cja/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .timeout(answer)
            .connect_timeout(answer.min(Duration::from_secs(15)));
        if direct {
            builder = builder.no_proxy();
        }
        if let Some(path) = ca_bundle {
            let what = || format!("use the certificate authorities of {}", path.display());
            let pem = std::fs::read(path).map_err(|error| ApiError::local(what(), &error))?;
            let advice = "It should be a PEM file (-----BEGIN CERTIFICATE-----).";
            let wrong = |problem: String| ApiError::new(Kind::Usage, what(), problem, advice);
            let bundle = reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| wrong(chain(&error)))?;
            if bundle.is_empty() {
                return Err(wrong("it holds no certificate".into()));
            }
            builder = builder.tls_certs_merge(bundle);
        }
        let client = builder.build().map_err(|error| {
            ApiError::new(
                Kind::Local,
                "set up HTTPS",
                chain(&error),
                "Look at CJA_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR and the proxy variables.",
            )
        })?;
        Ok(Self { client })
    }

    /// For building requests.
    #[must_use]
    pub fn builder(&self) -> &reqwest::Client {
        &self.client
    }

    /// Sends once.
    ///
    /// # Errors
    /// [`Lost`] when there is no whole answer.
    pub async fn send(&self, request: reqwest::Request) -> Result<Received, Lost> {
        let mut response = self.client.execute(request).await.map_err(|error| lost(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(Lost { trouble: Trouble::Broken, problem: "the answer does not end".into() });
            }
        }
        let (text, damaged) = match String::from_utf8(body) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        Ok(Received { status, headers, text, damaged })
    }
}

impl Received {
    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The trouble that a status means, if it is one that time may cure.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        let asked = || {
            let now = jiff::Timestamp::now().as_second();
            crate::api::retry::retry_after(self.headers.get(RETRY_AFTER)?.to_str().ok()?, now)
        };
        match self.status {
            429 => Some(Trouble::TooMany(asked())),
            503 => Some(Trouble::Unavailable(asked())),
            408 | 500..=599 => Some(Trouble::Fault),
            _ => None,
        }
    }
}

impl Lost {
    /// What to look at when it stays so. Whole sentences.
    #[must_use]
    pub fn advice(&self, host: &str) -> String {
        match self.trouble {
            Trouble::NotTrusted => format!(
                "Where a proxy inspects the traffic to {host}, name the file with its certificate authority (PEM) in \
                 CJA_CA_BUNDLE or SSL_CERT_FILE."
            ),
            _ => format!("Is {host} reachable? Look at the network, the proxy variables and CJA_CA_BUNDLE."),
        }
    }
}

fn lost(error: &reqwest::Error) -> Lost {
    let cause = chain(error);
    let (trouble, problem) = if error.is_connect() && cause.contains("invalid peer certificate") {
        (Trouble::NotTrusted, "the certificate of the other side is not trusted")
    } else if error.is_connect() {
        (Trouble::NotSent, "no connection to the service")
    } else if error.is_timeout() {
        (Trouble::TimedOut, "the service did not answer in time")
    } else {
        (Trouble::Broken, "the connection broke before the whole answer was there")
    };
    Lost { trouble, problem: format!("{problem} ({})", cause.trim_start_matches("invalid peer certificate: ")) }
}

/// The innermost cause, which is the one that a person can use: "Connection refused", not "error sending request".
fn chain(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    crate::api::error::plain(&cause.to_string())
}

//! Requests to the search server, and what can go wrong with them.

use super::credentials::{Environment, Kept, PASSWORD, URL, USER, basic};
use serde_json::Value;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig};

/// No answer is larger: the articles of one draft's look-ups are a few MB.
const MAX_ANSWER: u64 = 256 << 20;

/// Why the shared archive did not answer, in words for the desk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("cannot be reached ({0})")]
    Unreachable(String),
    #[error("did not answer within {} ms", .0.as_millis())]
    Slow(Duration),
    #[error("refuses the credentials (HTTP {0}): set {USER} and {PASSWORD}, or keep them in the system's keyring")]
    Refused(u16),
    #[error("wants credentials (HTTP {status}), and the system's keyring does not give them: {why}")]
    Keyring { status: u16, why: String },
    #[error("is too busy (HTTP {0})")]
    Busy(u16),
    #[error("cannot answer for {failed} of its {total} shards")]
    Shards { failed: u64, total: u64 },
    #[error("gave an answer that is not JSON: is it a search server?")]
    NotJson,
    #[error("{0}")]
    Version(String),
    #[error("has no index called `{0}`: write it with onrecord index --to")]
    NoIndex(String),
    #[error("cannot be asked: {0}")]
    Setting(String),
    #[error("answered HTTP {status}: {reason}")]
    Other { status: u16, reason: String },
}

impl Trouble {
    /// Whether the same request may well be answered a little later.
    pub fn may_pass(&self) -> bool {
        match self {
            Trouble::Unreachable(_) | Trouble::Slow(_) | Trouble::Busy(_) | Trouble::Shards { .. } => true,
            Trouble::Other { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

/// A connection to one server.
pub(super) struct Client {
    agent: ureq::Agent,
    /// Without a slash at its end.
    url: String,
    /// The value of the header `Authorization`, from the environment.
    authorization: Option<String>,
    /// The address that the keyring knows the server by; `None` where credentials would travel in the clear.
    address: Option<String>,
    kept: Kept,
}

impl Client {
    /// An error where the address is none, or the credentials would travel in the clear or to another server.
    pub fn new(url: &str) -> Result<Client, Trouble> {
        Client::with(url, &Environment::read())
    }

    fn with(url: &str, environment: &Environment) -> Result<Client, Trouble> {
        let url = url.trim_end_matches('/');
        let refused = |why: &str| Err(Trouble::Setting(why.to_owned()));
        let Some((secure, host)) = authority(url) else {
            return refused("its address is written https://host:port");
        };
        if host.contains('@') {
            return refused(&format!("credentials have no place in its address: set {USER} and {PASSWORD}"));
        }
        let local = is_loopback(host);
        let authorization = match (&environment.user, &environment.password) {
            (Some(user), Some(password)) => Some(basic(user, password)),
            (None, None) => None,
            _ => return refused(&format!("{USER} and {PASSWORD} are set together or not at all")),
        };
        if authorization.is_some() {
            if !secure && !local {
                return refused("credentials go over https only");
            }
            if environment
                .url
                .as_ref()
                .is_some_and(|only| authority(only.trim_end_matches('/')) != Some((secure, host)))
            {
                return refused(&format!("{URL} says that the credentials are for another server"));
            }
        }
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // Where a server sends us, neither words nor credentials go.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(5)))
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            // The house's own authority is among the system's.
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build());
        if local {
            config = config.proxy(None);
        }
        let scheme = if secure { "https" } else { "http" };
        let address = (secure || local).then(|| format!("{scheme}://{host}"));
        Ok(Client { agent: config.build().into(), url: url.to_owned(), authorization, address, kept: Kept::default() })
    }

    /// Sends a request and reads the answer; a body is JSON, or lines of it. A server that wants to know who asks gets
    /// what the keyring has for it, where the environment says nothing.
    pub fn send(&self, method: &str, path: &str, body: Option<&[u8]>, limit: Duration) -> Result<Value, Trouble> {
        let authorization = self.authorization.clone().or_else(|| self.kept.known());
        let answer = self.send_as(authorization.as_deref(), method, path, body, limit);
        match (&answer, authorization, &self.address) {
            (Err(Trouble::Refused(status)), None, Some(address)) => match self.kept.find(address) {
                Ok(Some(kept)) => self.send_as(Some(&kept), method, path, body, limit),
                Ok(None) => answer,
                Err(why) => Err(Trouble::Keyring { status: *status, why }),
            },
            _ => answer,
        }
    }

    fn send_as(
        &self,
        authorization: Option<&str>,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        limit: Duration,
    ) -> Result<Value, Trouble> {
        let url = format!("{}{path}", self.url);
        let lines = path.contains("/_bulk") || path.contains("/_msearch");
        let mut request = ureq::http::Request::builder().method(method).uri(&url);
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        if body.is_some() {
            request = request.header("Content-Type", if lines { "application/x-ndjson" } else { "application/json" });
        }
        let failed = |e: ureq::Error| match e {
            ureq::Error::Timeout(_) => Trouble::Slow(limit),
            e => Trouble::Unreachable(e.to_string()),
        };
        let mut answer = match body {
            Some(body) => {
                let request = request.body(body).map_err(|e| Trouble::Setting(e.to_string()))?;
                let request = self.agent.configure_request(request).timeout_global(Some(limit)).build();
                self.agent.run(request).map_err(failed)?
            }
            None => {
                let request = request.body(()).map_err(|e| Trouble::Setting(e.to_string()))?;
                let request = self.agent.configure_request(request).timeout_global(Some(limit)).build();
                self.agent.run(request).map_err(failed)?
            }
        };
        let status = answer.status().as_u16();
        let bytes = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(failed)?;
        match status {
            200..300 => serde_json::from_slice(&bytes).map_err(|_| Trouble::NotJson),
            401 | 403 => Err(Trouble::Refused(status)),
            429 | 503 => Err(Trouble::Busy(status)),
            _ => Err(Trouble::Other { status, reason: reason(&bytes) }),
        }
    }
}

/// Whether an address is of https, and its host with its port.
fn authority(url: &str) -> Option<(bool, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next().filter(|h| !h.is_empty())?;
    match scheme {
        "https" => Some((true, host)),
        "http" => Some((false, host)),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |h| h.0);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What the server says is wrong, shortened; nothing of an answer that is not JSON.
fn reason(bytes: &[u8]) -> String {
    const LONGEST: usize = 200;
    let Ok(answer) = serde_json::from_slice::<Value>(bytes) else { return "no reason given".to_owned() };
    let reason = answer.pointer("/error/reason").or_else(|| answer.pointer("/error")).or_else(|| answer.get("message"));
    let text = reason.map_or_else(String::new, |r| r.as_str().map_or_else(|| r.to_string(), str::to_owned));
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str, user: Option<&str>, password: Option<&str>, only: Option<&str>) -> String {
        let owned = |s: Option<&str>| s.map(str::to_owned);
        let environment = Environment { user: owned(user), password: owned(password), url: owned(only) };
        Client::with(url, &environment).err().map_or_else(String::new, |e| e.to_string())
    }

    #[test]
    fn credentials_travel_encrypted_to_the_one_server_they_are_for() {
        let both = |url, only| refusal(url, Some("desk"), Some("secret"), only);
        assert_eq!(both("https://search.example:9200/", None), "");
        assert_eq!(both("http://127.0.0.1:9200", None), "");
        assert_eq!(both("http://[::1]:9200", None), "");
        assert_eq!(both("https://a.example", Some("https://a.example/")), "");
        assert!(both("http://search.example:9200", None).contains("https only"));
        assert!(both("http://127.0.0.1.example:9200", None).contains("https only"));
        assert!(both("https://b.example", Some("https://a.example")).contains("another server"));
        assert!(refusal("https://a.example", Some("desk"), None, None).contains("together"));
        assert!(!refusal("https://desk:secret@a.example", None, None, None).contains("secret"));
        assert!(refusal("search.example:9200", None, None, None).contains("https://host:port"));
    }

    #[test]
    fn the_keyring_is_asked_for_a_server_by_its_address_and_only_where_nobody_listens() {
        let address = |url| Client::with(url, &Environment::default()).ok().and_then(|c| c.address);
        assert_eq!(address("https://search.example:9200/archive/").as_deref(), Some("https://search.example:9200"));
        assert_eq!(address("http://127.0.0.1:9200").as_deref(), Some("http://127.0.0.1:9200"));
        assert_eq!(address("http://search.example:9200"), None);
    }
}

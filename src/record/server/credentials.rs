//! Who asks: from the environment, or from the system's keyring. Never a key of the configuration: that lies in a
//! repository.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub(super) const USER: &str = "ONRECORD_RECORD_USER";
pub(super) const PASSWORD: &str = "ONRECORD_RECORD_PASSWORD";
/// Where set, the only server that the environment's credentials are for: a repository's file may name another.
pub(super) const URL: &str = "ONRECORD_RECORD_URL";

/// The service of the keyring's entries; their user name is the server's address, so that each server gets its own.
const SERVICE: &str = "onrecord";
/// Somebody may have to unlock the keyring first.
const KEYRING_LIMIT: Duration = Duration::from_secs(30);

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    pub user: Option<String>,
    pub password: Option<String>,
    pub url: Option<String>,
}

impl Environment {
    pub fn read() -> Environment {
        let variable = |name| std::env::var(name).ok().filter(|v| !v.is_empty());
        Environment { user: variable(USER), password: variable(PASSWORD), url: variable(URL) }
    }
}

/// The value of the header `Authorization`.
pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// What the keyring has for one server. Asked for only when the server has refused a request without credentials, so
/// nobody else waits for it or is asked to unlock it.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<Result<String, String>>>);

impl Kept {
    /// The header's value, if it has been found before.
    pub fn known(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()?.ok()
    }

    /// The header's value; `None` where nothing is kept, an error where the keyring would not say. Whoever has said no
    /// to unlocking it is not asked twice; an entry that is not there yet may be there the next time.
    pub fn find(&self, address: &str) -> Result<Option<String>, String> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            *known = ask(address).transpose();
        }
        known.clone().transpose()
    }
}

fn ask(address: &str) -> Result<Option<String>, String> {
    let (send, receive) = std::sync::mpsc::channel();
    let address = address.to_owned();
    std::thread::spawn(move || {
        let read = keyring::Entry::new(SERVICE, &address).and_then(|entry| entry.get_password());
        // Nobody may be waiting any more.
        let _ = send.send(read);
    });
    match receive.recv_timeout(KEYRING_LIMIT) {
        Ok(read) => header(read),
        Err(_) => Err(format!("it did not answer within {} s", KEYRING_LIMIT.as_secs())),
    }
}

/// What was read from an entry, `user:password`, as a header.
fn header(read: keyring::Result<String>) -> Result<Option<String>, String> {
    match read {
        Ok(both) => match both.trim_end_matches(['\r', '\n']).split_once(':') {
            Some((user, password)) if !user.is_empty() => Ok(Some(basic(user, password))),
            // The entry itself stays out of every message.
            _ => Err("its entry is not of the form user:password".to_owned()),
        },
        // No such entry, or no keyring at all on this machine.
        Err(keyring::Error::NoEntry | keyring::Error::NoDefaultStore) => Ok(None),
        Err(keyring::Error::Ambiguous(_)) => Err("it has several entries for this address".to_owned()),
        Err(other) => Err(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock;

    const ADDRESS: &str = "https://search.example:9200";

    fn said(stored: Option<&str>) -> Result<Option<String>, String> {
        let store = mock::Store::new().expect("a store");
        let entry = store.build(SERVICE, ADDRESS, None).expect("an entry");
        if let Some(stored) = stored {
            entry.set_password(stored).expect("stored");
        }
        header(entry.get_password())
    }

    #[test]
    fn an_entry_is_a_user_and_a_password() {
        assert_eq!(said(Some("desk:secret")), Ok(Some("Basic ZGVzazpzZWNyZXQ=".to_owned())));
        assert_eq!(said(Some("desk:secret\n")), said(Some("desk:secret")));
        assert_eq!(said(Some("desk:a:b")), Ok(Some(basic("desk", "a:b"))));
        assert_eq!(said(None), Ok(None));
        assert_eq!(header(Err(keyring::Error::NoDefaultStore)), Ok(None));
    }

    #[test]
    fn an_entry_of_another_form_is_named_and_not_shown() {
        for stored in ["secret", ":secret"] {
            let why = said(Some(stored)).expect_err("no user");
            assert!(why.contains("user:password") && !why.contains("secret"), "{why}");
        }
    }

    #[test]
    fn a_keyring_that_fails_is_no_empty_one() {
        let entry = mock::Store::new().and_then(|s| s.build(SERVICE, ADDRESS, None)).expect("an entry");
        let mock: &mock::Cred = entry.as_any().downcast_ref().expect("a mock");
        mock.set_error(keyring_core::Error::NoStorageAccess("locked".into()));
        assert!(header(entry.get_password()).is_err_and(|why| why.contains("locked")));
    }
}

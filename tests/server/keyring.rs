//! Credentials from the system's keyring: a real one, under a bus of its own, where it is installed.

use super::faults::with_archive;
use std::process::Command;

/// Starts a keyring that nobody else sees, keeps an entry, and runs the rest.
const IN_A_KEYRING: &str = r#"
    printf unlock | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    printf '%s' "$ENTRY" | secret-tool store --label=onrecord service onrecord username "$ADDRESS"
    exec "$0" "$@""#;

#[test]
fn credentials_come_from_the_keyring_where_the_environment_has_none() {
    let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok_and(|o| o.status.success());
    if !there("gnome-keyring-daemon") || !there("dbus-run-session") || Command::new("secret-tool").output().is_err() {
        println!("skipped: no gnome-keyring, secret-tool and dbus-run-session here");
        return;
    }
    let (stand_in, room) = with_archive();
    // desk:secret
    stand_in.state().credentials = Some("Basic ZGVzazpzZWNyZXQ=");
    let run = |address: &str, entry: &str| {
        let plain = room.command(&["search", "the harbour stays open"]);
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", IN_A_KEYRING]).arg(plain.get_program()).args(plain.get_args());
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&room.folder);
        let runtime = tempfile::tempdir().expect("a scratch directory");
        command.env("XDG_RUNTIME_DIR", runtime.path()).env("XDG_DATA_HOME", runtime.path());
        let output = command.env("ADDRESS", address).env("ENTRY", entry).output().expect("a bus");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, said) = run(&stand_in.url, "desk:secret");
    assert_eq!(status, Some(0), "{said}");
    // What is kept for another server goes to that one only.
    let (status, said) = run("https://search.example:9200", "desk:secret");
    assert!(status == Some(2) && said.contains("or keep them in the system's keyring"), "{said}");
    let (status, said) = run(&stand_in.url, "secret");
    assert!(status == Some(2) && said.contains("not of the form user:password"), "{said}");
    // A server that asks nobody for credentials gets none.
    stand_in.state().credentials = None;
    stand_in.state().authorizations.clear();
    assert_eq!(run(&stand_in.url, "desk:secret").0, Some(0));
    assert!(stand_in.state().authorizations.iter().all(Option::is_none));
}

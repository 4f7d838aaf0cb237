//! A server that does not answer: a clear line, exit code 2, and nothing called unverified for it.

use super::lookups::{twins, write_archive};
use super::newsroom::Newsroom;
use super::stand_in::{Fault, StandIn};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub fn with_archive() -> (StandIn, Newsroom) {
    let stand_in = StandIn::start();
    let (room, _) = twins(&stand_in.url);
    assert_eq!(write_archive(&room, &stand_in.url, &[]).status, 0);
    (stand_in, room)
}

/// What `lint` says when the server fails in this way from the beginning on.
fn complaint(fault: Fault) -> String {
    let (stand_in, room) = with_archive();
    stand_in.fail(fault);
    let run = room.run(&["lint", "draft.md", "--format", "json"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
    assert!(run.err.starts_with(&format!("onrecord: the archive at {} ", stand_in.url)), "{}", run.err);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    run.err
}

#[test]
fn a_server_that_is_down_is_named() {
    let (_, room) = with_archive();
    room.write("onrecord.toml", b"[record]\nengine = \"opensearch\"\nurl = \"http://127.0.0.1:9\"\n");
    let run = room.run(&["lint", "draft.md"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("the archive at http://127.0.0.1:9 cannot be reached"), "{}", run.err);
    assert!(complaint(Fault::Silent).contains("cannot be reached"));
}

#[test]
fn a_server_that_is_slow_is_given_up_in_the_end() {
    assert!(complaint(Fault::Slow(Duration::from_secs(60))).contains("did not answer within 10000 ms"));
}

#[test]
fn refused_credentials_say_which_variables_to_set() {
    for status in [401, 403] {
        let said = complaint(Fault::Status(status));
        assert!(said.contains("refuses the credentials") && said.contains("ONRECORD_RECORD_USER"), "{said}");
    }
}

#[test]
fn a_busy_server_and_an_ill_one_are_told_apart() {
    assert!(complaint(Fault::Status(429)).contains("too busy"));
    assert!(complaint(Fault::Status(500)).contains("HTTP 500: as asked"));
}

#[test]
fn an_answer_that_is_not_json_is_named() {
    assert!(complaint(Fault::NotJson).contains("not JSON"));
}

#[test]
fn a_server_that_sends_us_elsewhere_is_not_followed() {
    assert!(complaint(Fault::Status(302)).contains("HTTP 302"));
}

#[test]
fn half_the_shards_are_no_answer() {
    assert!(complaint(Fault::HalfTheShards).contains("cannot answer for 1 of its 2 shards"));
}

#[test]
fn another_version_of_server_or_index_is_named() {
    let (stand_in, room) = with_archive();
    stand_in.state().version = "x";
    assert!(room.run(&["lint", "draft.md"]).err.contains("opensearch x"));
    stand_in.state().version = "2.19.1";
    for document in stand_in.state().documents.values_mut().filter(|d| d["kind"] == "about") {
        document["schema"] = 77.into();
    }
    let run = room.run(&["lint", "draft.md"]);
    assert!(run.status == 2 && run.err.contains("layout 77"), "{}", run.err);
    assert_eq!(write_archive(&room, &stand_in.url, &[]).status, 2);
}

#[test]
fn an_index_that_is_not_there_is_named() {
    let (stand_in, room) = with_archive();
    stand_in.state().exists = false;
    let run = room.run(&["search", "the harbour stays open"]);
    assert!(run.status == 2 && run.err.contains("no index called `wire`"), "{}", run.err);
}

#[test]
fn credentials_come_from_the_environment() {
    let (stand_in, room) = with_archive();
    // desk:secret
    stand_in.state().credentials = Some("Basic ZGVzazpzZWNyZXQ=");
    assert_eq!(room.run(&["search", "the harbour stays open"]).status, 2);
    let mut command = room.command(&["search", "the harbour stays open"]);
    command.env("ONRECORD_RECORD_USER", "desk").env("ONRECORD_RECORD_PASSWORD", "secret");
    assert!(command.status().expect("runs").success());
}

#[test]
fn a_server_lost_on_the_way_calls_nothing_unverified() {
    for fault in [Fault::HalfTheShards, Fault::Status(500), Fault::NotJson, Fault::Silent] {
        let (stand_in, room) = with_archive();
        // The first two requests open the archive.
        stand_in.fail_between(2, u32::MAX, fault);
        let run = room.run(&["lint", "draft.md", "--format", "json"]);
        assert_eq!(run.status, 2, "{fault:?}: {}", run.err);
        assert!(!run.out.contains("Q003"), "{fault:?}: {}", run.out);
        assert!(run.err.contains("had no answer"), "{fault:?}: {}", run.err);
    }
}

#[test]
fn a_short_trouble_is_waited_for_where_nobody_types() {
    let (stand_in, room) = with_archive();
    let whole = room.run(&["lint", "draft.md", "--format", "json"]).out;
    stand_in.fail_between(2, 1, Fault::Status(503));
    let run = room.run(&["lint", "draft.md", "--format", "json"]);
    assert_eq!((run.status, run.out, run.err.as_str()), (1, whole, ""));
}

#[test]
fn files_on_record_serve_while_the_archive_is_away() {
    let (stand_in, room) = with_archive();
    stand_in.fail(Fault::Silent);
    room.write("notes/own.md", b"\"We will not raise the bus fares before the winter,\" Mayor Ada Quint said.\n");
    let run = room.run(&["lint", "draft.md", "--record", "notes", "--format", "json"]);
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(run.out.contains("Q002") && !run.out.contains("Q003"), "{}", run.out);
    assert!(run.err.contains("only the files on record are looked through"), "{}", run.err);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_an_error() {
    let folder = tempfile::tempdir().expect("a scratch directory");
    let make = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 1 -subj /CN=127.0.0.1 \
                -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE";
    let openssl = |arguments: &str| {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if !openssl(make).status().is_ok_and(|s| s.success()) {
        println!("skipped: no openssl here to make a certificate");
        return;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let serve = format!("s_server -accept 127.0.0.1:{port} -cert certificate.pem -key key.pem -www -quiet");
    let mut server = openssl(&serve).spawn().expect("openssl runs");
    let config = format!("[record]\nengine = \"opensearch\"\nurl = \"https://127.0.0.1:{port}\"\n");
    let room = Newsroom::new(&[("onrecord.toml", &config), ("draft.md", "Nothing.\n")]);
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let run = room.run(&["lint", "draft.md"]);
    // With the certificate among the system's, the talk begins; this is no search server.
    let mut command = room.command(&["lint", "draft.md"]);
    let trusted = command.env("SSL_CERT_FILE", folder.path().join("certificate.pem")).output().expect("runs");
    let _ = server.kill();
    let _ = server.wait();
    assert!(run.status == 2 && run.err.contains("certificate"), "{}", run.err);
    let trusted = String::from_utf8_lossy(&trusted.stderr).into_owned();
    if cfg!(target_os = "linux") {
        assert!(trusted.contains("not JSON"), "{trusted}");
    }
}

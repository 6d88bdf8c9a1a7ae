//! `tatap invite`.

use doors::{Invite, SigningKey};
use protocol::{Role, RoomId};
use serde_json::Value;

use crate::support::http::get_with;
use crate::support::program::{Program, invite};
use crate::support::scratch::Scratch;

const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

#[tokio::test]
async fn a_link_is_printed_that_the_server_with_the_same_key_takes() {
    let settings = [
        ("TATAP_INVITE_KEY", KEY),
        ("TATAP_PUBLIC_URL", "https://meet.example.org"),
    ];
    let words = [
        "--room",
        "kitchen",
        "--role",
        "host",
        "--expires",
        "7d",
        "--uses",
        "3",
        "--name",
        "Ana",
    ];
    let link = printed(&settings, &words).await;
    let token = link.strip_prefix("https://meet.example.org/r/kitchen#invite=");
    let token = token.unwrap();
    let key = SigningKey::parse(KEY).unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs();
    let room = RoomId::parse("kitchen").unwrap();
    let rule = Invite::verify(token, &key, &room, now).unwrap().rule;
    assert_eq!((rule.role, rule.max_uses), (Role::Host, Some(3)));
    assert_eq!(rule.name.unwrap().as_str(), "Ana");
    let week = now + 7 * 24 * 60 * 60;
    assert!((week - 60..=week).contains(&rule.expires));
    let link = printed(&settings[..1], &["--room", "kitchen"]).await;
    assert!(
        link.starts_with("http://localhost:3001/r/kitchen#invite=i."),
        "{link}"
    );
}

#[tokio::test]
async fn the_key_is_the_one_in_the_directory_whether_or_not_a_server_runs() {
    let scratch = Scratch::new("invite_key");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let words = ["--room", "kitchen"];
    let before = printed(&settings, &words).await;
    let server = Program::start(&settings).await;
    let during = printed(&settings, &words).await;
    let key = std::fs::read_to_string(scratch.path().join("invite-key")).unwrap();
    let key = SigningKey::parse(key.trim_end()).unwrap();
    let room = RoomId::parse("kitchen").unwrap();
    for link in [before, during] {
        let (_, token) = link.split_once("#invite=").unwrap();
        assert!(Invite::verify(token, &key, &room, 1).is_ok());
    }
    drop(server);
}

#[tokio::test]
async fn what_is_wrong_is_told_all_at_once() {
    let words = [
        "--room",
        "Kitchen",
        "--role",
        "admin",
        "--expires",
        "soon",
        "--uses",
        "many",
        "--name",
        "",
    ];
    let output = invite(&[("PORT", "x")], &words).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"");
    let told = String::from_utf8(output.stderr).unwrap();
    for sentence in [
        "--room is \"Kitchen\", but must be the name of a room",
        "--role is \"admin\", but must be host, member or viewer",
        "--expires is \"soon\", but must be a number and m, h, d or w",
        "--uses is \"many\", but must be a number from 1 to 1000",
        "--name is \"\", but must be a name",
        "PORT is \"x\"",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    for (words, sentence) in [
        (["--uses", "0"], "--uses is \"0\""),
        (["--expires", "99w"], "--expires is \"99w\""),
        (["--expires", "1d"], "TATAP_DATA_DIR is \"\""),
    ] {
        let output = invite(&[], &[&["--room", "kitchen"], &words[..]].concat()).await;
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
}

#[tokio::test]
async fn no_secret_is_logged() {
    let scratch = Scratch::new("invite_log");
    let token = "the-token-of-the-operator";
    let settings = [
        ("TATAP_DATA_DIR", scratch.text()),
        ("TATAP_API_TOKEN", token),
        ("TATAP_INVITE_KEY", KEY),
        ("TATAP_LOG", "trace"),
    ];
    let server = Program::start(&settings).await;
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let reply = get_with(server.address, "/api/invites?room=kitchen", &headers).await;
    assert_eq!(reply.status, 200);
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert!(body["invites"].is_array());
    server.signal(nix::sys::signal::Signal::SIGTERM);
    let log = String::from_utf8(server.output().await.stderr).unwrap();
    assert!(log.contains("listening"), "{log}");
    for secret in [token, &KEY[..16]] {
        assert!(!log.contains(secret), "{log}");
    }
}

async fn printed(settings: &[(&str, &str)], words: &[&str]) -> String {
    let output = invite(settings, words).await;
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

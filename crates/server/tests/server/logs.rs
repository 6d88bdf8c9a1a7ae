use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::client::{Client, join};
use crate::support::http::{get, post};
use crate::support::program::Program;

const SDP: &str = "v=0 o=secret-of-the-description";
const ADDRESSES: [&str; 3] = ["127.0.0.1", "::1", "::ffff"];

#[tokio::test]
async fn info_tells_who_came_and_went_and_no_address() {
    let log = log_of_a_call("info", "text").await;
    assert!(log.contains("joined room="), "{log}");
    assert!(log.contains("disconnected room="), "{log}");
    // Whoever knows the name of a room can come in.
    for secret in ADDRESSES.into_iter().chain([SDP, "kitchen"]) {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn not_even_debug_tells_what_is_negotiated() {
    let log = log_of_a_call("debug", "text").await;
    assert!(log.contains("joined room="), "{log}");
    assert!(!log.contains("secret-of-the-description"), "{log}");
}

#[tokio::test]
async fn json_has_the_room_and_the_connection_as_fields() {
    let log = log_of_a_call("info", "json").await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let joined: Vec<&Value> = lines
        .iter()
        .filter(|line| line["fields"]["message"] == "joined")
        .collect();
    assert_eq!(joined.len(), 2, "{log}");
    let mark = joined[0]["fields"]["room"].as_str().unwrap();
    assert_eq!(mark.len(), 8, "{log}");
    assert_eq!(joined[1]["fields"]["room"], mark, "{log}");
    assert_eq!(joined[0]["fields"]["connection"], "1");
}

#[tokio::test]
async fn what_a_host_does_is_told_with_the_room_that_it_is_done_in() {
    let program = Program::start(&[("TATAP_LOG", "info"), ("TATAP_LOG_FORMAT", "json")]).await;
    let mut ann = program.join("Ann").await;
    let bob = program.join("Bob").await;
    ann.send(&json!({ "type": "act", "act": "mute", "participant": bob.id }))
        .await;
    ann.next_of("acted").await;
    program.signal(Signal::SIGTERM);
    let log = String::from_utf8(program.output().await.stderr).unwrap();
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    let find = |message: &str| {
        let mut lines = lines.iter();
        lines.find(|line| line["fields"]["message"] == message)
    };
    let joined = find("joined").unwrap();
    let acted = find("a host acts").unwrap_or_else(|| panic!("{log}"));
    assert_eq!(acted["span"]["room"], joined["fields"]["room"], "{log}");
    assert_eq!(acted["fields"]["by"], "1", "{log}");
    assert!(
        acted["fields"]["act"].as_str().unwrap().contains("Mute"),
        "{log}"
    );
}

#[tokio::test]
async fn debug_says_of_which_connection_and_room_it_speaks() {
    let log = log_of_a_call("debug", "json").await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let span = |name: &str| {
        let spans = lines.iter().map(|line| &line["span"]);
        spans.filter(|span| span["name"] == name).count()
    };
    assert!(span("rooms") > 0 && span("socket") > 0, "{log}");
}

/// A whole life of a server, with all that must stay secret in it, at the level that tells most.
#[tokio::test]
async fn no_level_tells_a_secret() {
    const TURN_SECRET: &str = "secret-that-relays-share";
    const PASSWORD: &str = "password-of-a-room";
    const ADMIN_TOKEN: &str = "token-of-the-operator";
    const ICE_PASSWORD: &str = "password-of-ice";
    const WORDS: &str = "words-that-are-said";
    const NAME: &str = "name-of-a-person";
    let program = Program::start(&[
        ("TATAP_LOG", "trace"),
        ("TATAP_TURN_ADDR", "127.0.0.1:0"),
        ("TATAP_TURN_SECRET", TURN_SECRET),
        ("TATAP_ADMIN_TOKEN", ADMIN_TOKEN),
    ])
    .await;
    let mut ann = Client::connect(program.address).await;
    let joined = ann.join("kitchen", NAME).await;
    let servers = joined["ice_servers"].as_array().unwrap();
    let credential = servers
        .iter()
        .find_map(|server| server["credential"].as_str());
    let credential = credential.unwrap().to_owned();
    let mut secrets = vec![ann.memory.token.clone(), credential];
    secrets.extend(
        [
            ADMIN_TOKEN,
            TURN_SECRET,
            PASSWORD,
            ICE_PASSWORD,
            WORDS,
            NAME,
            "kitchen",
        ]
        .map(String::from),
    );

    ann.send(&json!({ "type": "act", "act": "set_password", "password": PASSWORD }))
        .await;
    ann.next_of("room_rules").await;
    let mut join = join("kitchen", "Bob");
    join["password"] = json!(PASSWORD);
    let mut bob = Client::connect(program.address).await;
    bob.send(&join).await;
    let joined = bob.next_of("joined").await;
    let id = joined["you"].as_u64().unwrap();
    let sdp = format!("v=0\r\na=ice-pwd:{ICE_PASSWORD}\r\n");
    ann.signal(id, &sdp).await;
    bob.next_of("signal").await;
    ann.chat("a", WORDS).await;
    bob.next_of("chat").await;
    // What is not understood is where it is told most easily.
    let broken = bob
        .asking(json!({ "type": "join", "password": [PASSWORD], "sdp": sdp }))
        .await;
    assert!(broken.ends().await);
    let (ann, _) = Client::resume(program.address, ann.lose()).await;
    secrets.push(ann.memory.token.clone());
    let mut forged = ann.lose();
    forged.token = "x".repeat(43);
    let forged = Client::connect(program.address)
        .await
        .asking(forged.resume())
        .await;
    assert_eq!(get(program.address, "/readyz").await.status, 200);

    let own = format!("http://{}", program.address);
    let form = format!("token={ADMIN_TOKEN}");
    let reply = post(program.address, "/admin/login", &[("Origin", &own)], &form).await;
    let (_, session) = reply.header("set-cookie").split_once('=').unwrap();
    secrets.push(session.split(';').next().unwrap().to_owned());
    let wrong = post(
        program.address,
        "/admin/login",
        &[("Origin", &own)],
        "token=nearly-right",
    )
    .await;
    assert_eq!(wrong.status, 403);
    secrets.push("nearly-right".to_owned());

    program.signal(Signal::SIGTERM);
    drop(forged);
    let log = String::from_utf8(program.output().await.stderr).unwrap();
    assert!(log.contains("TRACE") && log.contains("resumed"), "{log}");
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} is in the log:\n{log}");
    }
}

/// Two meet, one tells the other a secret and then nonsense, and the server is stopped.
async fn log_of_a_call(level: &str, format: &str) -> String {
    let program = Program::start(&[("TATAP_LOG", level), ("TATAP_LOG_FORMAT", format)]).await;
    let mut ann = program.join("Ann").await;
    let mut bob = program.join("Bob").await;
    ann.next().await;
    ann.signal(bob.id, SDP).await;
    assert_eq!(bob.next().await["signal"]["description"]["sdp"], SDP);
    ann.send_text(&format!("{SDP} and no JSON")).await;
    ann.expect_end("bad_message", 4000).await;
    bob.socket.close(None).await.unwrap();
    assert!(bob.ends().await);
    program.signal(Signal::SIGTERM);
    String::from_utf8(program.output().await.stderr).unwrap()
}

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::program::Program;

const SDP: &str = "v=0 o=secret-of-the-description";
const ADDRESSES: [&str; 3] = ["127.0.0.1", "::1", "::ffff"];

#[tokio::test]
async fn info_tells_who_came_and_went_and_no_address() {
    let log = log_of_a_call("info", "text").await;
    assert!(log.contains("joined room=kitchen"), "{log}");
    assert!(log.contains("disconnected room=kitchen"), "{log}");
    for secret in ADDRESSES.into_iter().chain([SDP]) {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn not_even_debug_tells_what_is_negotiated() {
    let log = log_of_a_call("debug", "text").await;
    assert!(log.contains("joined room=kitchen"), "{log}");
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
    assert!(
        joined
            .iter()
            .all(|line| line["fields"]["room"] == "kitchen"),
        "{log}"
    );
    assert_eq!(joined[0]["fields"]["connection"], "1");
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

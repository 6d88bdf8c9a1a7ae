use std::fs;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::Client;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

#[tokio::test]
async fn participants_are_told_the_servers_that_the_operator_names() {
    let settings = [
        ("TATAP_TURN_URLS", "turn:relay.example:3478?transport=udp"),
        ("TATAP_TURN_SECRET", "north"),
        ("TATAP_ICE_SERVERS", "stun:stun.example"),
        ("TATAP_RELAY_ONLY", "true"),
    ];
    let program = Program::start(&settings).await;
    let mut ann = Client::connect(program.address).await;
    let joined = ann.join("kitchen", "Ann").await;
    assert_eq!(
        joined["ice_servers"][0],
        json!({ "urls": ["stun:stun.example"] })
    );
    assert_eq!(
        joined["ice_servers"][1]["urls"],
        json!(["turn:relay.example:3478?transport=udp"])
    );
    assert_eq!(joined["ice_lifetime"], 600);
    assert_eq!(joined["relay_only"], true);
    is_made_with("north", &joined);
    ann.send(&json!({ "type": "renew_ice_servers" })).await;
    let renewed = ann.next().await;
    assert_eq!(renewed["type"], "ice_servers");
    is_made_with("north", &renewed);
    let (_, resumed) = Client::resume(program.address, ann.lose()).await;
    is_made_with("north", &resumed);
}

#[tokio::test]
async fn without_settings_nobody_else_is_asked() {
    let server = TestServer::start();
    let mut ann = server.connect().await;
    let joined = ann.join("kitchen", "Ann").await;
    assert_eq!(joined["ice_servers"], json!([]));
    assert_eq!(joined["relay_only"], Value::Null);
}

#[tokio::test]
async fn a_secret_that_nobody_has_chosen_is_kept() {
    let scratch = Scratch::new("turn_secret");
    let settings = [("TATAP_DATA_DIR", scratch.text())];
    let secret = || fs::read_to_string(scratch.path().join("turn-secret")).unwrap();
    Program::start(&settings).await.kill().await;
    let first = secret();
    assert_eq!(first.trim_end().len(), 64);
    Program::start(&settings).await.kill().await;
    assert_eq!(secret(), first);
}

/// Checks the credentials as a server elsewhere does that has `secret`.
fn is_made_with(secret: &str, message: &Value) {
    let relay = &message["ice_servers"][1];
    let username = relay["username"].as_str().unwrap();
    let password = turn::Secret::new(secret.to_owned()).password(username);
    assert_eq!(relay["credential"], json!(password));
}

use serde_json::{Value, json};

use crate::support::http::{Reply, get};
use crate::support::program::Program;

#[tokio::test]
async fn a_server_that_relays_is_ready() {
    let program = Program::start(&[("TATAP_TURN_ADDR", "127.0.0.1:0")]).await;
    let reply = get(program.address, "/readyz").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let relay = json!({ "stun_udp": "ok", "turn_udp": "ok", "turn_tcp": "ok" });
    assert_eq!(answer(&reply), json!({ "status": "ready", "relay": relay }));
}

#[tokio::test]
async fn a_relay_without_ports_is_not_ready_though_pages_are() {
    let program = Program::start(&[
        ("TATAP_TURN_ADDR", "127.0.0.1:0"),
        // Two who meet there need two.
        ("TATAP_TURN_PORTS", "49999-49999"),
    ])
    .await;
    let reply = get(program.address, "/readyz").await;
    assert_eq!(reply.status, 503);
    let relay = json!({ "stun_udp": "ok", "turn_udp": "failed", "turn_tcp": "failed" });
    assert_eq!(
        answer(&reply),
        json!({ "status": "not_ready", "relay": relay })
    );
    assert_eq!(get(program.address, "/healthz").await.status, 200);
}

#[tokio::test]
async fn a_server_that_does_not_relay_is_ready_without() {
    let program = Program::start(&[("TATAP_TURN_ADDR", "off")]).await;
    let reply = get(program.address, "/readyz").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        answer(&reply),
        json!({ "status": "ready", "relay": "none" })
    );
}

fn answer(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

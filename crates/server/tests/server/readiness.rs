use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::client::{Client, join};
use crate::support::http::{Reply, get};
use crate::support::program::Program;
use crate::support::soon;

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

#[tokio::test]
async fn a_server_that_is_drained_goes_on_with_its_rooms_and_ends_with_the_last() {
    let program = Program::start(&[("TATAP_SEAT_GRACE", "0")]).await;
    let mut ann = program.join("Ann").await;
    program.signal(Signal::SIGUSR1);
    let reply = soon("the drain", async {
        loop {
            let reply = get(program.address, "/readyz").await;
            if reply.status != 200 {
                return reply;
            }
        }
    })
    .await;
    assert_eq!(
        (reply.status, answer(&reply)),
        (503, json!({ "status": "draining" }))
    );
    assert_eq!(get(program.address, "/healthz").await.status, 200);

    let bob = program.join("Bob").await;
    assert_eq!(ann.next().await["type"], "participant_joined");
    let citra = Client::connect(program.address).await;
    let citra = citra.asking(join("cellar", "Citra")).await;
    citra.expect_end("going_away", 1001).await;

    drop((ann, bob));
    assert_eq!(program.output().await.status.code(), Some(0));
}

use std::net::{Ipv4Addr, SocketAddr};

use server::TurnConfig;

use crate::support::http::get;
use crate::support::{TestServer, soon};

const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

#[tokio::test]
async fn what_is_relayed_is_counted_at_an_address_of_its_own() {
    let server = TestServer::with(|config| {
        config.metrics = Some(ANYWHERE);
        config.turn = Some(TurnConfig {
            address: Some(ANYWHERE),
            ..TurnConfig::default()
        });
    });
    // Two addresses each over UDP and TCP, and some bytes through them.
    assert_eq!(get(server.address, "/readyz").await.status, 200);
    let metrics = server.metrics.unwrap();
    let expected = [
        "tatap_relay_allocations 0",
        "tatap_relay_allocated_total 4",
        "tatap_relay_bytes_total{direction=\"to_clients\"} 48",
        "tatap_relay_refusals_total{reason=\"no_credentials\"} 4",
    ];
    // They are told once a second.
    let told = soon("the figures", async {
        loop {
            let reply = get(metrics, "/metrics").await;
            if expected.iter().all(|line| has(reply.text(), line)) {
                return reply;
            }
        }
    })
    .await;
    assert_eq!(
        told.header("content-type"),
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    let public = get(server.address, "/metrics").await;
    assert!(!public.text().contains("tatap_"), "{public:?}");
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|one| one == line)
}

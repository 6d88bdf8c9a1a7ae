use std::collections::BTreeSet;
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

#[tokio::test]
async fn what_happens_in_the_rooms_is_counted() {
    let server = TestServer::with(|config| config.metrics = Some(ANYWHERE));
    let metrics = server.metrics.unwrap();
    let (mut ann, bob) = server.pair("kitchen").await;
    ann.send_text(r#"{"type":"signal","to":99,"counter":1,"signal":{}}"#)
        .await;
    ann.expect_error("bad_target").await;
    let expected = [
        "tatap_rooms 1",
        "tatap_connections 2",
        "tatap_participants 2",
        "tatap_messages_total{type=\"signal\"} 1",
        "tatap_joins_total 2",
        "tatap_resumes_total 0",
        "tatap_messages_total{type=\"join\"} 2",
        "tatap_messages_total{type=\"chat\"} 0",
        "tatap_errors_total{code=\"bad_target\"} 1",
        "tatap_errors_total{code=\"going_away\"} 0",
        "tatap_queue_bytes 0",
        "tatap_draining 0",
    ];
    soon("the figures", async {
        loop {
            let reply = get(metrics, "/metrics").await;
            if expected.iter().all(|line| has(reply.text(), line)) {
                return;
            }
        }
    })
    .await;
    drop((ann, bob));
}

#[tokio::test]
async fn the_dashboard_draws_figures_that_there_are_and_leaves_none_out() {
    let server = TestServer::with(|config| {
        config.metrics = Some(ANYWHERE);
        config.turn = Some(TurnConfig {
            address: Some(ANYWHERE),
            ..TurnConfig::default()
        });
    });
    assert_eq!(get(server.address, "/readyz").await.status, 200);
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/grafana-dashboard.json"
    );
    let dashboard = std::fs::read_to_string(path).unwrap();
    let drawn: BTreeSet<&str> = dashboard
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("tatap_"))
        .collect();
    soon("the same names on both sides", async {
        loop {
            let told = get(server.metrics.unwrap(), "/metrics").await;
            let samples = told.text().lines().filter(|line| !line.starts_with('#'));
            let there: BTreeSet<&str> = samples
                .map(|line| line.split(['{', ' ']).next().unwrap())
                .collect();
            // What the relay has refused is told once a second.
            if there.len() < drawn.len() {
                continue;
            }
            return assert_eq!(drawn, there);
        }
    })
    .await;
}

fn has(text: &str, line: &str) -> bool {
    text.lines().any(|one| one == line)
}

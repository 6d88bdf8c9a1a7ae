//! A certificate that an authority gives, by Pebble, the test authority of Let's Encrypt.

use std::net::SocketAddr;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use tokio_tungstenite::client_async;

use crate::support::client::Client;
use crate::support::http;
use crate::support::pebble::Pebble;
use crate::support::program::Program;
use crate::support::scratch::Scratch;
use crate::support::soon;
use crate::support::tls::connect_trusting;

const NAME: &str = "meet.tatap.test";

#[tokio::test]
async fn an_authority_gives_a_certificate_that_is_kept() {
    let scratch = Scratch::new("acme");
    let data = Scratch::new("acme_data");
    let Some(mut pebble) = Pebble::start(&scratch, 1_000_000).await else {
        return;
    };
    let roots = pebble.roots().await;
    let program = start(&pebble, &data).await;
    let first = shown(program.address, &roots, &[]).await;
    program.kill().await;
    // The authority is not asked again.
    pebble.stop().await;
    let again = start(&pebble, &data).await;
    let stream = connect_trusting(again.address, NAME, roots).await.unwrap();
    assert_eq!(stream.get_ref().1.peer_certificates().unwrap(), first);
}

#[tokio::test]
async fn a_certificate_is_renewed_before_it_ends_and_calls_go_on() {
    let scratch = Scratch::new("acme_renewed");
    let data = Scratch::new("acme_renewed_data");
    let Some(pebble) = Pebble::start(&scratch, 9).await else {
        return;
    };
    let roots = pebble.roots().await;
    let program = start(&pebble, &data).await;
    let first = shown(program.address, &roots, &[]).await;
    let stream = connect_trusting(program.address, NAME, roots.clone())
        .await
        .unwrap();
    let url = format!("wss://{}/ws", program.address);
    let (socket, _) = client_async(url, stream).await.unwrap();
    let mut ann = Client::new(socket);
    ann.join("kitchen", "Ann").await;
    shown(program.address, &roots, &first).await;
    ann.ping().await;
}

async fn start(pebble: &Pebble, data: &Scratch) -> Program {
    let vouched_by = pebble.vouched_by();
    let settings = [
        ("TATAP_ACME_DOMAINS", NAME),
        ("TATAP_ACME_CONTACT", "someone@tatap.test"),
        ("TATAP_ACME_DIRECTORY", &pebble.directory()),
        ("TATAP_ACME_ROOTS", vouched_by.to_str().unwrap()),
        ("TATAP_DATA_DIR", data.text()),
        // The tests ask as fast as they can.
        ("TATAP_CONNECTIONS_PER_MINUTE", "1000000"),
    ];
    Program::start_at(pebble.looks_at, &settings).await
}

/// Waits for a certificate that is good and another than `last`.
async fn shown(
    address: SocketAddr,
    roots: &RootCertStore,
    last: &[CertificateDer<'static>],
) -> Vec<CertificateDer<'static>> {
    soon("the certificate", async {
        loop {
            let Ok(stream) = connect_trusting(address, NAME, roots.clone()).await else {
                continue;
            };
            let shown = stream.get_ref().1.peer_certificates().unwrap();
            if shown != last {
                return shown.to_vec();
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_server_whose_authority_is_away_serves_as_far_as_it_can() {
    let data = Scratch::new("acme_away");
    let mut program = Program::start(&[
        ("TATAP_ACME_DOMAINS", NAME),
        ("TATAP_ACME_DIRECTORY", "https://127.0.0.1:9/dir"),
        ("TATAP_DATA_DIR", data.text()),
    ])
    .await;
    program.logged("there is no new certificate").await;
    assert_eq!(http::get(program.address, "/healthz").await.status, 200);
}

//! A certificate that an authority gives, by Pebble, the test authority of Let's Encrypt.

use std::net::SocketAddr;

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
    let pebble = Pebble::start(&scratch).await;
    let port = pebble.looks_at;
    let (directory, roots) = (pebble.directory(), pebble.vouched_by());
    let settings = [
        ("TATAP_ACME_DOMAINS", NAME),
        ("TATAP_ACME_CONTACT", "someone@tatap.test"),
        ("TATAP_ACME_DIRECTORY", &directory),
        ("TATAP_ACME_ROOTS", roots.to_str().unwrap()),
        ("TATAP_DATA_DIR", data.text()),
        ("TATAP_CONNECTIONS_PER_MINUTE", "1000000"),
    ];
    let program = Program::start_at(port, &settings).await;
    let believed = pebble.roots().await;
    let connect =
        async |address: SocketAddr| connect_trusting(address, NAME, believed.clone()).await;
    let first = soon("the certificate", async {
        loop {
            if let Ok(stream) = connect(program.address).await {
                return stream;
            }
        }
    })
    .await;
    let shown = first.get_ref().1.peer_certificates().unwrap().to_vec();
    drop(first);
    program.kill().await;
    // The authority is not asked again.
    pebble.stop().await;
    let again = Program::start_at(port, &settings).await;
    let second = connect(again.address).await.unwrap();
    assert_eq!(second.get_ref().1.peer_certificates().unwrap(), shown);
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

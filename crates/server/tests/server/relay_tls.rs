//! The relay over TLS, for networks that let nothing else through.

use std::fs;
use std::net::SocketAddr;

use rcgen::generate_simple_self_signed;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::Client;
use crate::support::program::{Program, run};
use crate::support::scratch::Scratch;
use crate::support::soon;
use crate::support::tls::{Files, connect};

/// A Binding request (RFC 8489, section 5).
const BINDING: [u8; 20] = [
    0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];

#[tokio::test]
async fn whoever_trusts_the_certificate_is_answered() {
    let scratch = Scratch::new("relay_tls");
    let files = Files::new(&scratch);
    let (_program, relay) = start(&files).await;
    let mut stream = connect(relay, files.certificate()).await.unwrap();
    stream.write_all(&BINDING).await.unwrap();
    let mut answer = [0; 32];
    soon("an answer", stream.read_exact(&mut answer))
        .await
        .unwrap();
    assert_eq!(answer[..2], [1, 1]);
    let other = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    assert!(connect(relay, other.cert.der().clone()).await.is_err());
}

#[tokio::test]
async fn a_client_that_does_not_speak_tls_is_let_go() {
    let scratch = Scratch::new("relay_tls_plain");
    let (_program, relay) = start(&Files::new(&scratch)).await;
    let mut stream = TcpStream::connect(relay).await.unwrap();
    stream.write_all(&BINDING).await.unwrap();
    let mut rest = Vec::new();
    // It may be reset for what it has not read.
    let _ = soon("the end", stream.read_to_end(&mut rest)).await;
    assert!(!rest.starts_with(&[1, 1]), "{rest:?}");
}

#[tokio::test]
async fn a_certificate_that_was_renewed_is_shown() {
    let scratch = Scratch::new("relay_tls_renewed");
    let files = Files::new(&scratch);
    let (_program, relay) = start(&files).await;
    let renewed = files.renew();
    soon("the new certificate", async {
        while connect(relay, renewed.clone()).await.is_err() {}
    })
    .await;
}

#[tokio::test]
async fn a_key_of_another_certificate_is_told_at_the_start() {
    let scratch = Scratch::new("relay_tls_wrong");
    let files = Files::new(&scratch);
    let certificate = fs::read(&files.certificate).unwrap();
    files.renew();
    fs::write(&files.certificate, certificate).unwrap();
    let output = run(&[
        ("TATAP_TURN_TLS_CERT", files.certificate.to_str().unwrap()),
        ("TATAP_TURN_TLS_KEY", files.key.to_str().unwrap()),
    ])
    .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("TATAP_TURN_TLS_CERT is "), "{told}");
}

/// Starts a server whose relay has this certificate; returns where the relay speaks TLS.
async fn start(files: &Files) -> (Program, SocketAddr) {
    let settings = [
        ("TATAP_TURN_ADDR", "0"),
        ("TATAP_TURN_TLS_ADDR", "0"),
        ("TATAP_TURN_TLS_CERT", files.certificate.to_str().unwrap()),
        ("TATAP_TURN_TLS_KEY", files.key.to_str().unwrap()),
    ];
    let program = Program::start(&settings).await;
    let joined = Client::connect(program.address)
        .await
        .join("kitchen", "Ann")
        .await;
    let urls = joined["ice_servers"][1]["urls"].as_array().unwrap();
    let url = urls[2].as_str().unwrap();
    let port = url
        .strip_prefix("turns:localhost:")
        .and_then(|rest| rest.strip_suffix("?transport=tcp"));
    let port: u16 = port.unwrap().parse().unwrap();
    (program, ([127, 0, 0, 1], port).into())
}

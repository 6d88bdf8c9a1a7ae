//! The server speaks TLS itself: pages, WebSockets and the relay, by one certificate in files.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use server::{CertificateFiles, TlsConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::Client;
use crate::support::program::{self, Program, run};
use crate::support::scratch::Scratch;
use crate::support::tls::{self, Files, connect, open};
use crate::support::{TestServer, http, soon};

fn server_with(files: &Files, change: impl FnOnce(&mut server::Config)) -> TestServer {
    TestServer::with(|config| {
        config.tls = Some(TlsConfig::Files(CertificateFiles {
            certificate: files.certificate.clone(),
            key: files.key.clone(),
        }));
        // Some tests ask as fast as they can.
        config.rates.connections = 1_000_000;
        change(config);
    })
}

#[tokio::test]
async fn pages_and_calls_come_over_tls() {
    let scratch = Scratch::new("tls");
    let files = Files::new(&scratch);
    let server = server_with(&files, |_| {});
    let reply = tls::get(server.address, files.certificate(), "/healthz").await;
    assert_eq!(reply.status, 200);
    let mut ann = open(server.address, files.certificate()).await;
    let mut bob = open(server.address, files.certificate()).await;
    ann.join("kitchen", "Ann").await;
    bob.join("kitchen", "Bob").await;
    assert_eq!(ann.next().await["type"], "participant_joined");
    ann.chat("c-1", "Hello").await;
    assert_eq!(ann.next().await["text"], "Hello");
    assert_eq!(bob.next().await["text"], "Hello");
    // More than any buffer on the way takes at once, and the last byte of it.
    let sdp = "x".repeat(60_000);
    for _ in 0..20 {
        ann.signal(bob.id, &sdp).await;
        assert_eq!(bob.next().await["signal"]["description"]["sdp"], sdp);
    }
    bob.send_text("rubbish").await;
    bob.expect_end("bad_message", 4000).await;
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_and_calls_go_on() {
    let scratch = Scratch::new("tls_renewed");
    let files = Files::new(&scratch);
    let server = server_with(&files, |_| {});
    let mut ann = open(server.address, files.certificate()).await;
    ann.join("kitchen", "Ann").await;
    let renewed = files.renew();
    soon("the new certificate", async {
        while connect(server.address, renewed.clone()).await.is_err() {}
    })
    .await;
    ann.ping().await;
}

#[tokio::test]
async fn a_certificate_whose_key_comes_later_is_shown_when_it_has_come() {
    let scratch = Scratch::new("tls_late_key");
    let files = Files::new(&scratch);
    let server = server_with(&files, |_| {});
    let (first, first_key) = (files.certificate(), fs::read(&files.key).unwrap());
    let renewed = files.renew();
    let renewed_key = fs::read(&files.key).unwrap();
    fs::write(&files.key, first_key).unwrap();
    for _ in 0..3 {
        assert!(connect(server.address, first.clone()).await.is_ok());
    }
    fs::write(&files.key, renewed_key).unwrap();
    soon("the new certificate", async {
        while connect(server.address, renewed.clone()).await.is_err() {}
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_without_tls_is_led_to_it() {
    let scratch = Scratch::new("tls_plain");
    let files = Files::new(&scratch);
    let server = server_with(&files, |config| {
        config.http_redirect = Some("127.0.0.1:0".parse().unwrap());
    });
    let here = format!("https://{}/room?a=b", server.address);
    for address in [server.address, server.redirect.unwrap()] {
        let reply = http::get(address, "/room?a=b").await;
        assert_eq!((reply.status, reply.header("location")), (308, &*here));
        let reply = http::get(address, "/.well-known/acme-challenge/a").await;
        assert_eq!(
            reply.status, 404,
            "what another program's authority looks for"
        );
        let refused = Client::connect_with(address, &[]).await;
        assert_eq!(refused.err(), Some(308));
    }
    let health = http::get(server.address, "/healthz").await;
    assert_eq!(health.status, 200, "a health check needs no certificate");
}

#[tokio::test]
async fn browsers_are_told_to_come_by_tls_alone_where_the_certificate_is_real() {
    const HSTS: &str = "strict-transport-security";
    let scratch = Scratch::new("tls_hsts");
    let files = Files::new(&scratch);
    let own = server_with(&files, |_| {});
    let reply = tls::get(own.address, files.certificate(), "/healthz").await;
    assert_eq!(reply.header(HSTS), "", "nobody vouches for it");
    let authority = files.sign();
    let real = server_with(&files, |_| {});
    let reply = tls::get(real.address, authority, "/healthz").await;
    assert_eq!(reply.header(HSTS), "max-age=15552000");
    let plain = http::get(real.address, "/").await;
    assert_eq!(
        plain.header(HSTS),
        "",
        "said without TLS it counts for nothing"
    );
    let server = TestServer::start();
    assert_eq!(http::get(server.address, "/healthz").await.header(HSTS), "");
}

#[tokio::test]
async fn who_is_refused_hears_why_over_tls() {
    let scratch = Scratch::new("tls_refused");
    let files = Files::new(&scratch);
    let server = server_with(&files, |config| config.max_connections_per_address = 1);
    let mut ann = open(server.address, files.certificate()).await;
    ann.join("kitchen", "Ann").await;
    let refused = connect(server.address, files.certificate()).await.unwrap();
    let reply = tls::read(refused).await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, "10"));
    ann.ping().await;
}

#[tokio::test]
async fn whoever_never_begins_tls_is_let_go() {
    let scratch = Scratch::new("tls_silent");
    let files = Files::new(&scratch);
    let server = server_with(&files, |config| {
        config.header_timeout = Duration::from_millis(300);
    });
    for begin in [
        &b""[..],
        b"\x16",
        b"\x16\x03\x01\x00\xff",
        b"GET / HTTP/1.1\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(begin).await.unwrap();
        let mut rest = Vec::new();
        let _ = soon("the end", stream.read_to_end(&mut rest)).await;
    }
    let nonsense = [&b"\x16"[..], &[0xff; 500]].concat();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&nonsense).await.unwrap();
    let _ = soon("the end", stream.read_to_end(&mut Vec::new())).await;
    let reply = tls::get(server.address, files.certificate(), "/healthz").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn one_certificate_serves_pages_and_relay() {
    let scratch = Scratch::new("tls_both");
    let files = Files::new(&scratch);
    let authority = files.sign();
    let settings = [
        ("TATAP_TLS_CERT", files.certificate.to_str().unwrap()),
        ("TATAP_TLS_KEY", files.key.to_str().unwrap()),
        ("TATAP_TURN_ADDR", "0"),
        ("TATAP_TURN_TLS_ADDR", "0"),
    ];
    let program = Program::start(&settings).await;
    assert!(
        program
            .greeting
            .starts_with("Tatap is listening on https://localhost:")
    );
    let mut ann = open(program.address, authority.clone()).await;
    let joined = ann.join("kitchen", "Ann").await;
    let urls = joined["ice_servers"][1]["urls"].as_array().unwrap();
    let url = urls
        .iter()
        .filter_map(|url| url.as_str())
        .find(|url| url.starts_with("turns:"));
    let port = url.unwrap().rsplit_once(':').unwrap().1;
    let port: u16 = port.split('?').next().unwrap().parse().unwrap();
    let relay = SocketAddr::from(([127, 0, 0, 1], port));
    assert!(connect(relay, authority).await.is_ok());
    let renewed = files.renew();
    soon("the new certificate of both", async {
        while connect(relay, renewed.clone()).await.is_err() {}
        while connect(program.address, renewed.clone()).await.is_err() {}
    })
    .await;
}

#[tokio::test]
async fn the_doctor_finds_a_server_that_speaks_tls() {
    let scratch = Scratch::new("tls_doctor");
    let files = Files::new(&scratch);
    let certificate = files.certificate.to_str().unwrap();
    let key = files.key.to_str().unwrap();
    let tls = [("TATAP_TLS_CERT", certificate), ("TATAP_TLS_KEY", key)];
    let program = Program::start(&tls).await;
    let port = program.address.port().to_string();
    let output = program::doctor(&[tls[0], tls[1], ("PORT", &port)]).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Tatap is running and answers."), "{text}");
    assert!(text.contains("day(s) more"), "{text}");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_told_at_the_start() {
    let scratch = Scratch::new("tls_wrong");
    let files = Files::new(&scratch);
    let certificate = fs::read(&files.certificate).unwrap();
    files.renew();
    fs::write(&files.certificate, certificate).unwrap();
    let output = run(&[
        ("TATAP_TLS_CERT", files.certificate.to_str().unwrap()),
        ("TATAP_TLS_KEY", files.key.to_str().unwrap()),
        ("TATAP_ACME_CONTACT", "nobody"),
    ])
    .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("TATAP_TLS_CERT is "), "{told}");
}

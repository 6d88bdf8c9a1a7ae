//! Behind a real nginx, with what `docs/proxies.md` tells people to write.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::Value;

use crate::support::nginx::Nginx;
use crate::support::program::Program;
use crate::support::scratch::Scratch;

const TRUSTED: (&str, &str) = ("TATAP_TRUSTED_PROXIES", "127.0.0.1");

#[tokio::test]
async fn pages_and_calls_come_through() {
    let scratch = Scratch::new("nginx");
    let web = Scratch::new("nginx_web");
    web.write("index.html", "<!doctype html><title>Tatap</title>");
    let program = Program::start(&[TRUSTED, ("TATAP_WEB_DIR", web.text())]).await;
    let Some(nginx) = Nginx::start(&scratch, program.address).await else {
        return;
    };
    let page = nginx.ask(2, "/kitchen", &[], 0).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Tatap"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert_eq!(page.header("strict-transport-security"), "max-age=15552000");
    let preview = "/api/rooms/kitchen";
    let own = nginx
        .ask(2, preview, &[("Origin", &nginx.origin())], 0)
        .await;
    assert_eq!(own.status, 200, "it passes on by which name it was asked");
    let foreign = nginx
        .ask(2, preview, &[("Origin", "https://evil.example")], 0)
        .await;
    assert_eq!(foreign.status, 403);
    let mut ann = nginx.open(2).await.unwrap();
    let mut bob = nginx.open(3).await.unwrap();
    ann.join("kitchen", "Ann").await;
    bob.join("kitchen", "Bob").await;
    assert_eq!(ann.next().await["type"], "participant_joined");
    let sdp = "x".repeat(60_000);
    ann.signal(bob.id, &sdp).await;
    assert_eq!(bob.next().await["signal"]["description"]["sdp"], sdp);
}

#[tokio::test]
async fn everyone_has_the_address_from_which_they_come() {
    let scratch = Scratch::new("nginx_address");
    let program = Program::start(&[TRUSTED]).await;
    let Some(nginx) = Nginx::start(&scratch, program.address).await else {
        return;
    };
    let seen = async |last, headers: &[(&str, &str)]| {
        let reply = nginx.ask(last, "/api/check", headers, 0).await;
        let told: Value = serde_json::from_str(reply.text()).unwrap();
        told["address"].clone()
    };
    assert_eq!(seen(2, &[]).await, "127.0.0.2");
    assert_eq!(seen(3, &[]).await, "127.0.0.3");
    for forged in [
        ("X-Forwarded-For", "192.0.2.7"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("Forwarded", "for=192.0.2.7"),
    ] {
        assert_eq!(seen(2, &[forged]).await, "127.0.0.2", "{forged:?}");
    }
}

#[tokio::test]
async fn limits_are_those_of_each_address() {
    let scratch = Scratch::new("nginx_limits");
    let program = Program::start(&[
        TRUSTED,
        ("TATAP_CHECKS_PER_MINUTE", "2"),
        ("TATAP_MAX_CONNECTIONS_PER_ADDRESS", "2"),
    ])
    .await;
    let Some(nginx) = Nginx::start(&scratch, program.address).await else {
        return;
    };
    let check = async |last| nginx.ask(last, "/api/check", &[], 0).await;
    assert_eq!([check(2).await.status, check(2).await.status], [200, 200]);
    let refused = check(2).await;
    assert_eq!(refused.status, 429);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    assert_eq!(check(3).await.status, 200);
    let _two = [nginx.open(2).await.unwrap(), nginx.open(2).await.unwrap()];
    assert_eq!(nginx.open(2).await.err(), Some(429));
    nginx.open(3).await.unwrap().join("kitchen", "Ann").await;
}

#[tokio::test]
async fn large_uploads_end_at_nginx() {
    let scratch = Scratch::new("nginx_uploads");
    let program = Program::start(&[TRUSTED]).await;
    let Some(nginx) = Nginx::start(&scratch, program.address).await else {
        return;
    };
    assert_eq!(nginx.ask(2, "/api/check", &[], 1_000).await.status, 405);
    assert_eq!(nginx.ask(2, "/api/check", &[], 100_000).await.status, 413);
}

#[tokio::test]
async fn a_call_that_is_silent_for_a_minute_goes_on() {
    let scratch = Scratch::new("nginx_silence");
    // nginx itself would end it after 60 seconds, if it were not told otherwise.
    let program = Program::start(&[TRUSTED, ("TATAP_SILENCE_TIMEOUT", "63")]).await;
    let Some(nginx) = Nginx::start(&scratch, program.address).await else {
        return;
    };
    let mut ann = nginx.open(2).await.unwrap();
    let start = Instant::now();
    ann.join("kitchen", "Ann").await;
    let end = async { while let Some(Ok(_)) = ann.socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(90), end)
        .await
        .unwrap();
    assert!(
        start.elapsed() > Duration::from_secs(61),
        "{:?}",
        start.elapsed()
    );
}

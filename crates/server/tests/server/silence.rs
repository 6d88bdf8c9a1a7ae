use std::time::{Duration, Instant};

use tokio::time::interval;

use crate::support::TestServer;
use crate::support::client::Memory;

/// Much below the silence that the tests allow.
const PACE: Duration = Duration::from_millis(100);

#[tokio::test]
async fn who_is_silent_for_too_long_is_cut_off_and_may_come_back() {
    let server = TestServer::with(|config| config.silence_timeout = Duration::from_secs(2));
    let (mut ann, silent) = server.pair("kitchen").await;
    let (started, memory) = (Instant::now(), silent.memory.clone());
    // A reset, as there is nobody to say goodbye to.
    let ends = tokio::spawn(silent.ends());
    let mut pace = interval(PACE);
    let told = loop {
        pace.tick().await;
        ann.send(&crate::support::client::ping(1)).await;
        let message = ann.next().await;
        if message["type"] != "pong" {
            break message;
        }
    };
    assert_eq!(
        (&told["type"], &told["connected"]),
        (&"participant_connection".into(), &false.into())
    );
    assert!(!ends.await.unwrap());
    assert!(started.elapsed() >= Duration::from_millis(3_300));
    let (mut bob, _) = server.resume(memory).await;
    bob.ping().await;
}

#[tokio::test]
async fn who_pings_stays_after_joining_and_after_resuming() {
    let server = TestServer::with(|config| config.silence_timeout = Duration::from_secs(2));
    let ann = server.join("kitchen", "Ann").await;
    let (mut ann, _) = server.resume(ann.lose()).await;
    let mut bob = server.join("kitchen", "Bob").await;
    ann.next().await;
    let mut pace = interval(PACE);
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(5) {
        pace.tick().await;
        ann.ping().await;
        bob.ping().await;
    }
}

#[tokio::test]
async fn who_is_silent_after_resuming_is_cut_off_as_soon() {
    let server = TestServer::with(|config| {
        config.silence_timeout = Duration::from_secs(2);
        config.join_timeout = Duration::from_secs(60);
    });
    let memory: Memory = server.join("kitchen", "Ann").await.lose();
    let (ann, _) = server.resume(memory).await;
    assert!(!ann.ends().await);
}

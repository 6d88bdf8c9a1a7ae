//! Requests that never begin, never end, or are larger than any that anyone needs.

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::siege::Siege;
use crate::support::soon;

#[tokio::test]
async fn two_hundred_slow_heads() {
    let siege = Siege::lay(&[("TATAP_HEADER_TIMEOUT", "2")]).await;
    slow_heads(&siege).await;
    siege.lift().await;
}

#[tokio::test]
async fn two_hundred_silent_sockets() {
    let settings = [("TATAP_HEADER_TIMEOUT", "2"), ("TATAP_JOIN_TIMEOUT", "2")];
    let siege = Siege::lay(&settings).await;
    silent_sockets(&siege).await;
    siege.lift().await;
}

#[tokio::test]
async fn two_thousand_headers() {
    let siege = Siege::lay(&[]).await;
    let headers: String = (0..2_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
    for _ in 0..100 {
        refused(&siege.send(1, head.as_bytes()).await);
    }
    siege.lift().await;
}

#[tokio::test]
async fn a_header_of_64_kib() {
    let siege = Siege::lay(&[]).await;
    let head = format!(
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "y".repeat(65_536)
    );
    for _ in 0..100 {
        refused(&siege.send(1, head.as_bytes()).await);
    }
    siege.lift().await;
}

#[tokio::test]
async fn a_url_of_a_megabyte() {
    let siege = Siege::lay(&[]).await;
    let head = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(1 << 20));
    for _ in 0..50 {
        refused(&siege.send(1, head.as_bytes()).await);
    }
    siege.lift().await;
}

#[tokio::test]
async fn a_body_that_never_ends() {
    let siege = Siege::lay(&[("TATAP_HEADER_TIMEOUT", "1")]).await;
    for framing in ["Content-Length: 100000000000", "Transfer-Encoding: chunked"] {
        let head = format!("POST /api/check HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n");
        for _ in 0..20 {
            let mut stream = siege.connect(1).await;
            stream.write_all(head.as_bytes()).await.unwrap();
            let piece = [b'x'; 16 * 1024];
            for _ in 0..64 {
                if stream.write_all(&piece).await.is_err() {
                    break;
                }
            }
        }
    }
    siege.lift().await;
}

/// Nothing but a refusal has come, if anything has.
fn refused(answer: &[u8]) {
    let status = answer.get(9..12).map(String::from_utf8_lossy);
    let is_refusal = status.is_none_or(|status| ["400", "414", "431"].contains(&&*status));
    assert!(is_refusal, "{}", String::from_utf8_lossy(answer));
}

async fn slow_heads(siege: &Siege) {
    let slow = (0..200).map(async |n| {
        let mut stream = siege.connect(1).await;
        let head = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: y";
        // A byte at a time, as long as the server listens.
        let half = &head.as_bytes()[..n % head.len()];
        for byte in half {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::task::yield_now().await;
        }
        let _ = soon("the end", stream.read_to_end(&mut Vec::new())).await;
    });
    join_all(slow).await;
}

async fn silent_sockets(siege: &Siege) {
    let silent = (0..100).map(async |_| {
        let mut stream = siege.connect(1).await;
        let _ = soon("the end", stream.read_to_end(&mut Vec::new())).await;
    });
    let never_joining = (0..100).map(async |_| {
        let client = siege.open(2, &[]).await.unwrap();
        client.expect_end("join_timeout", 4000).await;
    });
    tokio::join!(join_all(silent), join_all(never_joining));
}

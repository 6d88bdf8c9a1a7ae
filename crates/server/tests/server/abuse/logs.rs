//! What strangers say comes into the log as what it is, and makes no lines of its own.

use serde_json::{Value, json};

use super::siege::Siege;

const FORGED: &str = "\n2026-01-01T00:00:00Z ERROR server: forged \u{1b}[31m";

/// Says the forged line wherever the server takes words.
async fn say_it_everywhere(siege: &Siege) {
    for message in [
        json!({ "type": "join", "versions": [1], "room": FORGED, "name": "M" }),
        json!({ "type": "join", "versions": [1], "room": "log", "name": FORGED }),
        json!({ "type": FORGED }),
        json!({ "type": "resume", "versions": [1], "room": "log", "token": FORGED, "attempt": 1 }),
        json!(FORGED),
    ] {
        let mut mallory = siege.open(1, &[]).await.unwrap();
        mallory.send(&message).await;
        let answer = mallory.next().await;
        assert_eq!(answer["type"], "error");
        drop(mallory);
    }
    let path = "/api/rooms/a%0a2026-01-01T00:00:00Z%20ERROR%20server:%20forged%1b[31m";
    siege.get(1, path, &[]).await;
    let tab = "a\tERROR server: forged";
    for name in [
        "Origin",
        "Host",
        "X-Forwarded-For",
        "Forwarded",
        "User-Agent",
    ] {
        siege.get(1, "/api/check", &[(name, tab)]).await;
    }
    // In the middle of a header's value, a line's end begins another header.
    let head = b"GET / HTTP/1.1\r\nHost: x\r\nOrigin: a\x0b\x1b[31m\r\n ERROR forged\r\n\r\n";
    siege.send(1, head).await;
}

#[tokio::test]
async fn lines_for_people() {
    let siege = Siege::lay(&[("TATAP_LOG", "trace")]).await;
    say_it_everywhere(&siege).await;
    let log = siege.lift().await;
    for line in log.lines() {
        assert!(line.starts_with("20") && line.contains("Z "), "{line}");
        assert!(
            !line.starts_with("2026-01-01") && !line.contains('\u{1b}'),
            "{line:?}"
        );
    }
}

#[tokio::test]
async fn lines_for_programs() {
    let siege = Siege::lay(&[("TATAP_LOG", "trace"), ("TATAP_LOG_FORMAT", "json")]).await;
    say_it_everywhere(&siege).await;
    let log = siege.lift().await;
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_ne!(line["timestamp"], "2026-01-01T00:00:00Z");
        assert!(line["level"].is_string());
    }
}

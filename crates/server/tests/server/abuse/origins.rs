//! Pages of others, and what they may not find out, change or read.

use super::siege::Siege;

const EVIL: &str = "https://evil.example";

#[tokio::test]
async fn pages_of_others_come_into_no_room() {
    let siege = Siege::lay(&[]).await;
    for origin in [EVIL, "null", "", "file://", "http://127.0.0.1.evil.example"] {
        for _ in 0..20 {
            let refused = siege.open(1, &[("Origin", origin)]).await.err();
            assert_eq!(refused, Some(403), "{origin:?}");
        }
        for path in ["/api/rooms/bystanders", "/api/check"] {
            let reply = siege.get(1, path, &[("Origin", origin)]).await;
            assert_eq!(reply.status, 403, "{path} {origin:?}");
            assert_eq!(reply.header("access-control-allow-origin"), "");
            assert!(!reply.text().contains("Cara"));
        }
    }
    let program = siege.open(1, &[]).await;
    assert!(program.is_ok(), "a program says of no page that it is one");
    drop(program);
    siege.lift().await;
}

#[tokio::test]
async fn requests_that_pages_of_others_can_send_change_nothing() {
    let siege = Siege::lay(&[]).await;
    let forms = [
        ("Content-Type", "text/plain"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Type", "multipart/form-data; boundary=x"),
    ];
    for path in [
        "/ws",
        "/api/rooms/bystanders",
        "/api/check",
        "/config.json",
        "/healthz",
        "/",
    ] {
        for form in forms {
            let headers = [
                ("Origin", EVIL),
                form,
                ("Content-Length", "0"),
                ("Cookie", "a=b"),
            ];
            let reply = siege.request(1, "POST", path, &headers).await;
            assert!(
                (400..500).contains(&reply.status),
                "{path}: {}",
                reply.status
            );
            assert_eq!(reply.header("set-cookie"), "");
        }
        for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
            let reply = siege.request(1, method, path, &[("Origin", EVIL)]).await;
            assert!(
                (400..500).contains(&reply.status),
                "{method} {path}: {}",
                reply.status
            );
        }
    }
    siege.lift().await;
}

#[tokio::test]
async fn no_answer_is_for_pages_of_others_but_that_the_server_is_well() {
    let siege = Siege::lay(&[]).await;
    let preflight = [
        ("Origin", EVIL),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "x-anything"),
    ];
    for path in [
        "/",
        "/config.json",
        "/api/check",
        "/api/rooms/bystanders",
        "/api/x",
        "/readyz",
    ] {
        for (method, headers) in [("GET", &preflight[..1]), ("OPTIONS", &preflight[..])] {
            let reply = siege.request(1, method, path, headers).await;
            let allowed = reply.header("access-control-allow-origin");
            assert_eq!(allowed, "", "{method} {path}");
            assert_eq!(reply.header("access-control-allow-credentials"), "");
            assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
        }
    }
    siege.lift().await;
}

#[tokio::test]
async fn no_path_leads_out_of_the_web_app() {
    let siege = Siege::lay(&[]).await;
    for path in [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5c..%5cetc%5cpasswd",
        "/....//....//etc/passwd",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/a/../../../../../etc/passwd",
        "/%252e%252e/%252e%252e/etc/passwd",
        "/etc/passwd%00.html",
        "/\u{2e}\u{2e}/Cargo.toml",
        "/..;/..;/etc/passwd",
        "/.git/config",
        "/api/rooms/..%2f..%2fetc%2fpasswd",
        "http://127.0.0.1/../../etc/passwd",
        "file:///etc/passwd",
    ] {
        let reply = siege.get(1, path, &[]).await;
        let text = String::from_utf8_lossy(&reply.body);
        assert!(
            !text.contains("root:") && !text.contains("[package]"),
            "{path}: {text}"
        );
        assert!(reply.status >= 400, "{path}: {}", reply.status);
    }
    siege.lift().await;
}

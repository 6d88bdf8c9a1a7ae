use std::fs;

use server::WebSource;

use crate::support::TestServer;
use crate::support::http::{get, get_with, request};
use crate::support::scratch::Scratch;

const SCRIPT: &str = "app-0123456789abcdef.js";
const PAGE: &str = "<!doctype html><script type=\"module\">alert('Hello, world.');</script>";

#[tokio::test]
async fn every_address_of_the_app_is_its_page() {
    let (server, _files) = serving("every_address");
    for path in ["/", "/index.html", "/r/kitchen", "/r/no.room", "/about"] {
        let reply = get(server.address, path).await;
        assert_eq!((reply.status, reply.text()), (200, PAGE), "{path}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn the_policy_names_the_script_within_the_page() {
    let (server, _files) = serving("policy");
    let policy = get(server.address, "/")
        .await
        .header("content-security-policy")
        .to_owned();
    let source = "script-src 'self' 'wasm-unsafe-eval' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';";
    assert!(policy.contains(source), "{policy}");
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever() {
    let (server, _files) = serving("hashed");
    let script = get(server.address, &format!("/{SCRIPT}")).await;
    assert_eq!((script.status, script.text()), (200, "plain script"));
    assert_eq!(
        script.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    let wasm = get(server.address, "/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(
        wasm.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(
        get(server.address, "/favicon.svg")
            .await
            .header("cache-control"),
        "no-cache"
    );
}

#[tokio::test]
async fn what_the_app_is_installed_by_is_asked_for_again_each_time() {
    let (server, _files) = serving("installed");
    for (path, kind) in [
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/icon-192.png", "image/png"),
    ] {
        let reply = get(server.address, path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, kind));
        assert_eq!(reply.header("cache-control"), "no-cache", "{path}");
        let policy = reply.header("content-security-policy");
        for source in [
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
        ] {
            assert!(policy.contains(source), "{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn who_takes_brotli_gets_it() {
    let (server, _files) = serving("brotli");
    let path = format!("/{SCRIPT}");
    let compressed = get_with(server.address, &path, &[("Accept-Encoding", "gzip, br")]).await;
    assert_eq!(
        (compressed.header("content-encoding"), compressed.text()),
        ("br", "small script")
    );
    let plain = get_with(server.address, &path, &[("Accept-Encoding", "gzip")]).await;
    assert_eq!(
        (plain.header("content-encoding"), plain.text()),
        ("", "plain script")
    );
    assert_eq!(
        (compressed.header("vary"), plain.header("vary")),
        ("Accept-Encoding", "Accept-Encoding")
    );
    assert_ne!(compressed.header("etag"), plain.header("etag"));
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let (server, _files) = serving("known");
    for encoding in ["br", "identity"] {
        let path = format!("/{SCRIPT}");
        let first = get_with(server.address, &path, &[("Accept-Encoding", encoding)]).await;
        let headers = [
            ("Accept-Encoding", encoding),
            ("If-None-Match", first.header("etag")),
        ];
        let again = get_with(server.address, &path, &headers).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), first.header("etag"));
        assert_eq!(again.header("cache-control"), first.header("cache-control"));
        assert_eq!(again.header("vary"), "Accept-Encoding");
    }
    let other = get_with(server.address, "/", &[("If-None-Match", "\"other\"")]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn a_new_build_has_a_new_tag() {
    let (server, files) = serving("new_build");
    let before = get(server.address, "/").await.header("etag").to_owned();
    files.write("index.html", "<!doctype html>new");
    assert_ne!(get(server.address, "/").await.header("etag"), before);
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let (server, _files) = serving("head");
    let path = format!("/{SCRIPT}");
    let (head, full) = (
        request(server.address, "HEAD", &path, &[]).await,
        get(server.address, &path).await,
    );
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-length", "content-type", "etag", "cache-control"] {
        assert_eq!(head.header(name), full.header(name), "{name}");
    }
}

#[tokio::test]
async fn missing_files_and_files_elsewhere_are_not_found() {
    let (server, files) = serving("missing");
    fs::write(files.path().with_file_name("secret.txt"), "secret").unwrap();
    for path in [
        "/missing.js",
        "/../secret.txt",
        "/a/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/.hidden.txt",
    ] {
        let reply = get(server.address, path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.text().contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn without_a_build_a_page_says_how_to_make_one() {
    let server = TestServer::start();
    let reply = get(server.address, "/r/kitchen").await;
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("trunk build") && reply.text().contains("cargo xtask run"));
}

/// Starts a server with a web app in a directory of its own.
fn serving(name: &str) -> (TestServer, Scratch) {
    let files = Scratch::new(name);
    files.write("index.html", PAGE);
    files.write(SCRIPT, "plain script");
    files.write(&format!("{SCRIPT}.br"), "small script");
    files.write("app-0123456789abcdef_bg.wasm", "\0asm");
    files.write("favicon.svg", "<svg/>");
    files.write("sw.js", "addEventListener");
    files.write("manifest.webmanifest", "{}");
    files.write("icon-192.png", "PNG");
    let source = WebSource::Directory(files.path().to_owned());
    (TestServer::with(|config| config.web = source), files)
}

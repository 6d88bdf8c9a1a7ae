//! Signing in, at an identity provider that is somebody else's program.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use server::{HiddenText, OidcConfig, Origin};

use crate::support::TestServer;
use crate::support::http::{get, get_with, request};
use crate::support::identity_provider::{Browser, IdentityProvider};
use crate::support::program::Program;

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let mut browser = Browser::default();
    let me = house.me(&mut browser).await;
    assert_eq!(me, json!({ "sign_in": true, "signed_in": false }));

    let back = house.sign_in(&mut browser, "Ana").await;
    assert_eq!(back, "/r/kitchen");
    let me = house.me(&mut browser).await;
    assert_eq!(
        me,
        json!({ "sign_in": true, "signed_in": true, "name": "Ana Lestari" })
    );
    let cookies = browser.cookies(house.address());
    assert!(cookies.starts_with("tatap-session="), "{cookies}");

    let out = browser.post(&house.url("/auth/logout"), "a=b").await;
    assert_eq!((out.status, out.text()), (204, ""));
    assert_eq!(browser.cookies(house.address()), "");
    let headers = [("Cookie", cookies.as_str())];
    let reply = get_with(house.address(), "/api/me", &headers).await;
    let me: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(me["signed_in"], false, "the session itself is over");
}

#[tokio::test]
async fn what_is_sent_to_the_provider_is_as_it_should_be() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let reply = get(house.address(), "/auth/login?return=%2Fr%2Fkitchen").await;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (303, "no-store")
    );
    let location = reply.header("location");
    assert!(location.starts_with(&house.provider.issuer), "{location}");
    for part in [
        "response_type=code",
        "client_id=tatap",
        "scope=openid+profile",
        "code_challenge_method=S256",
        "code_challenge=",
        "nonce=",
        "state=",
    ] {
        assert!(location.contains(part), "{part}: {location}");
    }
    assert!(!location.contains("secret-of-the-client"));
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("tatap-sign-in=s."), "{cookie}");
    for part in ["; Path=/", "; Max-Age=600", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
}

#[tokio::test]
async fn nobody_finishes_the_sign_in_of_somebody_else() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let (mut ana, mut eve) = (Browser::default(), Browser::default());
    let callback = house.until_callback(&mut ana, "Ana").await;
    // Without the cookie of the browser that began it, and with that of another sign-in.
    assert_eq!(house.follow(&mut eve, &callback).await, "/?sign_in=expired");
    house.until_callback(&mut eve, "Eve").await;
    assert_eq!(
        house.follow(&mut eve, &callback).await,
        "/r/kitchen?sign_in=expired"
    );
    assert_eq!(house.me(&mut eve).await["signed_in"], false);
    assert_eq!(house.follow(&mut ana, &callback).await, "/r/kitchen");
    // The code and the cookie are used up.
    assert_eq!(house.follow(&mut ana, &callback).await, "/?sign_in=expired");
}

#[tokio::test]
async fn what_was_changed_on_the_way_back_is_not_taken() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    for (change, expected) in [
        (("state=", "state=x"), "/r/kitchen?sign_in=expired"),
        (
            ("iss=", "iss=https://evil.example&x="),
            "/r/kitchen?sign_in=expired",
        ),
        (("code=", "code=x"), "/r/kitchen?sign_in=refused"),
        (
            ("code=", "error=access_denied&x="),
            "/r/kitchen?sign_in=denied",
        ),
    ] {
        let mut browser = Browser::default();
        let callback = house.until_callback(&mut browser, "Ana").await;
        let changed = callback.replacen(change.0, change.1, 1);
        assert_ne!(changed, callback);
        assert_eq!(house.follow(&mut browser, &changed).await, expected);
        assert_eq!(house.me(&mut browser).await["signed_in"], false);
        assert_eq!(browser.cookies(house.address()), "", "nothing is left");
    }
}

#[tokio::test]
async fn a_session_of_before_ends_with_the_next_sign_in() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let mut browser = Browser::default();
    house.sign_in(&mut browser, "Ana").await;
    let before = browser.cookies(house.address());
    house.sign_in(&mut browser, "Ana").await;
    let after = browser.cookies(house.address());
    assert_ne!(before, after);
    let signed_in = async |cookies: &str| {
        let reply = get_with(house.address(), "/api/me", &[("Cookie", cookies)]).await;
        let me: Value = serde_json::from_slice(&reply.body).unwrap();
        me["signed_in"].clone()
    };
    assert_eq!(
        (signed_in(&before).await, signed_in(&after).await),
        (json!(false), json!(true))
    );
    assert_eq!(signed_in("tatap-session=made-up").await, json!(false));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_sign_anybody_out() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let mut browser = Browser::default();
    house.sign_in(&mut browser, "Ana").await;
    let cookies = browser.cookies(house.address());
    let headers = [
        ("Cookie", cookies.as_str()),
        ("Origin", "https://evil.example"),
    ];
    for (method, path) in [("POST", "/auth/logout"), ("GET", "/api/me")] {
        let reply = request(house.address(), method, path, &headers).await;
        assert_eq!(
            (reply.status, reply.header("set-cookie")),
            (403, ""),
            "{path}"
        );
    }
    let reply = get(house.address(), "/auth/logout").await;
    assert_eq!(reply.status, 405, "no link and no picture does it");
    assert_eq!(house.me(&mut browser).await["signed_in"], true);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let House {
        server, provider, ..
    } = house;
    provider.stop().await;
    let reply = get(server.address, "/auth/login?return=/r/kitchen").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/r/kitchen?sign_in=unavailable")
    );
    assert_eq!(get(server.address, "/healthz").await.status, 200);
}

#[tokio::test]
async fn a_provider_that_is_gone_by_the_time_somebody_comes_back_is_told() {
    let Some(house) = House::start(|_| {}).await else {
        return;
    };
    let mut browser = Browser::default();
    let callback = house.until_callback(&mut browser, "Ana").await;
    house.provider.stop().await;
    let reply = browser.get(&callback).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/r/kitchen?sign_in=unavailable")
    );
}

#[tokio::test]
async fn one_address_cannot_begin_on_and_on() {
    let Some(house) = House::start(|questions| *questions = 3).await else {
        return;
    };
    for _ in 0..3 {
        let reply = get(house.address(), "/auth/login").await;
        assert_eq!(reply.status, 303);
    }
    let reply = get(house.address(), "/auth/login").await;
    assert_eq!(
        (reply.status, reply.text()),
        (429, r#"{"error":"rate_limited"}"#)
    );
}

#[tokio::test]
async fn neither_codes_nor_cookies_nor_secrets_are_logged() {
    let port = free_port();
    let home = format!("http://127.0.0.1:{port}");
    let Some(provider) = IdentityProvider::start(&format!("{home}/auth/callback")).await else {
        return;
    };
    let settings = [
        ("TATAP_PUBLIC_URL", home.as_str()),
        ("TATAP_OIDC_ISSUER", &provider.issuer),
        ("TATAP_OIDC_CLIENT_ID", "tatap"),
        ("TATAP_OIDC_CLIENT_SECRET", "secret-of-the-client"),
        ("TATAP_LOG", "trace"),
    ];
    let program = Program::start_at(port, &settings).await;
    let mut browser = Browser::default();
    let url = format!("http://{}/auth/login", program.address);
    let location = browser.get(&url).await.header("location").to_owned();
    let callback = browser.sign_in_as("Ana", &provider.issuer, &location).await;
    let reply = browser.get(&callback).await;
    assert_eq!(reply.header("location"), "/");
    let session = browser.cookies(program.address);
    let begun = browser.get(&url).await;
    let refused = callback.replacen("code=", "code=wrong", 1);
    browser.get(&refused).await;
    let failed = begun.header("set-cookie").to_owned();

    program.signal(Signal::SIGTERM);
    let log = String::from_utf8(program.output().await.stderr).unwrap();
    assert!(log.contains("somebody could not sign in"), "{log}");
    let value = |text: &str, name: &str| {
        let (_, rest) = text.split_once(name).unwrap();
        rest.split(['&', ';']).next().unwrap().to_owned()
    };
    for secret in [
        "secret-of-the-client".to_owned(),
        value(&callback, "code="),
        value(&location, "state="),
        value(&location, "nonce="),
        value(&session, "tatap-session="),
        value(&failed, "tatap-sign-in="),
        "Lestari".to_owned(),
    ] {
        assert!(!log.contains(&secret), "{secret}: {log}");
    }
}

#[tokio::test]
async fn where_nobody_signs_in_there_is_nothing_of_it() {
    let server = TestServer::start();
    let reply = get(server.address, "/api/me").await;
    assert_eq!(reply.text(), r#"{"sign_in":false,"signed_in":false}"#);
    for (method, path) in [
        ("GET", "/auth/login"),
        ("GET", "/auth/callback?code=a&state=b"),
        ("POST", "/auth/logout"),
    ] {
        let reply = request(server.address, method, path, &[]).await;
        assert_eq!(
            (reply.status, reply.text()),
            (404, r#"{"error":"not_found"}"#)
        );
    }
}

#[tokio::test]
async fn a_server_with_https_gives_cookies_to_no_one_else() {
    let server = TestServer::with(|config| {
        config.doors.public_url = Origin::parse("https://meet.example.org");
        config.doors.oidc = Some(oidc("http://127.0.0.1:9"));
    });
    let headers = [("Cookie", "tatap-session=x; __Host-tatap-session=y")];
    let reply = request(server.address, "POST", "/auth/logout", &headers).await;
    assert_eq!(
        reply.header("set-cookie"),
        "__Host-tatap-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
    );
}

/// A server and the identity provider of its people.
struct House {
    server: TestServer,
    provider: IdentityProvider,
}

impl House {
    /// Starts both; `change` says how much one address may ask.
    async fn start(change: impl FnOnce(&mut u32)) -> Option<Self> {
        let port = free_port();
        let home = format!("http://127.0.0.1:{port}");
        let provider = IdentityProvider::start(&format!("{home}/auth/callback")).await?;
        let server = TestServer::with(|config| {
            config.port = port;
            config.doors.public_url = Origin::parse(&home);
            config.doors.oidc = Some(oidc(&provider.issuer));
            change(&mut config.rates.questions);
        });
        Some(Self { server, provider })
    }

    fn address(&self) -> SocketAddr {
        self.server.address
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// Begins to sign in, and returns the address by which the provider sends the browser back.
    async fn until_callback(&self, browser: &mut Browser, name: &str) -> String {
        let login = self.url("/auth/login?return=%2Fr%2Fkitchen");
        let first = browser.get(&login).await.header("location").to_owned();
        let callback = browser
            .sign_in_as(name, &self.provider.issuer, &first)
            .await;
        assert!(
            callback.starts_with(&self.url("/auth/callback?")),
            "{callback}"
        );
        callback
    }

    async fn follow(&self, browser: &mut Browser, callback: &str) -> String {
        let reply = browser.get(callback).await;
        assert_eq!(reply.status, 303);
        reply.header("location").to_owned()
    }

    async fn sign_in(&self, browser: &mut Browser, name: &str) -> String {
        let callback = self.until_callback(browser, name).await;
        self.follow(browser, &callback).await
    }

    async fn me(&self, browser: &mut Browser) -> Value {
        let reply = browser.get(&self.url("/api/me")).await;
        assert_eq!(
            (reply.status, reply.header("cache-control")),
            (200, "no-store")
        );
        serde_json::from_slice(&reply.body).unwrap()
    }
}

fn oidc(issuer: &str) -> OidcConfig {
    OidcConfig {
        issuer: issuer.to_owned(),
        client_id: "tatap".to_owned(),
        client_secret: Some(HiddenText::new("secret-of-the-client".to_owned())),
        session_lifetime: Duration::from_secs(3_600),
    }
}

/// A port that is told to the identity provider before the server has it: not one of those that systems give out, which
/// somebody else might be given meanwhile.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    loop {
        let port = start + NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

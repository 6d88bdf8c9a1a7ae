//! The operator's page: who may see it, and what it does.

use std::net::SocketAddr;

use serde_json::{Value, json};
use server::AdminToken;

use crate::support::http::{Reply, get, get_with, post};
use crate::support::{TestServer, soon};

const TOKEN: &str = "token of the tests +&%";

#[tokio::test]
async fn without_a_token_there_is_no_such_page() {
    let server = TestServer::start();
    for path in ["/admin/state", "/admin/style.css"] {
        let reply = get(server.address, path).await;
        assert!(
            !reply.text().contains("draining") && !reply.text().contains("main"),
            "{path}"
        );
    }
    let reply = post(server.address, "/admin/drain", &[bearer()], "").await;
    assert_eq!(reply.status, 405, "the web app's files take no forms");
}

#[tokio::test]
async fn whoever_has_the_token_sees_who_is_where() {
    let server = open();
    let (_ann, _bob) = server.pair("kitchen").await;
    let closed = get(server.address, "/admin").await;
    assert_eq!(closed.status, 401);
    assert!(closed.text().contains("Sign in") && !closed.text().contains("kitchen"));

    let cookie = sign_in(server.address).await;
    let page = get_with(server.address, "/admin", &[("Cookie", &cookie)]).await;
    assert_eq!(page.status, 200);
    for word in [
        "kitchen",
        "<li>Ann</li>",
        "<li>Bob</li>",
        "Drain this server",
    ] {
        assert!(page.text().contains(word), "no {word} in {}", page.text());
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    assert_eq!(page.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn it_speaks_the_language_of_the_browser() {
    let server = open();
    let cookie = sign_in(server.address).await;
    for (asked, tag, drains, signs_in) in [
        (
            "id-ID,id;q=0.9,en;q=0.8",
            "id",
            "Kosongkan server ini",
            "Masuk",
        ),
        ("en-GB,id;q=0.9", "en", "Drain this server", "Sign in"),
    ] {
        let language = ("Accept-Language", asked);
        let inside = [("Cookie", cookie.as_str()), language];
        for (headers, word) in [(&inside[..], drains), (&[language], signs_in)] {
            let page = get_with(server.address, "/admin", headers).await;
            let html = format!("<html lang=\"{tag}\">");
            assert!(page.text().contains(&html), "{}", page.text());
            assert!(page.text().contains(word), "{}", page.text());
        }
    }
}

#[tokio::test]
async fn a_name_is_text_on_the_page() {
    let server = open();
    let _mallory = server.join("kitchen", "<script>alert(1)</script>").await;
    let cookie = sign_in(server.address).await;
    let page = get_with(server.address, "/admin", &[("Cookie", &cookie)]).await;
    assert!(page.text().contains("&lt;script&gt;") && !page.text().contains("<script"));
}

#[tokio::test]
async fn a_cookie_is_for_this_page_alone_and_for_no_script() {
    let server = open();
    let own = format!("http://{}", server.address);
    let reply = post(server.address, "/admin/login", &[("Origin", &own)], &form()).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/admin"));
    let cookie = reply.header("set-cookie");
    for part in [
        "; Path=/admin",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Max-Age=43200",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "the page came by HTTP: {cookie}"
    );
    let own = format!("https://{}", server.address);
    let reply = post(server.address, "/admin/login", &[("Origin", &own)], &form()).await;
    assert!(reply.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn a_wrong_token_opens_nothing_and_cannot_be_tried_for_ever() {
    let server = TestServer::with(|config| {
        config.admin_token = AdminToken::new(TOKEN);
        config.rates.password_tries = 3;
    });
    let own = format!("http://{}", server.address);
    let attempt =
        async |body: &str| post(server.address, "/admin/login", &[("Origin", &own)], body).await;
    for body in ["token=wrong", "token=", "token=token+of+the+tests"] {
        let reply = attempt(body).await;
        assert_eq!(
            (reply.status, reply.header("set-cookie")),
            (403, ""),
            "{body}"
        );
    }
    let reply = attempt(&form()).await;
    assert_eq!(reply.status, 429);
    assert_ne!(reply.header("retry-after"), "");
}

#[tokio::test]
async fn other_sites_cannot_send_its_forms() {
    let server = open();
    let cookie = sign_in(server.address).await;
    let own = format!("http://{}", server.address);
    let page = get_with(server.address, "/admin", &[("Cookie", &cookie)]).await;
    let proof = format!("proof={}", proof(page.text()));
    let drain = async |headers: &[(&str, &str)], body: &str| {
        post(server.address, "/admin/drain", headers, body)
            .await
            .status
    };
    let foreign = [
        ("Cookie", cookie.as_str()),
        ("Origin", "https://evil.example"),
    ];
    assert_eq!(drain(&foreign, &proof).await, 403);
    assert_eq!(
        drain(&[("Cookie", &cookie), ("Origin", "null")], &proof).await,
        403
    );
    assert_eq!(drain(&[("Cookie", &cookie)], &proof).await, 403);
    let with_cookie = [("Cookie", cookie.as_str()), ("Origin", own.as_str())];
    assert_eq!(drain(&with_cookie, "").await, 403, "no proof");
    assert_eq!(drain(&with_cookie, "proof=guessed").await, 403);
    assert_eq!(
        drain(&[("Origin", &own)], &proof).await,
        303,
        "to the sign-in"
    );
    assert_eq!(drain(&[("Authorization", "Bearer wrong")], "").await, 403);
    let foreign = [("Origin", "https://evil.example")];
    assert_eq!(
        post(server.address, "/admin/login", &foreign, &form())
            .await
            .status,
        403
    );
    assert_eq!(state(server.address).await["draining"], false);
}

#[tokio::test]
async fn the_button_drains_and_signing_out_ends_it() {
    let server = open();
    let ann = server.join("kitchen", "Ann").await;
    let cookie = sign_in(server.address).await;
    let own = format!("http://{}", server.address);
    let headers = [("Cookie", cookie.as_str()), ("Origin", own.as_str())];
    let page = get_with(server.address, "/admin", &headers).await;
    let proof = format!("proof={}", proof(page.text()));
    let reply = post(server.address, "/admin/drain", &headers, &proof).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/admin"));
    let page = get_with(server.address, "/admin", &headers).await;
    assert!(page.text().contains("Draining: there are no new rooms"));
    assert_eq!(state(server.address).await["draining"], true);

    let reply = post(server.address, "/admin/logout", &headers, &proof).await;
    assert!(reply.header("set-cookie").starts_with("tatap_admin=; "));
    assert_eq!(
        get_with(server.address, "/admin", &headers).await.status,
        401
    );
    drop(ann);
}

#[tokio::test]
async fn a_program_sees_and_drains_by_the_token_itself() {
    let server = open();
    let _ann = server.join("kitchen", "Ann").await;
    assert_eq!(get(server.address, "/admin/state").await.status, 401);
    let seen = state(server.address).await;
    assert_eq!(seen["rooms"][0]["name"], "kitchen");
    assert_eq!(
        seen["rooms"][0]["people"],
        json!([{ "name": "Ann", "role": "host", "connected": true }])
    );
    let reply = post(server.address, "/admin/drain", &[bearer()], "").await;
    assert_eq!(reply.status, 202);
    soon("the drain", async {
        while get(server.address, "/readyz").await.status == 200 {}
    })
    .await;
}

fn open() -> TestServer {
    TestServer::with(|config| config.admin_token = AdminToken::new(TOKEN))
}

fn form() -> String {
    "token=token+of+the+tests+%2B%26%25".to_owned()
}

fn bearer() -> (&'static str, &'static str) {
    ("Authorization", "Bearer token of the tests +&%")
}

async fn sign_in(address: SocketAddr) -> String {
    let own = format!("http://{address}");
    let reply: Reply = post(address, "/admin/login", &[("Origin", &own)], &form()).await;
    assert_eq!(reply.status, 303);
    let cookie = reply.header("set-cookie").split(';').next();
    cookie.unwrap().to_owned()
}

async fn state(address: SocketAddr) -> Value {
    let reply = get_with(address, "/admin/state", &[bearer()]).await;
    serde_json::from_slice(&reply.body).unwrap()
}

fn proof(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"proof\" value=\"").unwrap();
    rest.split_once('"').unwrap().0
}

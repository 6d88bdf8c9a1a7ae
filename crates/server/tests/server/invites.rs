//! The HTTP API by which invites are made, listed and revoked.

use std::net::SocketAddr;

use doors::ApiToken;
use protocol::{DeviceMark, Entry, EntryPass, ErrorCode, Role, RoomId};
use serde_json::{Value, json};
use server::{Config, Doors, DoorsConfig, Origin};

use crate::support::TestServer;
use crate::support::http::{Reply, request, send};
use crate::support::scratch::Scratch;

const TOKEN: &str = "0123456789abcdefghijklmn";
const JSON: (&str, &str) = ("Content-Type", "application/json");
const OPERATOR: (&str, &str) = ("Authorization", "Bearer 0123456789abcdefghijklmn");

#[tokio::test]
async fn an_operator_makes_lists_and_revokes_invites() {
    let server = TestServer::with(operated);
    let wish = json!({ "room": "kitchen", "role": "host", "expires_in": 3_600, "max_uses": 3, "name": "Ana" });
    let made = make(server.address, &wish).await;
    assert_eq!(
        (made.status, made.header("cache-control")),
        (201, "no-store")
    );
    let made = body(&made);
    assert_eq!(
        (
            &made["role"],
            &made["max_uses"],
            &made["name"],
            &made["uses"]
        ),
        (&json!("host"), &json!(3), &json!("Ana"), &json!(0))
    );
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("i."), "{made}");
    let path = format!("/r/kitchen#invite={token}");
    assert_eq!(made["path"], path);
    assert_eq!(made["url"], format!("https://meet.example.org{path}"));

    let listed = list(server.address, "kitchen").await;
    let invites = listed["invites"].as_array().unwrap();
    assert_eq!(invites.len(), 1);
    assert_eq!(invites[0]["id"], made["id"]);
    assert!(
        !listed.to_string().contains(token),
        "no list tells it again"
    );
    assert_eq!(
        list(server.address, "garden").await,
        json!({ "invites": [] })
    );

    let id = made["id"].as_str().unwrap();
    let revoke = format!("/api/invites/{id}");
    for _ in 0..2 {
        let revoked = request(server.address, "DELETE", &revoke, &[OPERATOR]).await;
        assert_eq!((revoked.status, revoked.text()), (204, ""));
    }
    let listed = list(server.address, "kitchen").await;
    assert_eq!(listed["invites"][0]["revoked"], true);
}

#[tokio::test]
async fn nobody_else_may_ask() {
    let server = TestServer::with(operated);
    let open = TestServer::start();
    let wish = json!({ "room": "kitchen", "role": "member" }).to_string();
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer 0123456789abcdefghijklmN",
        "Basic MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u",
        TOKEN,
    ] {
        let headers = [JSON, ("Authorization", authorization)];
        for (method, path) in [
            ("POST", "/api/invites"),
            ("GET", "/api/invites?room=kitchen"),
            ("DELETE", "/api/invites/AAAAAAAAAAAAAAAA"),
        ] {
            let reply = send(server.address, method, path, &headers, &wish).await;
            assert_eq!(
                (reply.status, reply.text(), reply.header("www-authenticate")),
                (401, r#"{"error":"unauthorized"}"#, "Bearer"),
                "{method} {authorization}"
            );
        }
    }
    let reply = send(
        open.address,
        "POST",
        "/api/invites",
        &[JSON, OPERATOR],
        &wish,
    )
    .await;
    assert_eq!(reply.status, 401, "where no token is set, none is right");
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_told() {
    let server = TestServer::with(operated);
    let check = async |wish: Value, status: u16, code: &str| {
        let reply = make(server.address, &wish).await;
        let body = body(&reply);
        assert_eq!(
            (reply.status, &body["error"]),
            (status, &json!(code)),
            "{wish} {body}"
        );
        assert!(body["detail"].is_string(), "{body}");
    };
    let wish = |member: &str, value: Value| {
        let mut wish = json!({ "room": "kitchen", "role": "member" });
        wish[member] = value;
        wish
    };
    check(json!([]), 400, "bad_request").await;
    check(json!({ "room": "kitchen" }), 400, "bad_request").await;
    check(wish("room", json!("Kitchen")), 400, "bad_request").await;
    check(wish("role", json!("admin")), 400, "bad_request").await;
    check(wish("name", json!("")), 400, "bad_request").await;
    check(wish("expires_in", json!("7d")), 400, "bad_request").await;
    check(wish("expires_in", json!(-1)), 400, "bad_request").await;
    check(wish("max_users", json!(3)), 400, "bad_request").await;
    check(wish("expires_in", json!(0)), 400, "bad_invite").await;
    check(wish("expires_in", json!(u64::MAX)), 400, "bad_invite").await;
    check(wish("max_uses", json!(0)), 400, "bad_invite").await;
    check(wish("max_uses", json!(70_000)), 400, "bad_invite").await;
    check(wish("starts_in", json!(u64::MAX)), 400, "bad_invite").await;
    check(wish("name", json!(" Ana  Lestari")), 400, "bad_request").await;
    assert_eq!(
        list(server.address, "kitchen").await,
        json!({ "invites": [] })
    );
}

#[tokio::test]
async fn what_is_no_wish_is_refused() {
    let server = TestServer::with(operated);
    let text = json!({ "room": "kitchen", "role": "member" }).to_string();
    let ask = async |kind: &str, text: &str| {
        let headers = [OPERATOR, ("Content-Type", kind)];
        let reply = send(server.address, "POST", "/api/invites", &headers, text).await;
        (reply.status, body(&reply)["error"].clone())
    };
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        assert_eq!(ask(kind, &text).await, (415, json!("not_json")), "{kind}");
    }
    let deep = "[".repeat(4_000);
    let large = "x".repeat(5_000);
    let kind = "application/json; charset=utf-8";
    assert_eq!(ask(kind, &deep).await, (400, json!("bad_request")));
    assert_eq!(ask(kind, &large).await, (413, json!("too_large")));
    for (path, code) in [
        ("/api/invites", "bad_room"),
        ("/api/invites?room=Kitchen", "bad_room"),
        ("/api/invites?room=a&room=b", "bad_room"),
    ] {
        let reply = request(server.address, "GET", path, &[OPERATOR]).await;
        assert_eq!(
            (reply.status, body(&reply)["error"].clone()),
            (400, json!(code)),
            "{path}"
        );
    }
    for id in ["x", "AAAAAAAAAAAAAAA", "%ff", "AAAAAAAAAAAAAAA%2B"] {
        let path = format!("/api/invites/{id}");
        let reply = request(server.address, "DELETE", &path, &[OPERATOR]).await;
        assert_eq!(
            (reply.status, reply.text()),
            (400, r#"{"error":"bad_id"}"#),
            "{id}"
        );
    }
    let reply = request(server.address, "PUT", "/api/invites", &[OPERATOR]).await;
    assert_eq!(reply.status, 405);
}

#[tokio::test]
async fn pages_that_may_join_may_ask_and_others_are_refused() {
    let server = TestServer::with(|config| {
        operated(config);
        config.doors.public_url = None;
        config.frontends = vec![Origin::parse("https://app.example.org").unwrap()];
    });
    let wish = json!({ "room": "kitchen", "role": "member" }).to_string();
    let ask = async |origin| {
        let headers = [JSON, OPERATOR, ("Origin", origin)];
        send(server.address, "POST", "/api/invites", &headers, &wish).await
    };
    let reply = ask("https://app.example.org").await;
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (201, "https://app.example.org")
    );
    let url = body(&reply)["url"].as_str().unwrap().to_owned();
    assert!(
        url.starts_with("https://app.example.org/r/kitchen#invite=i."),
        "{url}"
    );
    let reply = ask("https://evil.example").await;
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (403, "")
    );

    let preflight = async |origin| {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            (
                "Access-Control-Request-Headers",
                "authorization,content-type",
            ),
        ];
        request(server.address, "OPTIONS", "/api/invites", &headers).await
    };
    let reply = preflight("https://app.example.org").await;
    assert_eq!(
        (
            reply.status,
            reply.header("access-control-allow-origin"),
            reply.header("access-control-allow-headers"),
            reply.header("access-control-allow-methods")
        ),
        (
            204,
            "https://app.example.org",
            "Authorization, Content-Type",
            "GET, POST, DELETE"
        )
    );
    assert_eq!(preflight("https://evil.example").await.status, 403);
}

#[tokio::test]
async fn one_address_may_not_guess_on_and_on() {
    let server = TestServer::with(|config| {
        operated(config);
        config.rates.questions = 5;
    });
    let guess = [("Authorization", "Bearer guess")];
    for _ in 0..5 {
        let reply = request(server.address, "GET", "/api/invites?room=a", &guess).await;
        assert_eq!(reply.status, 401);
    }
    let reply = request(server.address, "GET", "/api/invites?room=a", &[OPERATOR]).await;
    assert_eq!(
        (reply.status, reply.text()),
        (429, r#"{"error":"rate_limited"}"#)
    );
    let seconds: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn what_was_made_and_revoked_outlives_the_server() {
    let scratch = Scratch::new("invites");
    let kept = |config: &mut Config| {
        operated(config);
        config.data_dir = Some(scratch.path().to_owned());
    };
    let server = TestServer::with(kept);
    let wish = json!({ "room": "kitchen", "role": "member" });
    let [first, second] = [
        body(&make(server.address, &wish).await),
        body(&make(server.address, &wish).await),
    ];
    let path = format!("/api/invites/{}", first["id"].as_str().unwrap());
    let revoked = request(server.address, "DELETE", &path, &[OPERATOR]).await;
    assert_eq!(revoked.status, 204);
    server.stop().await.unwrap();

    let server = TestServer::with(kept);
    let listed = list(server.address, "kitchen").await;
    let revoked = |made: &Value| {
        let mut invites = listed["invites"].as_array().unwrap().iter();
        invites.find(|invite| invite["id"] == made["id"]).unwrap()["revoked"].clone()
    };
    assert_eq!(
        (revoked(&first), revoked(&second)),
        (json!(true), json!(false))
    );
}

#[tokio::test]
async fn an_invite_file_that_is_no_such_is_set_aside() {
    let scratch = Scratch::new("broken_invites");
    scratch.write("invites.redb", "not a database");
    let server = TestServer::with(|config| {
        operated(config);
        config.data_dir = Some(scratch.path().to_owned());
    });
    assert_eq!(
        list(server.address, "kitchen").await,
        json!({ "invites": [] })
    );
    let mut names = std::fs::read_dir(scratch.path()).unwrap();
    assert!(names.any(|name| {
        let name = name.unwrap().file_name();
        name.to_str().unwrap().starts_with("invites.redb.damaged-")
    }));
}

#[tokio::test]
async fn a_host_asks_with_a_pass_for_the_own_room() {
    let config = DoorsConfig::default();
    let doors = Doors::without_store(&config).unwrap();
    let (pass, lifetime) = doors.host_pass(&room("kitchen")).unwrap();
    assert!(pass.as_str().starts_with("h."));
    assert_eq!(lifetime, 600);
    let entry = showing(pass.as_str(), None);
    let vouched = doors.vouch(&room("kitchen"), &entry, None).await;
    assert_eq!(vouched, Err(ErrorCode::BadToken), "it opens no room");
}

#[tokio::test]
async fn an_invite_of_the_operator_opens_its_room() {
    let key = doors::SigningKey::new([7; 32]);
    let server = TestServer::with(|config| {
        operated(config);
        config.doors.invite_key = Some(key.clone());
    });
    let wish = json!({ "room": "kitchen", "role": "viewer", "max_uses": 1 });
    let made = body(&make(server.address, &wish).await);
    let token = made["token"].as_str().unwrap();
    let doors = Doors::without_store(&DoorsConfig {
        invite_key: Some(key),
        ..DoorsConfig::default()
    });
    let doors = doors.unwrap();
    let mark = DeviceMark::parse(&"a".repeat(22)).ok();
    let marked = showing(token, mark);
    let vouch = async |name, entry: &Entry| doors.vouch(&room(name), entry, None).await;
    let refused = vouch("garden", &marked).await;
    assert_eq!(refused, Err(ErrorCode::BadToken));
    let grant = vouch("kitchen", &marked).await.unwrap();
    assert_eq!(
        (grant.role, grant.passes_password),
        (Some(Role::Viewer), true)
    );
    assert!(vouch("kitchen", &marked).await.is_ok(), "the same browser");
    let refused = vouch("kitchen", &showing(token, None)).await;
    assert_eq!(refused, Err(ErrorCode::TokenUsedUp));
}

fn showing(token: &str, device: Option<DeviceMark>) -> Entry {
    Entry {
        pass: EntryPass::parse(token).ok(),
        password: None,
        device,
    }
}

fn operated(config: &mut Config) {
    config.doors.api_token = ApiToken::new(TOKEN).ok();
    config.doors.public_url = Origin::parse("https://meet.example.org");
}

async fn make(address: SocketAddr, wish: &Value) -> Reply {
    let headers = [JSON, OPERATOR];
    send(address, "POST", "/api/invites", &headers, &wish.to_string()).await
}

async fn list(address: SocketAddr, room: &str) -> Value {
    let path = format!("/api/invites?room={room}");
    let reply = request(address, "GET", &path, &[OPERATOR]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    body(&reply)
}

fn body(reply: &Reply) -> Value {
    assert_eq!(reply.header("content-type"), "application/json");
    serde_json::from_slice(&reply.body).unwrap()
}

fn room(name: &str) -> RoomId {
    RoomId::parse(name).unwrap()
}

//! What an invite opens, over real sockets, and what the pass of a host does.

use std::net::SocketAddr;

use doors::{ApiToken, RoomCreation};
use serde_json::{Value, json};
use server::Config;

use crate::support::TestServer;
use crate::support::client::{Client, join};
use crate::support::http::{request, send};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const OPERATOR: (&str, &str) = ("Authorization", "Bearer 0123456789abcdefghijklmn");

#[tokio::test]
async fn an_invite_gives_its_role_and_its_name_and_comes_in_without_the_password() {
    let server = TestServer::with(operated);
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send(&json!({ "type": "act", "act": "set_password", "password": "kata sandi" }))
        .await;
    ann.next_of("room_rules").await;
    let invite = invite(
        &server,
        json!({ "room": "kitchen", "role": "viewer", "name": "Dr. Bob" }),
    )
    .await;
    let mut bob = server.connect().await;
    let mut asking = join("kitchen", "Mallory");
    asking["token"] = invite;
    asking["publications"] = json!([{ "source": "camera", "muted": false, "stream": "s1" }]);
    bob.send(&asking).await;
    let joined = bob.next().await;
    assert_eq!(
        (&joined["type"], &joined["role"], &joined["name"]),
        (&json!("joined"), &json!("viewer"), &json!("Dr. Bob"))
    );
    let seen = ann.next_of("participant_joined").await["peer"].clone();
    assert_eq!(
        (&seen["name"], &seen["role"], &seen["publications"]),
        (&json!("Dr. Bob"), &json!("viewer"), &json!([]))
    );
}

#[tokio::test]
async fn a_host_by_invite_comes_in_through_a_lock_and_a_member_waits() {
    let server = TestServer::with(operated);
    let mut ann = server.join("kitchen", "Ann").await;
    ann.send(&json!({ "type": "act", "act": "lock" })).await;
    ann.next_of("room_rules").await;
    for (role, answer) in [("host", "joined"), ("member", "waiting")] {
        let invite = invite(&server, json!({ "room": "kitchen", "role": role })).await;
        let mut guest = server.connect().await;
        guest.send(&with_token("kitchen", invite)).await;
        assert_eq!(guest.next().await["type"], answer, "{role}");
    }
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_told_apart_and_the_others_do_not_notice() {
    let server = TestServer::with(operated);
    let bystanders = server.bystanders().await;
    let once = json!({ "room": "kitchen", "role": "member", "max_uses": 1 });
    let used = invite(&server, once).await;
    Client::connect(server.address)
        .await
        .asking(with_token("kitchen", used.clone()))
        .await
        .next_of("joined")
        .await;
    let other = invite(&server, json!({ "room": "attic", "role": "member" })).await;
    let forged = json!(format!(
        "{}A",
        other.as_str().unwrap().trim_end_matches('A')
    ));
    let none = json!("eyJhbGciOiJub25lIn0.eyJyb29tIjoiKiJ9.");
    for (token, code) in [
        (used, "token_used_up"),
        (other, "bad_token"),
        (forged, "bad_token"),
        (none, "bad_token"),
        (json!("a b"), "bad_token"),
    ] {
        server
            .connect()
            .await
            .asking(with_token("kitchen", token))
            .await
            .expect_end(code, 4000)
            .await;
    }
    bystanders.are_undisturbed().await;
}

#[tokio::test]
async fn where_rooms_need_a_token_only_a_host_by_invite_opens_one() {
    let server = TestServer::with(|config| {
        operated(config);
        config.doors.creation = RoomCreation::Token;
    });
    server
        .connect()
        .await
        .asking(join("kitchen", "Bob"))
        .await
        .expect_end("password_needed", 4000)
        .await;
    let member = invite(&server, json!({ "room": "kitchen", "role": "member" })).await;
    server
        .connect()
        .await
        .asking(with_token("kitchen", member))
        .await
        .expect_end("password_needed", 4000)
        .await;
    let host = invite(&server, json!({ "room": "kitchen", "role": "host" })).await;
    let mut ann = server.connect().await;
    ann.send(&with_token("kitchen", host)).await;
    assert_eq!(ann.next().await["role"], "host");
    server.join("kitchen", "Bob").await;
}

#[tokio::test]
async fn a_host_makes_invites_by_a_pass_and_nobody_else_gets_one() {
    let server = TestServer::start();
    let mut ann = server.join("kitchen", "Ann").await;
    let mut bob = server.join("kitchen", "Bob").await;
    bob.send(&json!({ "type": "ask_host_pass" })).await;
    bob.expect_error("not_allowed").await;
    ann.send(&json!({ "type": "ask_host_pass" })).await;
    let given = ann.next_of("host_pass").await;
    assert_eq!(given["lifetime"], 600);
    let bearer = format!("Bearer {}", given["pass"].as_str().unwrap());
    let headers = [JSON, ("Authorization", bearer.as_str())];
    let wish = |room: &str| json!({ "room": room, "role": "member" }).to_string();
    let made = send(
        server.address,
        "POST",
        "/api/invites",
        &headers,
        &wish("kitchen"),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let other = send(
        server.address,
        "POST",
        "/api/invites",
        &headers,
        &wish("attic"),
    )
    .await;
    assert_eq!(other.status, 403, "{}", other.text());
    let token: Value = serde_json::from_str(made.text()).unwrap();
    let mut cy = server.connect().await;
    cy.send(&with_token("kitchen", token["token"].clone()))
        .await;
    assert_eq!(cy.next().await["type"], "joined");
}

#[tokio::test]
async fn passwords_are_tried_only_so_often_from_one_address() {
    let server = TestServer::with(|config| config.rates.password_tries = 3);
    for tries in 0..5 {
        let mut asking = join("kitchen", "Mallory");
        asking["password"] = json!(format!("guess {tries}"));
        let mut mallory = server.connect().await;
        mallory.send(&asking).await;
        let error = mallory.next().await;
        if tries < 3 {
            assert_eq!(error["code"], "wrong_password");
        } else {
            assert_eq!(error["code"], "too_many_tries");
            assert!(error["retry_after"].as_u64().unwrap() > 0);
        }
    }
    assert_eq!(
        request(server.address, "GET", "/healthz", &[]).await.status,
        200
    );
}

async fn invite(server: &TestServer, wish: Value) -> Value {
    let address: SocketAddr = server.address;
    let headers = [JSON, OPERATOR];
    let made = send(address, "POST", "/api/invites", &headers, &wish.to_string()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    serde_json::from_str::<Value>(made.text()).unwrap()["token"].clone()
}

fn with_token(room: &str, token: Value) -> Value {
    let mut join = join(room, "Guest");
    join["token"] = token;
    join
}

fn operated(config: &mut Config) {
    config.doors.api_token = ApiToken::new("0123456789abcdefghijklmn").ok();
}

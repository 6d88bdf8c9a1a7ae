//! Each bad name gets its error, and two people in another room talk on undisturbed.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::client::join;

#[tokio::test]
async fn room_names_outside_the_rule() {
    let long = "x".repeat(65);
    let names = [
        "",
        "Kitchen",
        "a b",
        "a/b",
        "../etc",
        "küche",
        "a\u{202e}b",
        "a\0b",
        "<b>",
        long.as_str(),
    ];
    each_is_refused(names.map(|room| join(room, "Ann")), "bad_room").await;
}

#[tokio::test]
async fn room_names_that_are_no_text() {
    let rooms = [
        json!(1),
        json!(null),
        json!(["kitchen"]),
        json!({ "name": "kitchen" }),
    ];
    let joins =
        rooms.map(|room| json!({ "type": "join", "versions": [1], "room": room, "name": "Ann" }));
    each_is_refused(joins, "bad_room").await;
}

#[tokio::test]
async fn names_of_500_characters() {
    each_is_refused(
        [
            join("kitchen", &"x".repeat(500)),
            join("kitchen", &"é".repeat(65)),
        ],
        "bad_name",
    )
    .await;
}

#[tokio::test]
async fn names_of_control_characters() {
    each_is_refused(
        ["An\u{0}a", "An\na", "\u{7f}", "\u{9f}Ana"].map(|name| join("kitchen", name)),
        "bad_name",
    )
    .await;
}

#[tokio::test]
async fn names_that_turn_the_text_around_or_hide() {
    let names = [
        "Ana\u{202e}nimda",
        "\u{2066}Ana",
        "\u{200f}Ana",
        "\u{200b}",
        "\u{feff}Ana",
        "",
        "   ",
    ];
    each_is_refused(names.map(|name| join("kitchen", name)), "bad_name").await;
}

#[tokio::test]
async fn publications_outside_the_rule() {
    let publication =
        |stream: &str| json!({ "source": "camera", "muted": false, "stream": stream });
    let lists = [
        json!([publication("a"), publication("b")]),
        json!([publication("")]),
        json!([publication(&"x".repeat(65))]),
        json!([{ "source": "smell", "muted": false, "stream": "a" }]),
        json!("camera"),
    ];
    let joins = lists.map(|publications| {
        let mut join = join("kitchen", "Ann");
        join["publications"] = publications;
        join
    });
    each_is_refused(joins, "bad_publications").await;
}

async fn each_is_refused<const N: usize>(joins: [Value; N], code: &str) {
    let server = TestServer::start();
    let bystanders = server.bystanders().await;
    let mut ann = server.join("kitchen", "Ann").await;
    for join in joins {
        let mut client = server.connect().await;
        client.send(&join).await;
        client.expect_end(code, 4000).await;
    }
    server.join("kitchen", "Bob").await;
    let joined = ann.next().await;
    assert_eq!(
        (&joined["type"], &joined["peer"]["id"]),
        (&json!("participant_joined"), &json!(2)),
        "nobody came in between"
    );
    bystanders.are_undisturbed().await;
}

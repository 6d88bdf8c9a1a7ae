//! Tokens that open nothing, over real sockets: each is refused alike, and none is in a log.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ED25519};
use serde_json::{Value, json};

use super::siege::Siege;
use crate::support::client::join;
use crate::support::http::{self, send};
use crate::support::scratch::Scratch;

const API_TOKEN: &str = "token-of-the-operator-1234";
const AUDIENCE: &str = "tatap";

#[tokio::test]
async fn tokens_of_another_system_that_are_no_good() {
    let fort = Fort::new("abuse_jwt").await;
    let good = fort.claims();
    assert_eq!(fort.joins(1, &fort.signed(&good)).await, "joined");
    assert_eq!(
        fort.joins(1, &fort.signed(&good)).await,
        "joined",
        "as often as one likes"
    );
    let with = |claim: &str, value: Value| {
        let mut claims = good.clone();
        claims[claim] = value;
        fort.signed(&claims)
    };
    let now = good["exp"].as_u64().unwrap() - 60;
    let stranger = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let bad = [
        ("forged", signed_by(&stranger, &good), "bad_token"),
        (
            "public key as secret",
            fort.signed_with_public_key(&good),
            "bad_token",
        ),
        ("alg none", unsigned("none", &good), "bad_token"),
        ("alg None", unsigned("None", &good), "bad_token"),
        ("over", with("exp", json!(now - 31)), "token_expired"),
        ("over long ago", with("exp", json!(0)), "token_expired"),
        ("not begun", with("nbf", json!(now + 60)), "bad_token"),
        (
            "exp as text",
            with("exp", json!((now + 60).to_string())),
            "bad_token",
        ),
        ("exp as list", with("exp", json!([now + 60])), "bad_token"),
        ("exp as nothing", with("exp", Value::Null), "bad_token"),
        ("another room", with("room", json!("attic")), "bad_token"),
        ("another audience", with("aud", json!("jitsi")), "bad_token"),
        ("no audience", with("aud", json!([])), "bad_token"),
        ("another role", with("role", json!("admin")), "bad_token"),
        (
            "a name that hides",
            with("name", json!("A\u{202e}na")),
            "bad_token",
        ),
        (
            "longer than a token may be",
            with("more", json!("x".repeat(3_000))),
            "bad_token",
        ),
    ];
    for (what, token, code) in &bad {
        assert_eq!(fort.joins(2, token).await, *code, "{what}");
    }
    fort.log_has_none(bad.iter().map(|(_, token, _)| token.as_str()))
        .await;
}

#[tokio::test]
async fn invites_that_are_no_good() {
    let fort = Fort::new("abuse_invites").await;
    let (id, once) = fort
        .invite(json!({ "room": "kitchen", "role": "member", "max_uses": 1 }))
        .await;
    let (_, elsewhere) = fort
        .invite(json!({ "room": "attic", "role": "host" }))
        .await;
    let (revoked_id, revoked) = fort
        .invite(json!({ "room": "kitchen", "role": "host" }))
        .await;
    let (_, later) = fort
        .invite(json!({ "room": "kitchen", "role": "host", "starts_in": 600 }))
        .await;
    fort.revoke(&revoked_id).await;
    assert_eq!(fort.joins(1, &once).await, "joined");
    let mut flipped = elsewhere.clone().into_bytes();
    flipped[20] ^= 1;
    let bad = [
        ("used up", once.clone(), "token_used_up"),
        ("for another room", elsewhere.clone(), "bad_token"),
        ("revoked", revoked, "bad_token"),
        ("not begun", later, "bad_token"),
        ("changed", String::from_utf8(flipped).unwrap(), "bad_token"),
        ("cut", once[..once.len() - 1].to_owned(), "bad_token"),
        ("made longer", format!("{once}AAAA"), "bad_token"),
        ("renamed", once.replacen("i.", "h.", 1), "bad_token"),
        ("its id", id, "bad_token"),
        ("nothing of it", "i.".to_owned(), "bad_token"),
    ];
    for (what, token, code) in &bad {
        assert_eq!(fort.joins(2, token).await, *code, "{what}");
    }
    fort.log_has_none([elsewhere.as_str(), once.as_str()]).await;
}

#[tokio::test]
async fn whoever_guesses_the_operators_token_gets_nowhere() {
    let fort = Fort::new("abuse_api").await;
    let path = "/api/invites?room=kitchen";
    let mut refused = 0;
    for number in 0..1_600 {
        let guess = format!("Bearer {API_TOKEN}{number}");
        let reply = fort.siege.get(3, path, &[("Authorization", &guess)]).await;
        assert!([401, 429].contains(&reply.status), "{}", reply.status);
        refused += usize::from(reply.status == 429);
    }
    assert!(refused > 0);
    fort.log_has_none([API_TOKEN]).await;
}

/// A server under siege that takes tokens, and whoever signs them.
struct Fort {
    siege: Siege,
    keys: KeyPair,
    _scratch: Scratch,
}

impl Fort {
    async fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let keys = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        scratch.write("keys.pem", &keys.public_key_pem());
        let file = format!("{}/keys.pem", scratch.text());
        let siege = Siege::lay(&[
            ("TATAP_API_TOKEN", API_TOKEN),
            ("TATAP_JWT_KEYS", &file),
            ("TATAP_JWT_AUDIENCE", AUDIENCE),
            ("TATAP_LOG", "trace"),
            ("TATAP_ROOM_CAPACITY", "50"),
        ])
        .await;
        Self {
            siege,
            keys,
            _scratch: scratch,
        }
    }

    fn claims(&self) -> Value {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        json!({ "exp": now.as_secs() + 60, "aud": AUDIENCE, "room": "kitchen", "role": "member" })
    }

    fn signed(&self, claims: &Value) -> String {
        signed_by(&self.keys, claims)
    }

    fn signed_with_public_key(&self, claims: &Value) -> String {
        let key = EncodingKey::from_secret(self.keys.public_key_pem().as_bytes());
        encode(&Header::new(Algorithm::HS256), claims, &key).unwrap()
    }

    /// Shows a token at the kitchen's door; returns what the server says, and waits for the end if it is an error.
    async fn joins(&self, who: u16, token: &str) -> String {
        let mut client = self.siege.open(who, &[]).await.unwrap();
        let mut asking = join("kitchen", "Mallory");
        asking["token"] = json!(token);
        client.send(&asking).await;
        let answer = client.next().await;
        let word = if answer["type"] == "error" {
            &answer["code"]
        } else {
            &answer["type"]
        };
        let word = word.as_str().unwrap().to_owned();
        if answer["type"] == "error" {
            assert_eq!(client.closed().await.0, 4000);
        } else {
            client.send(&json!({ "type": "leave" })).await;
            client.ends().await;
        }
        word
    }

    async fn invite(&self, wish: Value) -> (String, String) {
        let headers = [("Content-Type", "application/json"), BEARER];
        let address = self.siege.address();
        let made = send(address, "POST", "/api/invites", &headers, &wish.to_string()).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made: Value = serde_json::from_slice(&made.body).unwrap();
        let text = |member: &str| made[member].as_str().unwrap().to_owned();
        (text("id"), text("token"))
    }

    async fn revoke(&self, id: &str) {
        let path = format!("/api/invites/{id}");
        let reply = http::request(self.siege.address(), "DELETE", &path, &[BEARER]).await;
        assert_eq!(reply.status, 204);
    }

    async fn log_has_none<'a>(self, secrets: impl IntoIterator<Item = &'a str>) {
        let log = self.siege.lift().await;
        for secret in secrets.into_iter().chain(["kitchen"]) {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    }
}

const BEARER: (&str, &str) = ("Authorization", "Bearer token-of-the-operator-1234");

fn signed_by(keys: &KeyPair, claims: &Value) -> String {
    let pem = keys.serialize_pem();
    let key = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
    encode(&Header::new(Algorithm::EdDSA), claims, &key).unwrap()
}

/// A token of which the header says that nobody has signed it.
fn unsigned(alg: &str, claims: &Value) -> String {
    use base64::Engine;
    let header = json!({ "alg": alg, "typ": "JWT" });
    let parts = [header.to_string(), claims.to_string()];
    let [header, claims] =
        parts.map(|part| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.")
}

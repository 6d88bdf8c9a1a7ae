//! Tokens that another program has signed: the example in the documentation, with the cryptography of Node.

use std::io::ErrorKind;

use doors::{JwtError, TrustedKeys};
use protocol::{Role, RoomId};
use tokio::process::Command;

use crate::support::scratch::Scratch;
use crate::support::{skip, soon};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security/token.mjs");
const AUDIENCE: &str = "https://meet.example.org";

/// Writes `private.pem` into the folder that it is told, and prints the public key.
const KEYS: &str = r#"
    const [folder, kind] = process.argv.slice(1);
    const pem = (type) => ({ type, format: "pem" });
    const options = { namedCurve: "P-256", modulusLength: 2048, publicKeyEncoding: pem("spki"), privateKeyEncoding: pem("pkcs8") };
    const { publicKey, privateKey } = require("node:crypto").generateKeyPairSync(kind, options);
    require("node:fs").writeFileSync(`${folder}/private.pem`, privateKey);
    console.log(publicKey);
"#;

#[tokio::test]
async fn the_example_of_the_documentation_opens_its_room() {
    let scratch = Scratch::new("foreign_tokens");
    let [room, garden] = ["kitchen", "garden"].map(|name| RoomId::parse(name).unwrap());
    for kind in ["ed25519", "ec", "rsa"] {
        let Some(public) = node(&["-e", KEYS, scratch.text(), kind]).await else {
            return skip("tokens of another program: there is no node");
        };
        let file = format!("{}/private.pem", scratch.text());
        let words = [EXAMPLE, &file, AUDIENCE, "kitchen", "member", "Ana Lestari"];
        let token = node(&words).await.unwrap();
        let now = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap()
            .as_secs();

        let keys = TrustedKeys::parse(&public, AUDIENCE).unwrap();
        let grant = keys.verify(&token, &room, now).unwrap();
        assert_eq!(grant.role, Some(Role::Member));
        assert_eq!(grant.name.unwrap().as_str(), "Ana Lestari");
        let elsewhere = keys.verify(&token, &garden, now);
        assert_eq!(elsewhere, Err(JwtError::OtherRoom));
        let late = keys.verify(&token, &room, now + 400);
        assert_eq!(late, Err(JwtError::Expired));
    }
}

/// What Node prints; `None` where there is no Node.
async fn node(words: &[&str]) -> Option<String> {
    let mut node = Command::new("node");
    node.args(words).kill_on_drop(true);
    let output = match soon("an answer of Node", node.output()).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        output => output.unwrap(),
    };
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let printed = String::from_utf8(output.stdout).unwrap();
    Some(printed.trim_end().to_owned())
}

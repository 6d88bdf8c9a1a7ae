use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, encode};
use proptest::prelude::*;
use rcgen::KeyPair;
use serde_json::{Value, json};

use super::*;

mod key_sets;

const NOW: u64 = 1_000_000;

#[test]
fn each_algorithm_opens_the_room_that_it_names() {
    for signer in signers() {
        let grant = signer.verify(&signer.sign(&claims()));
        let expected = JwtGrant {
            role: Some(Role::Host),
            name: Some(DisplayName::parse("Ana").unwrap()),
            subject: Some("42".into()),
        };
        assert_eq!(grant, Ok(expected), "{:?}", signer.algorithm);
    }
}

#[test]
fn a_token_opens_as_often_as_it_is_shown_until_its_end() {
    let signer = ed25519();
    let token = signer.sign(&claims());
    for _ in 0..3 {
        assert!(signer.verify(&token).is_ok());
    }
    let at = |now| {
        signer
            .keys
            .verify(&token, &room("kitchen"), now)
            .map(|_| ())
    };
    assert_eq!(at(NOW + 129), Ok(()), "the leeway");
    assert_eq!(at(NOW + 130), Err(JwtError::Expired));
    assert_eq!(at(NOW - 60), Ok(()));
    assert_eq!(at(NOW - 61), Err(JwtError::NotYet));
}

#[test]
fn rooms_are_exact_or_all() {
    let check = |claim: &str, expected: Result<(), JwtError>| {
        assert_eq!(with("room", json!(claim)).map(|_| ()), expected, "{claim}");
    };
    check("kitchen", Ok(()));
    check("*", Ok(()));
    for other in ["garden", "kitchen2", "kitche*", "Kitchen", ""] {
        check(other, Err(JwtError::OtherRoom));
    }
}

#[test]
fn the_audience_is_pinned() {
    let check = |claim: Value, expected: Result<(), JwtError>| {
        assert_eq!(with("aud", claim.clone()).map(|_| ()), expected, "{claim}");
    };
    check(json!("tatap"), Ok(()));
    check(json!(["x", "tatap"]), Ok(()));
    check(json!("other"), Err(JwtError::OtherAudience));
    check(json!([]), Err(JwtError::OtherAudience));
    check(json!(["tatap2"]), Err(JwtError::OtherAudience));
    check(json!(7), Err(JwtError::Malformed));
    check(Value::Null, Err(JwtError::Malformed));
}

#[test]
fn what_a_token_must_say_is_not_guessed() {
    for missing in ["exp", "aud", "room"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(missing);
        let signer = ed25519();
        let verified = signer.verify(&signer.sign(&claims));
        assert_eq!(verified, Err(JwtError::Malformed), "{missing}");
    }
    for missing in ["nbf", "role", "name", "sub"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(missing);
        let signer = ed25519();
        assert!(signer.verify(&signer.sign(&claims)).is_ok(), "{missing}");
    }
}

#[test]
fn times_are_numbers() {
    for wrong in [
        json!("1000100"),
        json!("soon"),
        json!(true),
        json!([NOW + 100]),
        json!({}),
        Value::Null,
    ] {
        assert_eq!(
            with("exp", wrong.clone()),
            Err(JwtError::Malformed),
            "{wrong}"
        );
        if !wrong.is_null() {
            assert_eq!(
                with("nbf", wrong.clone()),
                Err(JwtError::Malformed),
                "{wrong}"
            );
        }
    }
    assert!(with("exp", json!(NOW as f64 + 0.5)).is_ok());
    assert!(with("exp", json!(1e300)).is_ok());
    for past in [json!(0), json!(-5), json!(-1e300)] {
        assert_eq!(with("exp", past.clone()), Err(JwtError::Expired), "{past}");
    }
}

#[test]
fn roles_names_and_subjects_follow_their_rules() {
    for (claim, wrong) in [
        ("role", json!("admin")),
        ("role", json!("Host")),
        ("role", json!(0)),
        ("name", json!("")),
        ("name", json!("a\u{202e}b")),
        ("name", json!("x".repeat(65))),
        ("sub", json!("x".repeat(256))),
        ("sub", json!(42)),
    ] {
        assert_eq!(
            with(claim, wrong.clone()),
            Err(JwtError::Malformed),
            "{claim} {wrong}"
        );
    }
}

#[test]
fn a_claim_that_comes_twice_is_not_chosen_from() {
    let signer = ed25519();
    let twice = r#"{"exp":1000100,"aud":"tatap","room":"garden","room":"kitchen"}"#;
    let token = signer.sign_text(r#"{"alg":"EdDSA"}"#, twice);
    assert_eq!(signer.verify(&token), Err(JwtError::Malformed));
}

#[test]
fn no_signature_is_none() {
    let signer = ed25519();
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = json!({ "alg": alg, "typ": "JWT" }).to_string();
        let parts = [header, claims().to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
        for signature in ["", "AAAA"] {
            let token = format!("{}.{}.{signature}", parts[0], parts[1]);
            assert_eq!(signer.verify(&token), Err(JwtError::Malformed), "{alg}");
        }
    }
    let good = signer.sign(&claims());
    let (signed, _) = good.rsplit_once('.').unwrap();
    assert_eq!(signer.verify(&format!("{signed}.")), Err(JwtError::Forged));
}

#[test]
fn a_public_key_is_no_secret() {
    for signer in signers() {
        let der = pem_body(&signer.public);
        for secret in [
            signer.public.as_bytes(),
            signer.public.trim().as_bytes(),
            &der,
        ] {
            for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
                let key = EncodingKey::from_secret(secret);
                let token = encode(&Header::new(algorithm), &claims(), &key).unwrap();
                assert_eq!(
                    signer.verify(&token),
                    Err(JwtError::Forged),
                    "{algorithm:?}"
                );
            }
        }
    }
}

#[test]
fn the_algorithm_is_that_of_the_key() {
    for signer in signers() {
        for alg in [
            "EdDSA", "ES256", "RS256", "RS384", "RS512", "PS256", "ES384",
        ] {
            if alg == name(signer.algorithm) {
                continue;
            }
            let token = signer.sign_text(&json!({ "alg": alg }).to_string(), &claims().to_string());
            assert_eq!(signer.verify(&token), Err(JwtError::Forged), "{alg}");
        }
    }
}

#[test]
fn another_key_has_signed_nothing() {
    for (signer, other) in signers().into_iter().zip(signers()) {
        let token = other.sign(&claims());
        assert_eq!(signer.verify(&token), Err(JwtError::Forged));
    }
}

#[test]
fn a_key_in_the_header_is_not_used() {
    let (signer, other) = (ed25519(), ed25519());
    let x = URL_SAFE_NO_PAD.encode(&pem_body(&other.public)[12..]);
    let header = json!({ "alg": "EdDSA", "jwk": { "kty": "OKP", "crv": "Ed25519", "x": x }, "jku": "https://evil.example" });
    let token = other.sign_text(&header.to_string(), &claims().to_string());
    assert_eq!(signer.verify(&token), Err(JwtError::Forged));
}

#[test]
fn a_header_that_asks_for_more_is_not_understood() {
    let signer = ed25519();
    for header in [
        json!({ "alg": "EdDSA", "crit": ["b64"], "b64": false }),
        json!({ "alg": "EdDSA", "typ": "dpop+jwt" }),
        json!({ "alg": "EdDSA", "typ": "tatap-invite" }),
    ] {
        let token = signer.sign_text(&header.to_string(), &claims().to_string());
        assert_eq!(signer.verify(&token), Err(JwtError::Malformed), "{header}");
    }
    let lower = signer.sign_text(r#"{"alg":"EdDSA","typ":"jwt"}"#, &claims().to_string());
    assert!(signer.verify(&lower).is_ok());
}

#[test]
fn what_is_no_token_is_malformed() {
    let signer = ed25519();
    let token = signer.sign(&claims());
    let long = signer
        .sign(&json!({ "exp": NOW + 100, "aud": "tatap", "room": "*", "x": "x".repeat(4_000) }));
    for wrong in [
        "",
        ".",
        "..",
        "a.b.c",
        &token.replace('.', "_"),
        &format!("{token}.AAAA"),
        &format!(" {token}"),
        &long,
        "i.AAAA",
    ] {
        assert_eq!(signer.verify(wrong), Err(JwtError::Malformed), "{wrong}");
    }
}

#[test]
fn invites_and_tokens_are_not_taken_for_each_other() {
    let signer = ed25519();
    let key = crate::SigningKey::new([7; 32]);
    let rule = crate::InviteRule {
        room: room("kitchen"),
        role: Role::Host,
        starts: 0,
        expires: NOW + 100,
        max_uses: None,
        name: None,
    };
    let id = crate::InviteId::new([1; 12]);
    let invite = crate::Invite { id, rule }.sign(&key);
    assert_eq!(signer.verify(&invite), Err(JwtError::Malformed));
    let token = signer.sign(&claims());
    let verified = crate::Invite::verify(&token, &key, &room("kitchen"), NOW);
    assert_eq!(verified, Err(crate::InviteError::Forged));
}

#[test]
fn keys_and_audience_are_not_logged() {
    assert_eq!(format!("{:?}", ed25519().keys), "TrustedKeys(…)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn a_token_that_was_changed_never_verifies(at in 0_usize..10_000, byte in 0_u8..128) {
        thread_local!(static SIGNER: Signer = ed25519());
        SIGNER.with(|signer| {
            let mut bytes = signer.sign(&claims()).into_bytes();
            let at = at % bytes.len();
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert!(signer.verify(&changed).is_err(), "{}", changed);
            Ok(())
        })?;
    }

    #[test]
    fn any_text_is_no_token(text in ".{0,200}") {
        thread_local!(static SIGNER: Signer = ed25519());
        prop_assert!(SIGNER.with(|signer| signer.verify(&text)).is_err());
    }
}

/// Whoever signs tokens, and the server's view of them.
struct Signer {
    algorithm: Algorithm,
    private: EncodingKey,
    public: String,
    keys: TrustedKeys,
}

impl Signer {
    fn new(algorithm: Algorithm, pair: &KeyPair) -> Self {
        let pem = pair.serialize_pem();
        let read = if algorithm == Algorithm::EdDSA {
            EncodingKey::from_ed_pem
        } else if algorithm == Algorithm::ES256 {
            EncodingKey::from_ec_pem
        } else {
            EncodingKey::from_rsa_pem
        };
        let private = read(pem.as_bytes());
        let public = pair.public_key_pem();
        Self {
            algorithm,
            private: private.unwrap(),
            keys: TrustedKeys::parse(&public, "tatap").unwrap(),
            public,
        }
    }

    fn sign(&self, claims: &Value) -> String {
        encode(&Header::new(self.algorithm), claims, &self.private).unwrap()
    }

    /// Signs any text by the key's own algorithm, whatever the header says.
    fn sign_text(&self, header: &str, claims: &str) -> String {
        let signed = [header, claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .join(".");
        let signature =
            jsonwebtoken::crypto::sign(signed.as_bytes(), &self.private, self.algorithm);
        format!("{signed}.{}", signature.unwrap())
    }

    fn verify(&self, token: &str) -> Result<JwtGrant, JwtError> {
        self.keys.verify(token, &room("kitchen"), NOW)
    }
}

fn ed25519() -> Signer {
    let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    Signer::new(Algorithm::EdDSA, &pair)
}

fn signers() -> [Signer; 3] {
    let ec = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let rsa = KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    [
        ed25519(),
        Signer::new(Algorithm::ES256, &ec),
        Signer::new(Algorithm::RS256, &rsa),
    ]
}

fn name(algorithm: Algorithm) -> String {
    format!("{algorithm:?}")
}

fn pem_body(pem: &str) -> Vec<u8> {
    let digits: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD
        .decode(digits)
        .unwrap()
}

fn claims() -> Value {
    json!({
        "exp": NOW + 100, "nbf": NOW - 30, "aud": "tatap", "room": "kitchen", "role": "host", "name": "Ana",
        "sub": "42", "iss": "https://school.example", "anything": { "else": true },
    })
}

/// What becomes of a token in which one claim is another.
fn with(claim: &str, value: Value) -> Result<JwtGrant, JwtError> {
    let mut claims = claims();
    claims[claim] = value;
    let signer = ed25519();
    signer.verify(&signer.sign(&claims))
}

fn room(name: &str) -> RoomId {
    RoomId::parse(name).unwrap()
}

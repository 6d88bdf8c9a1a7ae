//! Keys as operators write them down.

use super::*;

const RSA_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const EC_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const ED_SIGNATURE: &str =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const JOE: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

#[test]
fn the_signatures_of_the_rfcs_are_good_and_changed_ones_are_not() {
    // RFC 7515, sections A.2 and A.3; RFC 8037, section A.4. What they sign says nothing of an audience.
    let vectors = [
        ("RS256", "eyJhbGciOiJSUzI1NiJ9", JOE, RSA_SIGNATURE),
        ("ES256", "eyJhbGciOiJFUzI1NiJ9", JOE, EC_SIGNATURE),
        (
            "EdDSA",
            "eyJhbGciOiJFZERTQSJ9",
            "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
            ED_SIGNATURE,
        ),
    ];
    let keys = TrustedKeys::parse(&set(&[rsa(), ec(), ed()]), "tatap").unwrap();
    for (alg, header, payload, signature) in vectors {
        let good = format!("{header}.{payload}.{signature}");
        let verify = |token: &str| keys.verify(token, &room("kitchen"), 0);
        assert_eq!(verify(&good), Err(JwtError::Malformed), "{alg}");
        let changed = format!("{header}.{payload}.B{}", &signature[1..]);
        assert_eq!(verify(&changed), Err(JwtError::Forged), "{alg}");
    }
}

#[test]
fn a_token_that_names_its_key_is_checked_by_that_one() {
    let pairs = [1, 2].map(|_| KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap());
    let jwk = |pair: &KeyPair, kid: &str| {
        let x = URL_SAFE_NO_PAD.encode(&pem_body(&pair.public_key_pem())[12..]);
        json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "use": "sig", "alg": "EdDSA" })
    };
    let text = set(&[jwk(&pairs[0], "old"), jwk(&pairs[1], "new")]);
    let keys = TrustedKeys::parse(&text, "tatap").unwrap();
    let verify = |signer: usize, kid: Option<&str>| {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = kid.map(str::to_owned);
        let pem = pairs[signer].serialize_pem();
        let key = EncodingKey::from_ed_pem(pem.as_bytes()).unwrap();
        let token = encode(&header, &claims(), &key).unwrap();
        keys.verify(&token, &room("kitchen"), NOW).map(|_| ())
    };
    assert_eq!(verify(0, Some("old")), Ok(()));
    assert_eq!(verify(1, Some("new")), Ok(()));
    assert_eq!(verify(0, None), Ok(()));
    assert_eq!(verify(1, None), Ok(()));
    assert_eq!(verify(0, Some("new")), Err(JwtError::Forged));
    assert_eq!(verify(1, Some("gone")), Err(JwtError::Forged));
}

#[test]
fn keys_for_something_else_are_passed_over() {
    let mut other = rsa();
    other["use"] = json!("enc");
    assert!(TrustedKeys::parse(&set(&[other.clone(), ec()]), "tatap").is_ok());
    check(&set(&[other]), KeyError::NoKey);
}

#[test]
fn what_is_wrong_with_keys_is_told() {
    let changed = |mut key: Value, member: &str, value: Value| {
        key[member] = value;
        set(&[key])
    };
    for text in ["", "x", "{}", "[]", r#"{"keys":{}}"#, r#"{"keys":[{}]}"#] {
        check(text, KeyError::Unreadable);
    }
    check(r#"{"keys":[]}"#, KeyError::NoKey);
    check(&changed(ec(), "x", json!("!")), KeyError::Unreadable);
    check(&changed(ec(), "y", Value::Null), KeyError::Unreadable);
    check(&changed(ec(), "d", json!("AAAA")), KeyError::Private);
    check(r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, KeyError::Private);
    check(&changed(ec(), "crv", json!("P-384")), KeyError::Unsupported);
    check(&changed(ec(), "x", json!("AAAA")), KeyError::Unsupported);
    check(&changed(ed(), "x", json!("AAAA")), KeyError::Unsupported);
    check(&changed(ed(), "crv", json!("Ed448")), KeyError::Unsupported);
    check(
        &changed(rsa(), "alg", json!("RS512")),
        KeyError::Unsupported,
    );
    check(
        &changed(rsa(), "alg", json!("HS256")),
        KeyError::Unsupported,
    );
    check(&changed(rsa(), "n", json!("AAAA")), KeyError::Short);
    check(&set(&vec![ec(); 17]), KeyError::TooMany);
    let mut named = ec();
    named["kid"] = json!("a");
    check(&set(&[named.clone(), named]), KeyError::Twice);
    let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    check(&pair.serialize_pem(), KeyError::Private);
    let p384 = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    check(&p384.public_key_pem(), KeyError::Unsupported);
    check(
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        KeyError::Unsupported,
    );
}

fn check(text: &str, expected: KeyError) {
    let outcome = TrustedKeys::parse(text, "tatap").map(|_| ());
    assert_eq!(outcome, Err(expected), "{text}");
}

fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

fn rsa() -> Value {
    json!({ "kty": "RSA", "n": RSA_N, "e": "AQAB" })
}

fn ec() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

fn ed() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" })
}

//! The vectors of RFC 5769, through what reads messages and through the server.

use stun_types::attribute::{Nonce, Realm, Username, XorMappedAddress};
use stun_types::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, ShortTermCredentials,
};
use stun_types::prelude::AttributeStaticType;

use crate::support::{Caller, Reply, Server};

const PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

/// Section 2.1.
const REQUEST: &str = "
    00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c
    69 65 6e 74 00 24 00 04 6e 00 01 ff 80 29 00 08 93 2f f9 b1 51 26 3b 36 00 06 00 09 65 76 74 6a 3a 68 36 76
    59 20 20 20 00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2 80 28 00 04 e5 7a 3b cf";

/// Section 2.2.
const RESPONSE_V4: &str = "
    01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
    00 20 00 08 00 01 a1 47 e1 12 a6 43 00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
    80 28 00 04 c0 7d 4c 96";

/// Section 2.3.
const RESPONSE_V6: &str = "
    01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae 80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
    00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9 00 08 00 14 a3 82 95 4e 4b e6 7b f1
    17 84 c9 7c 82 92 c2 75 bf e3 ed 41 80 28 00 04 c8 fb 0b 4c";

/// Section 2.4.
const LONG_TERM: &str = "
    00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e 00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83
    e3 82 af e3 82 b9 00 00 00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79
    36 34 73 41 00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00 00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71
    2e 85 c9 a2 8c a8 96 66";

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16).unwrap())
        .collect()
}

#[test]
fn short_term_credentials_and_addresses_are_read_as_they_should() {
    let key = ShortTermCredentials::new(PASSWORD.to_owned()).make_key();
    let cases = [
        (RESPONSE_V4, "192.0.2.1:32853"),
        (RESPONSE_V6, "[2001:db8:1234:5678:11:2233:4455:6677]:32853"),
    ];
    for (vector, address) in cases {
        let packet = bytes(vector);
        let message = Message::from_bytes(&packet).unwrap();
        assert_eq!(message.class(), MessageClass::Success);
        assert!(message.validate_integrity_with_key(&key).is_ok());
        let mapped: XorMappedAddress = message.attribute().unwrap();
        assert_eq!(
            mapped.addr(message.transaction_id()),
            address.parse().unwrap()
        );
    }
    let packet = bytes(REQUEST);
    let message = Message::from_bytes(&packet).unwrap();
    assert!(message.validate_integrity_with_key(&key).is_ok());
    assert_eq!(
        message.attribute::<Username>().unwrap().username(),
        "evtj:h6vY"
    );
}

#[test]
fn long_term_credentials_are_read_as_they_should() {
    let packet = bytes(LONG_TERM);
    let message = Message::from_bytes(&packet).unwrap();
    let username: Username = message.attribute().unwrap();
    let (realm, nonce): (Realm, Nonce) =
        (message.attribute().unwrap(), message.attribute().unwrap());
    assert_eq!(username.username(), "マトリックス");
    assert_eq!(
        (realm.realm(), nonce.nonce()),
        ("example.org", "f//499k954d6OL34oL9FSTvy64sA")
    );
    let credentials = |password: &str| {
        LongTermKeyCredentials::new(
            username.username().to_owned(),
            password.to_owned(),
            realm.realm().to_owned(),
        )
        .make_key(IntegrityAlgorithm::Sha1)
    };
    assert!(
        message
            .validate_integrity_with_key(&credentials("TheMatrIX"))
            .is_ok()
    );
    assert!(
        message
            .validate_integrity_with_key(&credentials("TheMatrix"))
            .is_err()
    );
}

#[test]
fn the_server_answers_them_or_says_what_it_does_not_understand() {
    let mut server = Server::new();
    let caller = Caller::new(&server, "ann", 1);
    let reply = caller.try_call(&mut server, &bytes(LONG_TERM));
    assert_eq!(reply.mapped, Some(caller.client.address));
    // PRIORITY is for peers of a connectivity check, and this is none.
    let answer = server.answer(caller.client, &bytes(REQUEST)).unwrap();
    let reply = Reply::read(&answer, &caller.key());
    assert_eq!((reply.code, reply.has_fingerprint), (Some(420), true));
    let message = Message::from_bytes(&answer).unwrap();
    let unknown = message
        .raw_attribute(stun_types::attribute::UnknownAttributes::TYPE)
        .unwrap();
    assert_eq!(unknown.value[..], [0, 0x24]);
    for response in [RESPONSE_V4, RESPONSE_V6] {
        assert_eq!(server.hear(caller.client, &bytes(response)), []);
    }
}

#[test]
fn a_vector_with_any_bit_up_to_its_signature_turned_is_no_message_or_not_signed() {
    let key = ShortTermCredentials::new(PASSWORD.to_owned()).make_key();
    let mut server = Server::new();
    let client = Caller::new(&server, "ann", 1).client;
    let vector = bytes(REQUEST);
    for bit in 0..8 * (vector.len() - 8) {
        let mut packet = vector.clone();
        packet[bit / 8] ^= 1 << (bit % 8);
        let is_length = (16..32).contains(&bit);
        let is_good = if is_length {
            !server.hear(client, &packet).is_empty()
        } else {
            Message::from_bytes(&packet)
                .is_ok_and(|message| message.validate_integrity_with_key(&key).is_ok())
        };
        assert!(!is_good, "bit {bit}");
    }
}

//! What is no message, or one that nobody should have sent.

use stun_types::message::{
    BINDING, IntegrityAlgorithm, Message, MessageClass, MessageType, MessageWrite, MessageWriteExt,
    MessageWriteVec,
};
use turn::Link;
use turn_types::attribute::{Lifetime, RequestedTransport};
use turn_types::message::{ALLOCATE, REFRESH, SEND};

use crate::support::{Caller, Reply, Server};

#[test]
fn what_is_no_message_gets_no_answer() {
    let mut server = Server::new();
    let client = Caller::new(&server, "ann", 1).client;
    let binding = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let with = |change: fn(&mut Vec<u8>)| {
        let mut packet = binding.clone();
        change(&mut packet);
        packet
    };
    let cases = [
        ("nothing", Vec::new()),
        ("a byte", vec![0]),
        ("half a header", binding[..10].to_vec()),
        ("another cookie", with(|packet| packet[4] = 0)),
        ("a length without content", with(|packet| packet[3] = 4)),
        (
            "content without a length",
            with(|packet| packet.extend([0; 4])),
        ),
        (
            "an odd length",
            with(|packet| {
                packet[3] = 1;
                packet.push(0);
            }),
        ),
        (
            "an attribute past the end",
            with(|packet| {
                packet[3] = 4;
                packet.extend([0, 6, 0, 1]);
            }),
        ),
        (
            "a long attribute past the end",
            with(|packet| {
                packet[3] = 8;
                packet.extend([0, 6, 0xff, 0xff, 0, 0, 0, 0]);
            }),
        ),
        (
            "half an attribute's header",
            with(|packet| {
                packet[3] = 2;
                packet.extend([0, 6]);
            }),
        ),
        (
            "a wrong fingerprint",
            with(|packet| {
                packet[3] = 8;
                packet.extend([0x80, 0x28, 0, 4, 1, 2, 3, 4]);
            }),
        ),
        ("a response", with(|packet| packet[0] = 1)),
        (
            "a method that nobody knows",
            with(|packet| packet[1] = 0x0c),
        ),
        ("RTP", vec![0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("TLS", vec![0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]),
    ];
    for (what, packet) in cases {
        assert_eq!(server.hear(client, &packet), [], "{what}");
    }
    assert!(server.answer(client, &binding).is_some());
}

#[test]
fn an_unknown_attribute_that_must_be_understood_is_named() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    let odd = stun_types::attribute::RawAttribute::new(0x7abc.into(), &[1]);
    let optional = stun_types::attribute::RawAttribute::new(0xfabc.into(), &[1]);
    let mut request = Message::builder_request(BINDING, MessageWriteVec::new());
    request.add_attribute(&odd).unwrap();
    let reply = ann.try_call(&mut server, &request.finish());
    assert_eq!(
        (reply.code, reply.has_unknown_attributes),
        (Some(420), true)
    );
    let udp = RequestedTransport::new(17);
    assert_eq!(
        ann.call(&mut server, ALLOCATE, &[&udp, &odd]).code,
        Some(420)
    );
    assert_eq!(
        ann.call(&mut server, ALLOCATE, &[&udp, &optional]).code,
        None
    );
}

#[test]
fn only_the_first_signature_counts_and_nothing_after_it() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let transaction = ann.next_transaction();
    let signed = ann.request(REFRESH, transaction, &[]);
    let signature = signed[signed.len() - 24..].to_vec();
    // A second signature, and an end of the allocation that nobody signed.
    let mut smuggled = signed.clone();
    smuggled.extend(&signature);
    smuggled.extend([0, 13, 0, 4, 0, 0, 0, 0]);
    let length = u16::try_from(smuggled.len() - 20).unwrap().to_be_bytes();
    smuggled[2..4].copy_from_slice(&length);
    let reply = ann.try_call(&mut server, &smuggled);
    assert_eq!((reply.code, reply.lifetime), (None, Some(600)));
    assert_eq!(server.engine.figures().allocations, 1);
    // The wrong signature first.
    let mut doubled = ann.unsigned(REFRESH, transaction, &[&Lifetime::new(0)]);
    doubled
        .add_message_integrity_with_key(
            &Caller::new(&server, "bob", 9).key(),
            IntegrityAlgorithm::Sha1,
        )
        .unwrap();
    let mut doubled = doubled.finish();
    doubled.extend(&signature);
    let length = u16::try_from(doubled.len() - 20).unwrap().to_be_bytes();
    doubled[2..4].copy_from_slice(&length);
    assert_eq!(ann.try_call(&mut server, &doubled).code, Some(401));
    assert_eq!(server.engine.figures().allocations, 1);
}

#[test]
fn nothing_after_the_fingerprint_counts() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let transaction = ann.next_transaction();
    let mut request = ann.unsigned(REFRESH, transaction, &[]);
    request
        .add_message_integrity_with_key(&ann.key(), IntegrityAlgorithm::Sha1)
        .unwrap();
    request.add_fingerprint().unwrap();
    let mut request = request.finish();
    assert!(ann.try_call(&mut server, &request).has_fingerprint);
    request.extend([0, 13, 0, 4, 0, 0, 0, 0]);
    let length = u16::try_from(request.len() - 20).unwrap().to_be_bytes();
    request[2..4].copy_from_slice(&length);
    if let Some(answer) = server.answer(ann.client, &request) {
        assert_eq!(Reply::read(&answer, &ann.key()).lifetime, Some(600));
    }
    assert_eq!(server.engine.figures().allocations, 1);
}

#[test]
fn an_indication_without_its_parts_does_nothing() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    ann.permit(&mut server, "8.8.8.8:1");
    let kind = MessageType::from_class_method(MessageClass::Indication, SEND);
    let empty = Message::builder(kind, 1.into(), MessageWriteVec::new()).finish();
    assert_eq!(server.hear(ann.client, &empty), []);
    let mut stranger = Caller::new(&server, "bob", 2);
    assert_eq!(stranger.send(&mut server, "8.8.8.8:1", b"hello"), []);
    let mut other_link = ann.clone();
    other_link.client.link = Link::Stream(1);
    assert_eq!(other_link.send(&mut server, "8.8.8.8:1", b"hello"), []);
    assert_eq!(ann.send(&mut server, "8.8.8.8:1", b"hello").len(), 1);
}

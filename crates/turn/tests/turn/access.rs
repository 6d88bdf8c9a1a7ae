//! Who gets an allocation.

use std::net::Ipv4Addr;

use stun_types::message::{BINDING, Message, MessageWrite, MessageWriteExt, MessageWriteVec};
use turn::{Client, Input, Link, Refusal};
use turn_types::attribute::{Lifetime, RequestedTransport};
use turn_types::message::{ALLOCATE, CREATE_PERMISSION, REFRESH};

use crate::support::server::secret;
use crate::support::{Caller, Reply, Server};

fn refusals(server: &Server, refusal: Refusal) -> u64 {
    server
        .engine
        .figures()
        .refusals
        .get(&refusal)
        .copied()
        .unwrap_or_default()
}

#[test]
fn a_stranger_is_told_how_to_become_known_in_few_bytes() {
    let mut server = Server::new();
    let caller = Caller::new(&server, "ann", 1);
    for method in [ALLOCATE, REFRESH, CREATE_PERMISSION] {
        for has_fingerprint in [false, true] {
            let mut request = Message::builder_request(method, MessageWriteVec::new());
            if has_fingerprint {
                request.add_fingerprint().unwrap();
            }
            let request = request.finish();
            let reply = caller.try_call(&mut server, &request);
            assert_eq!((reply.code, reply.is_signed), (Some(401), false));
            assert_eq!(reply.has_fingerprint, has_fingerprint);
            assert!(reply.nonce.is_some());
            assert!(
                reply.length <= 3 * request.len(),
                "{} for {}",
                reply.length,
                request.len()
            );
        }
    }
}

#[test]
fn ten_thousand_strangers_leave_nothing_behind() {
    let mut server = Server::new();
    for number in 1..=10_000 {
        let mut caller = Caller::new(&server, "ann", 1);
        caller
            .client
            .address
            .set_ip(Ipv4Addr::from_bits(number).into());
        caller.password = "guessed".to_owned();
        assert_eq!(caller.allocate(&mut server).code, Some(401));
    }
    let figures = server.engine.figures();
    assert_eq!(figures.allocations, 0);
    assert_eq!(figures.refusals.len(), 2, "{figures:?}");
    assert_eq!(format!("{:?}", server.engine), "Engine(0 allocations)");
}

#[test]
fn an_address_that_may_be_forged_gets_only_so_many_answers() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let binding = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let mut guess = Caller::new(&server, "ann", 2);
    guess.password = "guessed".to_owned();
    let guess = guess.request(ALLOCATE, 1.into(), &[]);
    let mut answered = 0;
    for port in 1..=5_000 {
        let client = Caller::new(&server, "ann", port + 2).client;
        answered += usize::from(server.answer(client, &binding).is_some());
        answered += usize::from(server.answer(client, &guess).is_some());
    }
    // One was Ann's, to her first request, which had no nonce yet.
    assert_eq!(answered, 1_999);
    assert_eq!(refusals(&server, Refusal::Flood), 8_001);
    assert_eq!(ann.refresh(&mut server, &[]).code, None, "she is known");
    let elsewhere = Client {
        address: "8.8.4.5:1".parse().unwrap(),
        ..ann.client
    };
    let by_stream = Client {
        link: Link::Stream(1),
        ..ann.client
    };
    for client in [elsewhere, by_stream] {
        assert!(server.answer(client, &binding).is_some(), "{client:?}");
    }
    server.wait(1);
    let client = Caller::new(&server, "ann", 3).client;
    let earned = (0..5_000).filter(|_| server.answer(client, &binding).is_some());
    assert_eq!(earned.count(), 500);
}

#[test]
fn credentials_that_are_not_good_get_nothing() {
    let mut server = Server::new();
    let now = server.now.0.as_secs();
    let with = |expiry: u64, subject: &str| secret().credential(subject, expiry);
    let good = with(now + 600, "ann");
    let cases = [
        ("has ended", with(now, "ann"), Refusal::Expired),
        ("ended long ago", with(0, "ann"), Refusal::Expired),
        (
            "ends in two days",
            with(now + 172_800, "ann"),
            Refusal::TooFarAhead,
        ),
        ("ends never", with(u64::MAX, "ann"), Refusal::TooFarAhead),
        (
            "another's name",
            turn::Credential {
                username: with(now + 600, "bob").username,
                ..good.clone()
            },
            Refusal::WrongCredentials,
        ),
        (
            "a longer time",
            turn::Credential {
                username: with(now + 601, "ann").username,
                ..good.clone()
            },
            Refusal::WrongCredentials,
        ),
        (
            "no time at all",
            turn::Credential {
                username: "ann".to_owned(),
                password: secret().password("ann"),
            },
            Refusal::WrongCredentials,
        ),
        (
            "another secret",
            turn::Secret::new("south".to_owned()).credential("ann", now + 600),
            Refusal::WrongCredentials,
        ),
    ];
    for (what, credential, refusal) in cases {
        let mut caller = Caller::new(&server, "ann", 1);
        caller.username = credential.username;
        caller.password = credential.password;
        let before = refusals(&server, refusal);
        let reply = caller.allocate(&mut server);
        assert_eq!((reply.code, reply.is_signed), (Some(401), false), "{what}");
        assert_eq!(refusals(&server, refusal), before + 1, "{what}");
    }
    assert_eq!(server.engine.figures().allocations, 0);
}

#[test]
fn another_realm_is_another_server() {
    let mut server = Server::new();
    let mut caller = Caller::new(&server, "ann", 1);
    caller.realm = "example.org".to_owned();
    assert_eq!(caller.allocate(&mut server).code, Some(401));
}

#[test]
fn a_signature_without_a_name_is_a_bad_request() {
    let mut server = Server::new();
    let caller = Caller::new(&server, "ann", 1);
    let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
    request
        .add_message_integrity_with_key(
            &caller.key(),
            stun_types::message::IntegrityAlgorithm::Sha1,
        )
        .unwrap();
    let reply = caller.try_call(&mut server, &request.finish());
    assert_eq!((reply.code, reply.nonce), (Some(400), None));
}

#[test]
fn a_nonce_of_another_address_or_an_hour_ago_is_replaced() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    ann.allocate(&mut server);
    let mut elsewhere = Caller {
        client: Caller::new(&server, "ann", 2).client,
        ..ann.clone()
    };
    let transaction = elsewhere.next_transaction();
    let request = elsewhere.request(ALLOCATE, transaction, &[&RequestedTransport::new(17)]);
    let reply = elsewhere.try_call(&mut server, &request);
    assert_eq!(reply.code, Some(438));
    assert!(reply.nonce.is_some_and(|nonce| nonce != ann.nonce));
    server.wait(599);
    assert_eq!(ann.refresh(&mut server, &[]).code, None);
    let old = ann.nonce.clone();
    for _ in 0..7 {
        server.wait(599);
        assert_eq!(ann.refresh(&mut server, &[]).code, None);
    }
    assert_ne!(ann.nonce, old);
}

#[test]
fn what_was_made_in_time_is_kept_when_the_credentials_have_ended() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    server.wait(500);
    assert_eq!(ann.refresh(&mut server, &[]).code, None);
    server.wait(500);
    assert_eq!(ann.refresh(&mut server, &[]).code, None);
    assert_eq!(ann.permit(&mut server, "8.8.8.8:1").code, None);
    let mut late = Caller {
        client: Caller::new(&server, "ann", 2).client,
        ..ann.clone()
    };
    assert_eq!(late.allocate(&mut server).code, Some(401));
}

#[test]
fn whoever_is_told_to_go_has_nothing_and_gets_nothing() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let mut bob = Caller::allocated(&mut server, "bob", 2);
    let closed = server.handle(Input::Revoke("ann"));
    assert_eq!(closed, [turn::Command::CloseRelay(turn::AllocationId(1))]);
    assert_eq!(ann.allocate(&mut server).code, Some(401));
    assert_eq!(refusals(&server, Refusal::Revoked), 1);
    assert_eq!(bob.refresh(&mut server, &[]).code, None);
    server.wait(601);
    server.wait(601);
    let mut ann = Caller::new(&server, "ann", 1);
    assert_eq!(
        ann.allocate(&mut server).code,
        None,
        "by then the old credentials have ended by themselves"
    );
}

#[test]
fn an_allocation_belongs_to_who_made_it() {
    let mut server = Server::new();
    let ann = Caller::allocated(&mut server, "ann", 1);
    let mut bob = Caller {
        client: ann.client,
        ..Caller::new(&server, "bob", 2)
    };
    assert_eq!(
        bob.refresh(&mut server, &[&Lifetime::new(0)]).code,
        Some(441)
    );
    assert_eq!(bob.permit(&mut server, "8.8.8.8:1").code, Some(441));
    assert_eq!(bob.bind(&mut server, 0x4000, "8.8.8.8:1").code, Some(441));
    assert_eq!(bob.allocate(&mut server).code, Some(437));
    assert_eq!(server.engine.figures().allocations, 1);
}

#[test]
fn anyone_learns_their_own_address() {
    let mut server = Server::new();
    for (address, expected) in [
        ("8.8.4.4:5", "8.8.4.4:5"),
        ("[::ffff:8.8.4.4]:5", "8.8.4.4:5"),
        ("[2001:4860::1]:5", "[2001:4860::1]:5"),
    ] {
        for link in [Link::Datagrams, Link::Stream(1)] {
            let mut caller = Caller::new(&server, "ann", 1);
            caller.client.address = address.parse().unwrap();
            caller.client.link = link;
            let request = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
            let answer = server.answer(caller.client, &request).unwrap();
            let reply = Reply::read(&answer, &caller.key());
            assert_eq!(reply.mapped, Some(expected.parse().unwrap()));
            assert!(reply.length <= 3 * request.len());
        }
    }
}

//! What goes from clients to peers and back.

use std::time::Duration;

use stun_types::message::{Message, MessageClass};
use stun_types::prelude::AttributeFromRaw;
use turn::{AllocationId, Client, Command, Limits, Link, PeerRules, Refusal};
use turn_types::attribute::{Data, XorPeerAddress};
use turn_types::message::DATA;

use crate::support::{Caller, Server};

const PEER: &str = "8.8.8.8:7";

fn channel(number: u16, data: &[u8]) -> Vec<u8> {
    let mut packet = number.to_be_bytes().to_vec();
    packet.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    packet.extend(data);
    packet
}

fn to_peer(allocation: u64, peer: &str, data: &[u8]) -> Vec<Command> {
    vec![Command::ToPeer {
        allocation: AllocationId(allocation),
        peer: peer.parse().unwrap(),
        packet: data.to_vec(),
    }]
}

fn to_client(client: Client, packet: Vec<u8>) -> Vec<Command> {
    vec![Command::ToClient { client, packet }]
}

/// Reads the one data indication that is sent: for whom, from which peer, and what.
fn indication(commands: &[Command]) -> (Client, String, Vec<u8>) {
    let [Command::ToClient { client, packet }] = commands else {
        panic!("not one packet: {commands:?}");
    };
    let message = Message::from_bytes(packet).unwrap();
    assert_eq!(
        (message.class(), message.method()),
        (MessageClass::Indication, DATA)
    );
    let get = |kind: u16| message.raw_attribute(kind.into()).unwrap();
    let peer = XorPeerAddress::from_raw_ref(&get(0x0012)).unwrap();
    let data = Data::from_raw(get(0x0013)).unwrap().data().to_vec();
    (
        *client,
        peer.addr(message.transaction_id()).to_string(),
        data,
    )
}

#[test]
fn indications_go_both_ways_where_there_is_a_permission() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    assert_eq!(ann.send(&mut server, PEER, b"too soon"), []);
    assert_eq!(server.hear_peer(1, PEER, b"too soon"), []);
    ann.permit(&mut server, "8.8.8.8:1");
    assert_eq!(
        ann.send(&mut server, PEER, b"hello"),
        to_peer(1, PEER, b"hello")
    );
    let heard = indication(&server.hear_peer(1, PEER, b"back"));
    assert_eq!(heard, (ann.client, PEER.to_owned(), b"back".to_vec()));
    assert_eq!(server.hear_peer(1, "8.8.4.4:7", b"a stranger"), []);
    server.wait(300);
    assert_eq!(ann.send(&mut server, PEER, b"too late"), []);
    assert_eq!(server.hear_peer(1, PEER, b"too late"), []);
    let figures = server.engine.figures();
    assert_eq!((figures.bytes_to_peers, figures.bytes_to_clients), (5, 4));
    assert_eq!(figures.refusals.get(&Refusal::NotPermitted), Some(&5));
}

#[test]
fn channels_go_both_ways_once_they_are_bound() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    assert_eq!(server.hear(ann.client, &channel(0x4000, b"too soon")), []);
    ann.bind(&mut server, 0x4000, PEER);
    for data in [&b""[..], b"h", b"hello", &[9; 1400]] {
        assert_eq!(
            server.hear(ann.client, &channel(0x4000, data)),
            to_peer(1, PEER, data)
        );
        assert_eq!(
            server.hear_peer(1, PEER, data),
            to_client(ann.client, channel(0x4000, data))
        );
    }
    assert_eq!(server.hear(ann.client, &channel(0x4001, b"another")), []);
    let heard = indication(&server.hear_peer(1, "8.8.8.8:8", b"another port"));
    assert_eq!(heard.1, "8.8.8.8:8");
    server.wait(300);
    assert_eq!(
        server.hear(ann.client, &channel(0x4000, b"the permission has ended")),
        []
    );
    ann.permit(&mut server, PEER);
    assert_eq!(server.hear(ann.client, &channel(0x4000, b"hello")).len(), 1);
    ann.refresh(&mut server, &[]);
    server.wait(300);
    ann.permit(&mut server, PEER);
    assert_eq!(
        server.hear(ann.client, &channel(0x4000, b"the channel has ended")),
        []
    );
}

#[test]
fn channel_data_may_be_filled_up_and_must_not_be_short() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    ann.bind(&mut server, 0x4000, PEER);
    let mut filled = channel(0x4000, b"hello");
    filled.extend([1, 2, 3]);
    assert_eq!(server.hear(ann.client, &filled), to_peer(1, PEER, b"hello"));
    assert_eq!(server.hear(ann.client, &filled[..8]), []);
    assert_eq!(server.hear(ann.client, &filled[..3]), []);
}

#[test]
fn in_a_stream_channel_data_is_filled_up_with_zeros() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    ann.client.link = Link::Stream(1);
    ann.allocate(&mut server);
    ann.bind(&mut server, 0x4000, PEER);
    let expected = [&channel(0x4000, b"hello")[..], &[0, 0, 0]].concat();
    assert_eq!(
        server.hear_peer(1, PEER, b"hello"),
        to_client(ann.client, expected)
    );
}

#[test]
fn what_fills_attributes_up_is_zero() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    ann.permit(&mut server, PEER);
    let commands = server.hear_peer(1, PEER, b"hello");
    let [Command::ToClient { packet, .. }] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert!(packet.ends_with(b"hello\0\0\0"));
}

#[test]
fn two_relayed_addresses_reach_each_other_without_the_network() {
    let mut server = Server::new();
    let own = ["9.9.9.9".parse().unwrap()];
    server.handle(turn::Input::OwnAddresses(&own));
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let mut bob = Caller::allocated(&mut server, "bob", 2);
    assert_eq!(ann.permit(&mut server, "9.9.9.9:50002").code, None);
    assert_eq!(
        ann.send(&mut server, "9.9.9.9:50002", b"too soon"),
        [],
        "Bob has not permitted Ann"
    );
    assert_eq!(bob.bind(&mut server, 0x4000, "9.9.9.9:50001").code, None);
    let heard = ann.send(&mut server, "9.9.9.9:50002", b"hello");
    assert_eq!(heard, to_client(bob.client, channel(0x4000, b"hello")));
    let heard = indication(&server.hear(bob.client, &channel(0x4000, b"back")));
    assert_eq!(
        heard,
        (ann.client, "9.9.9.9:50002".to_owned(), b"back".to_vec())
    );
    assert_eq!(
        ann.send(&mut server, "9.9.9.9:22", b"a port of the server's own"),
        []
    );
    assert_eq!(ann.bind(&mut server, 0x4000, "9.9.9.9:22").code, Some(403));
    assert_eq!(
        bob.refresh(&mut server, &[&turn_types::attribute::Lifetime::new(0)])
            .code,
        None
    );
    assert_eq!(ann.send(&mut server, "9.9.9.9:50002", b"gone"), []);
}

#[test]
fn an_allocation_carries_no_more_than_its_bandwidth() {
    let limits = Limits {
        bytes_per_second: Some(10_000),
        ..Limits::default()
    };
    let mut server = Server::with(limits, PeerRules::default());
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let mut bob = Caller::allocated(&mut server, "bob", 2);
    ann.permit(&mut server, PEER);
    bob.permit(&mut server, PEER);
    let passed = |server: &mut Server, caller: &mut Caller| {
        (0..20)
            .filter(|_| !caller.send(server, PEER, &[0; 1000]).is_empty())
            .count()
    };
    assert_eq!(passed(&mut server, &mut ann), 10);
    assert_eq!(
        server.hear_peer(1, PEER, &[0; 1000]),
        [],
        "both ways together"
    );
    assert_eq!(passed(&mut server, &mut bob), 10, "each has its own");
    server.now.0 += Duration::from_millis(500);
    assert_eq!(passed(&mut server, &mut ann), 5);
}

#[test]
fn all_together_carry_no_more_than_theirs() {
    let limits = Limits {
        total_bytes_per_second: Some(10_000),
        ..Limits::default()
    };
    let mut server = Server::with(limits, PeerRules::default());
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    let mut bob = Caller::allocated(&mut server, "bob", 2);
    ann.permit(&mut server, PEER);
    bob.permit(&mut server, PEER);
    assert_eq!(ann.send(&mut server, PEER, &[0; 6000]).len(), 1);
    assert_eq!(bob.send(&mut server, PEER, &[0; 6000]), []);
    assert_eq!(bob.send(&mut server, PEER, &[0; 4000]).len(), 1);
    assert_eq!(
        server.engine.figures().refusals.get(&Refusal::TooFast),
        Some(&1)
    );
}

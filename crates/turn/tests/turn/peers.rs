//! Whom an allocation may reach, in every spelling and by every way.

use stun_types::attribute::RawAttribute;
use turn::{Command, Limits, PeerRules, Refusal};
use turn_types::attribute::{RequestedAddressFamily, RequestedTransport, XorPeerAddress};
use turn_types::message::{ALLOCATE, CREATE_PERMISSION};

use crate::support::{Caller, Server};

/// What no relay may reach, one of each kind.
const CLOSED: [&str; 15] = [
    "0.0.0.0",
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.0.0.8",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
];

/// The same in IPv6.
const CLOSED_V6: [&str; 11] = [
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fd00::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "2001:2::1",
    "100::1",
    "64:ff9b:1::1",
];

fn spellings(v4: &str) -> Vec<String> {
    let [a, b, c, d] = v4.parse::<std::net::Ipv4Addr>().unwrap().octets();
    let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    vec![
        format!("{v4}:7"),
        format!("[::ffff:{v4}]:7"),
        format!("[::{v4}]:7"),
        format!("[2002:{high:x}:{low:x}::7]:7"),
        format!("[2001:0:808:808:0:0:{:x}:{:x}]:7", !high, !low),
        format!("[64:ff9b::{v4}]:7"),
    ]
}

/// Callers with an allocation of each family.
fn callers(server: &mut Server) -> [Caller; 2] {
    let v4 = Caller::allocated(server, "ann", 1);
    let mut v6 = Caller::new(server, "bob", 2);
    let family = RequestedAddressFamily::new(stun_types::AddressFamily::IPV6);
    let reply = v6.call(server, ALLOCATE, &[&RequestedTransport::new(17), &family]);
    assert_eq!(reply.code, None);
    [v4, v6]
}

#[test]
fn no_spelling_of_a_closed_address_is_let_through_by_any_way() {
    let mut server = Server::new();
    let own = ["8.8.8.8".parse().unwrap(), "2606:4700::8".parse().unwrap()];
    server.handle(turn::Input::OwnAddresses(&own));
    let mut peers: Vec<String> = CLOSED.iter().flat_map(|v4| spellings(v4)).collect();
    peers.extend(CLOSED_V6.iter().map(|v6| format!("[{v6}]:7")));
    peers.extend(["8.8.8.8:22", "[::ffff:8.8.8.8]:22", "[2606:4700::8]:22"].map(str::to_owned));
    for mut caller in callers(&mut server) {
        for peer in &peers {
            assert_eq!(
                caller.permit(&mut server, peer).code,
                Some(403),
                "permission for {peer}"
            );
            assert_eq!(
                caller.bind(&mut server, 0x4000, peer).code,
                Some(403),
                "channel to {peer}"
            );
            assert_eq!(
                caller.send(&mut server, peer, b"hello"),
                [],
                "packet to {peer}"
            );
        }
    }
}

#[test]
fn a_spelling_of_an_open_address_is_that_address() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    assert_eq!(ann.permit(&mut server, "[::ffff:8.8.8.8]:7").code, None);
    let sent = ann.send(&mut server, "8.8.8.8:7", b"hello");
    assert!(
        matches!(&sent[..], [Command::ToPeer { peer, .. }] if *peer == "8.8.8.8:7".parse().unwrap())
    );
}

#[test]
fn a_closed_address_among_open_ones_closes_all() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    let transaction = ann.next_transaction();
    let peer = |text: &str| XorPeerAddress::new(text.parse().unwrap(), transaction);
    let (open, closed) = (peer("8.8.8.8:7"), peer("10.0.0.1:7"));
    let reply = ann.call_as(
        &mut server,
        CREATE_PERMISSION,
        transaction,
        &[&open, &closed],
    );
    assert_eq!(reply.code, Some(403));
    assert_eq!(ann.send(&mut server, "8.8.8.8:7", b"hello"), []);
}

#[test]
fn a_named_network_is_open() {
    let peers = PeerRules {
        allowed: vec!["192.168.0.0/16".parse().unwrap()],
        own: Vec::new(),
    };
    let mut server = Server::with(Limits::default(), peers);
    let [mut ann, _] = callers(&mut server);
    assert_eq!(ann.permit(&mut server, "192.168.1.7:1").code, None);
    assert_eq!(ann.bind(&mut server, 0x4000, "192.168.1.7:1").code, None);
    assert_eq!(ann.send(&mut server, "192.168.1.7:1", b"hello").len(), 1);
    assert_eq!(ann.permit(&mut server, "10.0.0.1:1").code, Some(403));
}

#[test]
fn ten_thousand_permissions_are_too_many_and_change_nothing() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    let codes: Vec<Option<u16>> = (0..10_000_u32)
        .map(|i| {
            ann.permit(&mut server, &format!("11.0.{}.{}:1", i / 256, i % 256))
                .code
        })
        .collect();
    assert!(codes[..64].iter().all(Option::is_none));
    assert!(codes[64..].iter().all(|code| *code == Some(508)));
    assert_eq!(
        ann.permit(&mut server, "11.0.0.0:1").code,
        None,
        "one that is there"
    );
    assert_eq!(ann.send(&mut server, "11.0.0.63:1", b"hello").len(), 1);
}

#[test]
fn ten_thousand_permissions_in_one_request_are_none() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    let transaction = ann.next_transaction();
    let peers: Vec<XorPeerAddress> = (0..5000_u32)
        .map(|i| {
            XorPeerAddress::new(
                format!("11.0.{}.{}:1", i / 256, i % 256).parse().unwrap(),
                transaction,
            )
        })
        .collect();
    let attributes: Vec<&dyn stun_types::attribute::AttributeWrite> = peers
        .iter()
        .map(|peer| peer as &dyn stun_types::attribute::AttributeWrite)
        .collect();
    assert_eq!(
        ann.call_as(&mut server, CREATE_PERMISSION, transaction, &attributes)
            .code,
        Some(508)
    );
    assert_eq!(ann.send(&mut server, "11.0.0.0:1", b"hello"), []);
}

#[test]
fn channels_have_their_numbers_and_their_end() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    assert_eq!(ann.bind(&mut server, 0x3fff, "8.8.8.8:1").code, Some(400));
    assert_eq!(ann.bind(&mut server, 0x7fff, "8.8.8.8:1").code, Some(400));
    assert_eq!(ann.bind(&mut server, 0x4000, "8.8.8.8:1").code, None);
    assert_eq!(ann.bind(&mut server, 0x4000, "8.8.8.8:2").code, Some(400));
    assert_eq!(ann.bind(&mut server, 0x4001, "8.8.8.8:1").code, Some(400));
    for number in 0x4001..0x4040 {
        assert_eq!(
            ann.bind(&mut server, number, &format!("8.8.8.8:{number}"))
                .code,
            None
        );
    }
    assert_eq!(ann.bind(&mut server, 0x4040, "8.8.8.8:9").code, Some(508));
}

#[test]
fn a_request_about_peers_names_them() {
    let mut server = Server::new();
    let [mut ann, _] = callers(&mut server);
    assert_eq!(
        ann.call(&mut server, CREATE_PERMISSION, &[]).code,
        Some(400)
    );
    for odd in [
        &[0, 1, 2][..],
        &[0, 3, 0, 1, 2, 3, 4, 5],
        &[0, 1, 0, 1, 2, 3, 4],
        &[0, 2, 0, 1, 2, 3, 4, 5],
    ] {
        let attribute = RawAttribute::new(0x0012.into(), odd);
        assert_eq!(
            ann.call(&mut server, CREATE_PERMISSION, &[&attribute]).code,
            Some(400),
            "{odd:?}"
        );
    }
    let mut stranger = Caller::new(&server, "cat", 9);
    assert_eq!(stranger.permit(&mut server, "8.8.8.8:1").code, Some(437));
    assert_eq!(
        stranger.bind(&mut server, 0x4000, "8.8.8.8:1").code,
        Some(437)
    );
    assert_eq!(
        server.engine.figures().refusals.get(&Refusal::Mismatch),
        Some(&2)
    );
}

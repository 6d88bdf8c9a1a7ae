//! How relayed addresses are lent, kept and given back.

use stun_types::AddressFamily;
use turn::{Command, Input, Limits, Link, PeerRules, Refusal};
use turn_types::attribute::{
    DontFragment, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken,
};
use turn_types::message::{ALLOCATE, CONNECT};

use crate::support::{Caller, Server};

#[test]
fn an_allocation_says_both_addresses_and_how_long() {
    let mut server = Server::new();
    let reply = Caller::new(&server, "ann", 1).allocate(&mut server);
    assert_eq!(reply.relayed, Some("9.9.9.9:50001".parse().unwrap()));
    assert_eq!(reply.mapped, Some("8.8.4.4:1".parse().unwrap()));
    assert_eq!(reply.lifetime, Some(600));
    assert!(reply.is_signed);
}

#[test]
fn a_response_that_was_lost_comes_again() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    let first = ann.allocate(&mut server);
    let transaction = ann.next_transaction();
    let attributes: [&dyn stun_types::attribute::AttributeWrite; 1] =
        [&RequestedTransport::new(17)];
    assert_eq!(
        ann.call_as(&mut server, ALLOCATE, transaction, &attributes)
            .code,
        Some(437)
    );
    let mut bob = Caller::new(&server, "bob", 2);
    let transaction = bob.next_transaction();
    let made = bob.call_as(&mut server, ALLOCATE, transaction, &attributes);
    let again = bob.call_as(&mut server, ALLOCATE, transaction, &attributes);
    assert_eq!(made, again);
    assert_ne!(made.relayed, first.relayed);
    assert_eq!(server.engine.figures().allocated, 2);
}

#[test]
fn the_thirteenth_is_one_too_many_whatever_the_credentials() {
    let mut server = Server::new();
    for port in 1..=12 {
        server.now.0 += std::time::Duration::from_secs(1);
        Caller::allocated(&mut server, "ann", port);
    }
    let mut thirteenth = Caller::new(&server, "ann", 13);
    let reply = thirteenth.allocate(&mut server);
    assert_eq!((reply.code, reply.is_signed), (Some(486), true));
    Caller::allocated(&mut server, "bob", 14);
    let mut first = Caller::new(&server, "ann", 1);
    first.username = thirteenth.username.clone();
    assert_eq!(
        first.refresh(&mut server, &[&Lifetime::new(0)]).code,
        Some(441)
    );
    server.wait(600);
    assert_eq!(
        Caller::new(&server, "ann", 13).allocate(&mut server).code,
        None
    );
}

#[test]
fn there_are_no_more_than_there_may_be() {
    let limits = Limits {
        allocations: 2,
        ..Limits::default()
    };
    let mut server = Server::with(limits, PeerRules::default());
    Caller::allocated(&mut server, "ann", 1);
    Caller::allocated(&mut server, "bob", 2);
    assert_eq!(
        Caller::new(&server, "cat", 3).allocate(&mut server).code,
        Some(508)
    );
}

#[test]
fn without_a_port_there_is_no_allocation() {
    let mut server = Server::new();
    server.ports_left = 0;
    let mut ann = Caller::new(&server, "ann", 1);
    let reply = ann.allocate(&mut server);
    assert_eq!((reply.code, reply.is_signed), (Some(508), true));
    server.ports_left = 1;
    assert_eq!(ann.allocate(&mut server).code, None);
}

#[test]
fn it_lasts_ten_minutes_from_the_last_refresh_and_no_longer() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    server.wait(599);
    assert_eq!(
        ann.refresh(&mut server, &[&Lifetime::new(u32::MAX)])
            .lifetime,
        Some(600)
    );
    server.wait(599);
    assert_eq!(server.engine.figures().allocations, 1);
    server.wait(1);
    assert_eq!(server.engine.figures().allocations, 0);
    assert_eq!(
        ann.refresh(&mut server, &[]).code,
        Some(401),
        "its credentials have ended long ago"
    );
}

#[test]
fn it_ends_when_the_client_says_so_or_its_connection_is_gone() {
    let mut server = Server::new();
    let mut ann = Caller::allocated(&mut server, "ann", 1);
    assert_eq!(
        ann.refresh(&mut server, &[&Lifetime::new(0)]).lifetime,
        Some(0)
    );
    assert_eq!(server.engine.figures().allocations, 0);
    assert_eq!(
        ann.refresh(&mut server, &[&Lifetime::new(0)]).code,
        Some(437)
    );
    let mut bob = Caller::new(&server, "bob", 2);
    bob.client.link = Link::Stream(1);
    assert_eq!(bob.allocate(&mut server).code, None);
    let commands = server.handle(Input::ClientGone(bob.client));
    assert!(matches!(commands[..], [Command::CloseRelay(_)]));
    assert_eq!(server.handle(Input::ClientGone(bob.client)), []);
}

#[test]
fn only_udp_is_relayed() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    for protocol in [0, 6, 132, 255] {
        let reply = ann.call(&mut server, ALLOCATE, &[&RequestedTransport::new(protocol)]);
        assert_eq!(reply.code, Some(442), "{protocol}");
    }
    assert_eq!(ann.call(&mut server, ALLOCATE, &[]).code, Some(400));
    ann.allocate(&mut server);
    let transaction = ann.next_transaction();
    let connect = ann.request(CONNECT, transaction, &[]);
    assert_eq!(server.answer(ann.client, &connect), None);
}

#[test]
fn the_family_is_the_one_that_was_asked_for() {
    let mut server = Server::new();
    let mut ann = Caller::new(&server, "ann", 1);
    let udp = RequestedTransport::new(17);
    let v6 = RequestedAddressFamily::new(AddressFamily::IPV6);
    let v4 = RequestedAddressFamily::new(AddressFamily::IPV4);
    let reply = ann.call(&mut server, ALLOCATE, &[&udp, &v6]);
    assert_eq!(reply.relayed, Some("[2620:fe::9]:50001".parse().unwrap()));
    assert_eq!(ann.refresh(&mut server, &[&v6]).code, None);
    assert_eq!(ann.refresh(&mut server, &[&v4]).code, Some(443));
    assert_eq!(ann.permit(&mut server, "8.8.8.8:1").code, Some(443));
    assert_eq!(
        ann.permit(&mut server, "[::ffff:8.8.8.8]:1").code,
        Some(443)
    );
    assert_eq!(ann.permit(&mut server, "[2606:4700::1]:1").code, None);
    let odd = stun_types::attribute::RawAttribute::new(0x0017.into(), &[9, 0, 0, 0]);
    let mut bob = Caller::new(&server, "bob", 2);
    assert_eq!(
        bob.call(&mut server, ALLOCATE, &[&udp, &odd]).code,
        Some(440)
    );
}

#[test]
fn an_even_port_is_to_be_had_and_none_is_kept_beside_it() {
    let mut server = Server::new();
    let udp = RequestedTransport::new(17);
    for port in 1..5 {
        let mut caller = Caller::new(&server, "ann", port);
        let reply = caller.call(&mut server, ALLOCATE, &[&udp, &EvenPort::new(false)]);
        assert_eq!(reply.relayed.unwrap().port() % 2, 0);
    }
}

#[test]
fn what_is_not_offered_is_refused_as_the_standard_says() {
    let mut server = Server::new();
    let udp = RequestedTransport::new(17);
    let mut ann = Caller::new(&server, "ann", 1);
    assert_eq!(
        ann.call(&mut server, ALLOCATE, &[&udp, &EvenPort::new(true)])
            .code,
        Some(508)
    );
    assert_eq!(
        ann.call(&mut server, ALLOCATE, &[&udp, &ReservationToken::new(1)])
            .code,
        Some(508)
    );
    let reply = ann.call(&mut server, ALLOCATE, &[&udp, &DontFragment::new()]);
    assert_eq!(
        (reply.code, reply.has_unknown_attributes),
        (Some(420), true)
    );
    assert_eq!(
        server.engine.figures().refusals.get(&Refusal::Capacity),
        Some(&2)
    );
}

//! Whatever comes, the server goes on, and what strangers send leaves nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use stun_types::attribute::RawAttribute;
use turn::{Client, Framer, Link};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH};

use crate::support::{Caller, Server};

fn attribute() -> impl Strategy<Value = (u16, Vec<u8>)> {
    let known = prop::sample::select(vec![
        0x0006_u16, 0x000c, 0x000d, 0x0012, 0x0013, 0x0014, 0x0015, 0x0017, 0x0018, 0x0019, 0x001a,
        0x0022,
    ]);
    (
        prop_oneof![4 => known, 1 => any::<u16>().prop_filter("written otherwise", |kind| ![0x0008, 0x001c, 0x8028].contains(kind))],
        vec(any::<u8>(), 0..40),
    )
}

proptest! {
    #[test]
    fn random_bytes_do_nothing(packets in vec(vec(any::<u8>(), 0..200), 1..20), stream in any::<bool>()) {
        let mut server = Server::new();
        let link = if stream { Link::Stream(1) } else { Link::Datagrams };
        let client = Client { link, ..Caller::new(&server, "ann", 1).client };
        for packet in &packets {
            for command in server.hear(client, packet) {
                let turn::Command::ToClient { packet: answer, .. } = command else {
                    panic!("{command:?}");
                };
                prop_assert!(answer.len() <= 3 * packet.len());
            }
        }
        prop_assert_eq!(server.engine.figures().allocations, 0);
    }

    #[test]
    fn random_content_of_a_message_does_nothing(kind in 0..0x4000_u16, content in vec(any::<u8>(), 0..60)) {
        let mut server = Server::new();
        let client = Caller::new(&server, "ann", 1).client;
        let length = u16::try_from(content.len() * 4).unwrap();
        let content: Vec<u8> = content.iter().flat_map(|byte| [0, byte % 0x30, 0, byte / 0x30]).collect();
        let packet = [&kind.to_be_bytes()[..], &length.to_be_bytes(), &[0x21, 0x12, 0xa4, 0x42], &[5; 12], &content].concat();
        for command in server.hear(client, &packet) {
            let turn::Command::ToClient { packet: answer, .. } = command else {
                panic!("{command:?}");
            };
            prop_assert!(answer.len() <= 3 * packet.len());
        }
        prop_assert_eq!(server.engine.figures().allocations, 0);
    }

    #[test]
    fn whoever_is_known_may_send_anything(requests in vec((0..4_usize, vec(attribute(), 0..5)), 1..20)) {
        let mut server = Server::new();
        let mut ann = Caller::allocated(&mut server, "ann", 1);
        for (method, attributes) in requests {
            let method = [ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND][method];
            let attributes: Vec<RawAttribute<'_>> =
                attributes.iter().map(|(kind, value)| RawAttribute::new((*kind).into(), value)).collect();
            let attributes: Vec<&dyn stun_types::attribute::AttributeWrite> =
                attributes.iter().map(|attribute| attribute as &dyn stun_types::attribute::AttributeWrite).collect();
            let transaction = ann.next_transaction();
            let request = ann.request(method, transaction, &attributes);
            server.answer(ann.client, &request);
        }
        prop_assert!(server.engine.figures().allocations <= 1);
    }

    #[test]
    fn a_stream_of_anything_is_cut_or_ended(reads in vec(vec(any::<u8>(), 0..100), 1..10)) {
        let mut framer = Framer::default();
        for read in reads {
            framer.push(&read);
            loop {
                match framer.next_packet() {
                    Ok(Some(packet)) => prop_assert!(packet.len() <= 20 + 65_535),
                    Ok(None) => break,
                    Err(_) => return Ok(()),
                }
            }
        }
    }
}

use std::net::SocketAddr;
use std::time::Duration;

use turn::{Client, Command, Engine, Input, Limits, Link, PeerRules, Secret, Setup, Timestamp};

/// A stranger's packet opens nothing, sends nothing to others, and is answered with at most three times its length.
pub(crate) fn packet(bytes: &[u8]) {
    let mut engine = Engine::new(Setup {
        secret: Secret::new("north".to_owned()),
        limits: Limits::default(),
        peers: PeerRules::default(),
        seed: [7; 32],
    });
    let client = Client {
        link: Link::Datagrams,
        local: SocketAddr::from(([203, 0, 113, 1], 3478)),
        address: SocketAddr::from(([198, 51, 100, 7], 40_000)),
    };
    let packet = Input::FromClient {
        client,
        packet: bytes,
    };
    engine.handle(packet, Timestamp(Duration::from_secs(1_760_000_000)));
    while let Some(command) = engine.next_command() {
        let Command::ToClient { packet, .. } = &command else {
            panic!("a stranger had this done: {command:?}");
        };
        assert!(
            packet.len() <= 3 * bytes.len(),
            "{} bytes for {}",
            packet.len(),
            bytes.len()
        );
    }
    assert_eq!(engine.figures().allocations, 0);
}

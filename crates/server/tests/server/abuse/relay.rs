//! Packets of strangers at the relay.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

use super::siege::Siege;
use crate::support::soon;

/// An Allocate request without anything in it (RFC 8656, section 7).
const ALLOCATE: [u8; 20] = [
    0, 3, 0, 0, 0x21, 0x12, 0xa4, 0x42, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];

#[tokio::test]
async fn ten_thousand_strangers_at_the_relay() {
    let siege = Siege::lay(&[]).await;
    strangers(siege.relay_address(), 10_000).await;
    siege.lift().await;
}

/// So many requests from as many addresses, each answered with few bytes.
async fn strangers(relay: SocketAddr, count: u32) {
    const AT_ONCE: usize = 100;
    // All of 127.0.0.0/8 is this machine.
    let addresses: Vec<Ipv4Addr> = (0..count)
        .map(|number| Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 0).to_bits() + number))
        .collect();
    for addresses in addresses.chunks(AT_ONCE) {
        let mut sockets = Vec::new();
        for address in addresses {
            let socket = UdpSocket::bind((*address, 0)).await.unwrap();
            socket.send_to(&ALLOCATE, relay).await.unwrap();
            sockets.push(socket);
        }
        let mut answer = [0; 2048];
        for socket in sockets {
            let bytes = soon("an answer", socket.recv(&mut answer)).await.unwrap();
            assert!(bytes <= 3 * ALLOCATE.len(), "{bytes} bytes");
        }
    }
}

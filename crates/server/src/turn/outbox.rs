use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use tokio::sync::Notify;

/// The most bytes that wait for a client who reads slowly: what comes after is lost, as it would be by UDP.
const MOST_BYTES: usize = 256 * 1024;

/// What waits to be written to one connection.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    packets: RefCell<VecDeque<Vec<u8>>>,
    bytes: Cell<usize>,
    changed: Notify,
}

impl Outbox {
    pub(super) fn push(&self, packet: Vec<u8>) {
        let bytes = self.bytes.get() + packet.len();
        if bytes > MOST_BYTES {
            tracing::trace!("a packet was not sent");
            return;
        }
        self.bytes.set(bytes);
        self.packets.borrow_mut().push_back(packet);
        self.changed.notify_one();
    }

    /// Waits for something to write and returns all there is.
    pub(super) async fn next(&self) -> Vec<Vec<u8>> {
        loop {
            let packets: Vec<Vec<u8>> = self.packets.borrow_mut().drain(..).collect();
            if !packets.is_empty() {
                self.bytes.set(0);
                return packets;
            }
            self.changed.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_too_much_is_lost_and_the_rest_comes_in_order() {
        let outbox = Outbox::default();
        let packets = MOST_BYTES / 1000 + 10;
        for packet in 0..packets {
            outbox.push(vec![u8::try_from(packet % 256).unwrap(); 1000]);
        }
        let written = outbox.next().await;
        assert_eq!(written.len(), MOST_BYTES / 1000);
        assert!(
            written
                .iter()
                .enumerate()
                .all(|(i, packet)| usize::from(packet[0]) == i % 256)
        );
        outbox.push(vec![7]);
        assert_eq!(outbox.next().await, [[7]]);
    }
}

//! Messages in a stream: their own length says where each ends (RFC 8489, section 6.2.2; RFC 8656, section 12.5).

use stun_types::message::{MessageHeader, StunParseError};
use thiserror::Error;

/// What is before the length that counts.
const CHANNEL_HEADER: usize = 4;

/// Cuts a stream of bytes into messages and channel data.
#[derive(Debug, Default)]
pub struct Framer {
    buffer: Vec<u8>,
    /// The bytes at the front that were handed out.
    taken: usize,
    /// There was a message; nobody has a channel before.
    has_begun: bool,
}

/// A stream that carries neither messages nor channel data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the stream carries something else than STUN and TURN")]
pub struct NotTurn;

impl Framer {
    /// Takes what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Returns the next message or channel data that is complete, without what fills it up.
    ///
    /// What is kept of one that is not complete is at most 64 KiB.
    ///
    /// # Errors
    ///
    /// Nothing that follows can be understood, either.
    pub fn next_packet(&mut self) -> Result<Option<&[u8]>, NotTurn> {
        let waiting = self.buffer.get(self.taken..).unwrap_or_default();
        let (length, filled) = match *waiting {
            [0x40..0x80, _, high, low, ..] if self.has_begun => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                (
                    CHANNEL_HEADER + length,
                    CHANNEL_HEADER + length.next_multiple_of(4),
                )
            }
            [0x40..0x80, ..] if self.has_begun => return Ok(None),
            _ => match MessageHeader::from_bytes(waiting) {
                Ok(header) if header.data_length() % 4 == 0 => {
                    let length = MessageHeader::LENGTH + usize::from(header.data_length());
                    (length, length)
                }
                Err(StunParseError::Truncated { .. }) => return Ok(None),
                Ok(_) | Err(_) => return Err(NotTurn),
            },
        };
        if waiting.len() < filled {
            return Ok(None);
        }
        self.has_begun = true;
        let start = self.taken;
        self.taken += filled;
        Ok(self.buffer.get(start..start + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(framer: &mut Framer) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        while let Some(packet) = framer.next_packet().unwrap() {
            packets.push(packet.to_vec());
        }
        packets
    }

    fn message(length: u8) -> Vec<u8> {
        let mut message = vec![0, 1, 0, length, 0x21, 0x12, 0xa4, 0x42];
        message.resize(MessageHeader::LENGTH + usize::from(length), 9);
        message
    }

    #[test]
    fn cuts_messages_and_channel_data_wherever_reads_end() {
        let channel = [0x40, 0, 0, 5, 1, 2, 3, 4, 5];
        let stream = [&message(8)[..], &channel, &[0, 0, 0], &message(0)].concat();
        let expected = [message(8), channel.to_vec(), message(0)];
        for size in 1..=stream.len() {
            let mut framer = Framer::default();
            let mut cut = Vec::new();
            for bytes in stream.chunks(size) {
                framer.push(bytes);
                cut.extend(packets(&mut framer));
            }
            assert_eq!(cut, expected, "in reads of {size}");
        }
    }

    #[test]
    fn something_else_is_told_by_its_first_bytes() {
        let odd = [
            0, 1, 0, 5, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        let channel = [0x40, 0, 0, 0];
        for start in [
            &b"GET / HTTP/1.1"[..],
            &[0x16, 3, 1, 2, 0, 1, 0, 1],
            &[0, 1, 0, 0, 0, 0, 0, 0],
            &odd,
            &channel,
        ] {
            let mut framer = Framer::default();
            framer.push(start);
            assert_eq!(framer.next_packet(), Err(NotTurn), "{start:?}");
        }
    }
}

use std::collections::VecDeque;

use protocol::ParticipantId;

use crate::letter::{Packet, Piece, Unit};
use crate::spoken::Spoken;

/// What a participant says, on its way to the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outgoing {
    /// The number of the last piece.
    said: u64,
    /// The number of the last packet.
    packets: u64,
    /// The last pieces, to be said again.
    kept: VecDeque<Piece>,
    queue: VecDeque<Unit>,
    /// When the next packet may go, in milliseconds.
    free_at: u64,
}

impl Outgoing {
    /// Milliseconds from packet to packet: services let one connection say ten things a second.
    const PACE: u64 = 125;

    /// The most bytes of a packet as it is written in an event: services take 10 kB.
    const PACKET_BYTES: usize = 9_000;

    /// The most bytes of the text of a piece as it is written in an event.
    const PIECE_BYTES: usize = 7_500;

    /// How many pieces are kept: more than are said while someone is away for [`crate::member::Member::GRACE`].
    const KEPT: usize = 512;

    /// The number of the last piece.
    pub(crate) fn said(&self) -> u64 {
        self.said
    }

    /// Says something that is not to be lost: to everyone, or to one.
    pub(crate) fn say(&mut self, to: Option<ParticipantId>, spoken: &Spoken) {
        let text = serde_json::to_string(spoken).unwrap_or_default();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(fitting(rest, Self::PIECE_BYTES));
            rest = later;
            self.said += 1;
            let piece = Piece {
                number: self.said,
                to,
                text: now.to_owned(),
                goes_on: !later.is_empty(),
            };
            self.kept.push_back(piece.clone());
            self.queue.push_back(Unit::Piece(piece));
        }
        while self.kept.len() > Self::KEPT {
            self.kept.pop_front();
        }
    }

    /// Says something that is not kept.
    pub(crate) fn call_out(&mut self, unit: Unit) {
        self.queue.push_back(unit);
    }

    /// Says every piece after that with the number `have` again, as far as it does not wait to be said anyway.
    ///
    /// Returns false if the first of them is not kept any more.
    pub(crate) fn repeat_after(&mut self, have: u64) -> bool {
        let waiting = self.queue.iter().find_map(Unit::piece_number);
        let end = waiting.unwrap_or(self.said + 1);
        if have + 1 >= end {
            return true;
        }
        if self
            .kept
            .front()
            .is_none_or(|first| first.number > have + 1)
        {
            return false;
        }
        let again = self.kept.iter().rev();
        let again = again.filter(|piece| piece.number > have && piece.number < end);
        for piece in again {
            self.queue.push_front(Unit::Piece(piece.clone()));
        }
        true
    }

    /// Returns what may be said at `now`, in milliseconds.
    pub(crate) fn packet(&mut self, now: u64) -> Option<Packet> {
        // A clock that was set back holds nobody up.
        if now < self.free_at && self.free_at <= now + Self::PACE {
            return None;
        }
        let packet = self.all_that_fits()?;
        self.free_at = now + Self::PACE;
        Some(packet)
    }

    /// Returns what waits to be said, whatever the service makes of it.
    pub(crate) fn all_that_fits(&mut self) -> Option<Packet> {
        let mut units = Vec::new();
        let mut bytes = 0;
        while let Some(unit) = self.queue.front() {
            bytes += cost(&serde_json::to_string(unit).unwrap_or_default());
            if bytes > Self::PACKET_BYTES && !units.is_empty() {
                break;
            }
            units.extend(self.queue.pop_front());
        }
        if units.is_empty() {
            return None;
        }
        self.packets += 1;
        Some(Packet {
            number: self.packets,
            units,
        })
    }

    /// When there is something to be said, in milliseconds.
    pub(crate) fn deadline(&self) -> Option<u64> {
        (!self.queue.is_empty()).then_some(self.free_at)
    }
}

/// Returns how much of `text` takes at most `bytes` when it is written in a JSON text that is written in another.
fn fitting(text: &str, bytes: usize) -> usize {
    let mut left = bytes;
    for (at, character) in text.char_indices() {
        let taken = match character {
            '"' | '\\' => 4,
            '\u{0}'..='\u{1f}' => 7,
            _ => character.len_utf8(),
        };
        if taken > left {
            return at;
        }
        left -= taken;
    }
    text.len()
}

/// The bytes that a JSON text takes when it is written in another.
fn cost(json: &str) -> usize {
    let marked = json.bytes().filter(|byte| matches!(byte, b'"' | b'\\'));
    json.len() + marked.count()
}

#[cfg(test)]
mod tests {
    use protocol::{ChatId, ChatText};

    use super::*;
    use crate::badge::{SigningKey, SigningSeed};
    use crate::letter::Letter;
    use crate::service;
    use crate::spoken::ChatLine;

    fn line(text: &str) -> Spoken {
        Spoken {
            chat: Some(ChatLine {
                id: ChatId::parse("a").unwrap(),
                text: ChatText::parse(text).unwrap(),
                sent_at: 0,
            }),
            ..Spoken::default()
        }
    }

    fn numbers(packet: Option<Packet>) -> Vec<u64> {
        let units = packet.map(|packet| packet.units).unwrap_or_default();
        units.iter().filter_map(Unit::piece_number).collect()
    }

    #[test]
    fn services_take_what_is_said() {
        let key = SigningKey::new(&SigningSeed([1; 32]));
        for text in ["\"", "\\", "a\nb", "ä", "🔒", "W"] {
            let mut outgoing = Outgoing::default();
            let said = text.repeat(4_000 / text.chars().count());
            outgoing.say(None, &line(&said));
            outgoing.say(None, &line(&said));
            let mut heard = String::new();
            let mut now = 0;
            while let Some(packet) = outgoing.packet(now) {
                let letter =
                    Letter::seal(ParticipantId(u32::MAX), "presence-tatap-tea", &packet, &key);
                let event = service::event("presence-tatap-tea", &letter);
                assert!(event.len() <= 10_000, "{text:?}: {}", event.len());
                for unit in packet.units {
                    if let Unit::Piece(piece) = unit {
                        heard += &piece.text;
                        assert_eq!(piece.goes_on, !heard.ends_with('}'));
                    }
                }
                now += Outgoing::PACE;
            }
            let expected = serde_json::to_string(&line(&said)).unwrap();
            assert_eq!(heard, expected.repeat(2));
        }
    }

    #[test]
    fn nothing_is_said_too_fast() {
        let mut outgoing = Outgoing::default();
        outgoing.say(None, &line("a"));
        outgoing.say(None, &line("b"));
        assert_eq!(outgoing.deadline(), Some(0));
        assert_eq!(numbers(outgoing.packet(1_000)), [1, 2]);
        assert_eq!(outgoing.deadline(), None);
        outgoing.say(None, &line("c"));
        assert_eq!(outgoing.deadline(), Some(1_125));
        assert_eq!(numbers(outgoing.packet(1_124)), [0; 0]);
        assert_eq!(numbers(outgoing.packet(1_125)), [3]);
        outgoing.say(None, &line("d"));
        assert_eq!(numbers(outgoing.packet(7)), [4]);
    }

    #[test]
    fn what_is_missing_is_said_again_once_and_in_order() {
        let mut outgoing = Outgoing::default();
        for text in ["a", "b", "c"] {
            outgoing.say(None, &line(text));
        }
        assert_eq!(numbers(outgoing.all_that_fits()), [1, 2, 3]);
        outgoing.say(None, &line("d"));
        assert!(outgoing.repeat_after(1));
        assert!(outgoing.repeat_after(2));
        assert_eq!(numbers(outgoing.all_that_fits()), [2, 3, 4]);
        assert!(outgoing.repeat_after(4));
        assert!(outgoing.repeat_after(9));
        assert_eq!(numbers(outgoing.all_that_fits()), [0; 0]);
    }

    #[test]
    fn what_is_not_kept_cannot_be_said_again() {
        let mut outgoing = Outgoing::default();
        for _ in 0..=Outgoing::KEPT {
            outgoing.say(None, &line("a"));
        }
        while outgoing.all_that_fits().is_some() {}
        assert!(!outgoing.repeat_after(0));
        assert!(outgoing.repeat_after(1));
    }
}

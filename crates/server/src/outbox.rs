use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::closing::Closing;
use crate::frame;

/// The most bytes that wait for one connection; with what is being written it stays below 1 MiB.
const MAX_BYTES: usize = 512 * 1024;

/// What may wait beyond that right after a participant has come in: the events that were missed, and the chat.
const MAX_REPLAY_BYTES: usize = 1024 * 1024;

/// How many bytes are written at once, if there are so many.
const PIECE_BYTES: usize = 32 * 1024;

/// What waits to be written to one connection: filled by the hub, which never waits, emptied by the socket's task.
///
/// A message is copied in as the frame that it becomes: in a room of many, that costs less than to keep each for
/// itself until it is written.
/// An empty one holds no memory of its own: most connections are idle most of the time.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Whole frames, many in a piece.
    pieces: VecDeque<Vec<u8>>,
    bytes: usize,
    is_seated: bool,
    /// True from the coming in until all that was queued then is written.
    is_replaying: bool,
    closing: Option<Closing>,
}

/// The receiver reads more slowly than messages come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Outbox {
    /// Queues one message.
    pub(crate) fn push(&self, text: &str) -> Result<(), Full> {
        let mut state = self.state();
        let bytes = state.bytes + frame::bytes_of(text);
        let most = match state.is_replaying {
            true => MAX_BYTES + MAX_REPLAY_BYTES,
            false => MAX_BYTES,
        };
        if bytes > most {
            return Err(Full);
        }
        state.bytes = bytes;
        let was_empty = state.pieces.is_empty();
        state.append(text);
        drop(state);
        // Whoever was told of the first takes the others too.
        if was_empty {
            self.changed.notify_one();
        }
        Ok(())
    }

    /// Notes that the connection has a seat in a room; the answer to `join` or `resume` and all that belongs to it
    /// are to be queued next.
    pub(crate) fn seat(&self) {
        let mut state = self.state();
        state.is_seated = true;
        state.is_replaying = true;
    }

    /// True if the connection has a seat in a room.
    pub(crate) fn is_seated(&self) -> bool {
        self.state().is_seated
    }

    /// Asks for the close; what is queued is written before.
    pub(crate) fn close(&self, closing: Closing) {
        self.state().closing = Some(closing);
        self.changed.notify_one();
    }

    /// Returns how many bytes are queued.
    pub(crate) fn bytes(&self) -> usize {
        self.state().bytes
    }

    /// Drops what is queued.
    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.pieces = VecDeque::new();
        state.bytes = 0;
    }

    /// Takes out the oldest frames.
    pub(crate) fn pop(&self) -> Option<Vec<u8>> {
        let mut state = self.state();
        let piece = state.pieces.pop_front()?;
        state.bytes -= piece.len();
        if state.pieces.is_empty() {
            state.pieces = VecDeque::new();
            state.is_replaying = false;
        }
        Some(piece)
    }

    /// Returns the wish to close, if there is one.
    pub(crate) fn closing(&self) -> Option<Closing> {
        self.state().closing
    }

    /// Waits until there is something to write or to close.
    pub(crate) async fn filled(&self) {
        while self.is_quiet() {
            self.changed.notified().await;
        }
    }

    /// Waits until the connection is to be closed.
    pub(crate) async fn closed(&self) {
        while self.closing().is_none() {
            self.changed.notified().await;
        }
    }

    fn is_quiet(&self) -> bool {
        let state = self.state();
        state.pieces.is_empty() && state.closing.is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn append(&mut self, text: &str) {
        let bytes = frame::bytes_of(text);
        let has_place = |piece: &&mut Vec<u8>| piece.len() + bytes <= PIECE_BYTES;
        if let Some(piece) = self.pieces.back_mut().filter(has_place) {
            return frame::append_text(piece, text);
        }
        let mut piece = Vec::with_capacity(bytes);
        frame::append_text(&mut piece, text);
        self.pieces.push_back(piece);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn gives_out_what_was_put_in_and_forgets_its_memory() {
        let outbox = Outbox::default();
        outbox.push("a").unwrap();
        outbox.push("b").unwrap();
        assert_eq!(outbox.pop().unwrap(), b"\x81\x01a\x81\x01b");
        assert_eq!(outbox.pop(), None);
        assert_eq!(outbox.state().bytes, 0);
        assert_eq!(outbox.state().pieces.capacity(), 0);
    }

    #[test]
    fn gives_out_pieces_of_whole_frames() {
        let outbox = Outbox::default();
        let texts = [20_000, 12_760, 1, 32_768, 1, 40_000].map(|len| "x".repeat(len));
        texts.iter().for_each(|text| outbox.push(text).unwrap());
        let pieces: Vec<usize> = std::iter::from_fn(|| outbox.pop())
            .map(|piece| piece.len())
            .collect();
        assert_eq!(pieces, [20_004 + 12_764, 3, 32_772, 3, 40_004]);
    }

    #[test]
    fn is_full_at_its_number_of_bytes() {
        let outbox = Outbox::default();
        let text = "x".repeat(64 * 1024);
        let taken = (0..100).take_while(|_| outbox.push(&text).is_ok()).count();
        assert_eq!(taken, 7);
        outbox.clear();
        assert_eq!(outbox.push(&text), Ok(()));
    }

    #[test]
    fn small_messages_take_what_they_are_and_no_more() {
        let outbox = Outbox::default();
        let taken = (0..MAX_BYTES)
            .take_while(|_| outbox.push("x").is_ok())
            .count();
        assert_eq!(taken, MAX_BYTES / 3);
        let held: usize = outbox.state().pieces.iter().map(Vec::capacity).sum();
        assert!(held <= 2 * MAX_BYTES, "{held}");
    }

    #[test]
    fn who_comes_in_may_be_sent_more_until_it_is_written() {
        let outbox = Outbox::default();
        let text = "x".repeat(64 * 1024);
        let fill = || (0..100).take_while(|_| outbox.push(&text).is_ok()).count();
        outbox.seat();
        assert!(outbox.is_seated());
        assert_eq!(fill(), 23);
        while outbox.pop().is_some() {}
        assert_eq!(fill(), 7);
    }

    #[tokio::test]
    async fn the_first_message_in_an_empty_outbox_ends_a_wait() {
        let outbox = Outbox::default();
        for _ in 0..2 {
            let filled = outbox.filled();
            tokio::pin!(filled);
            assert_eq!(filled.as_mut().now_or_never(), None);
            outbox.push("a").unwrap();
            assert_eq!(filled.now_or_never(), Some(()));
            outbox.push("b").unwrap();
            while outbox.pop().is_some() {}
        }
    }

    #[tokio::test]
    async fn a_close_ends_every_wait() {
        let outbox = Outbox::default();
        outbox.close(Closing(None));
        outbox.filled().await;
        outbox.closed().await;
        assert_eq!(outbox.closing(), Some(Closing(None)));
    }
}

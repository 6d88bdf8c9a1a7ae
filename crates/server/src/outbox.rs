use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::closing::Closing;

/// The most messages that wait for one connection.
const MAX_MESSAGES: usize = 1024;

/// The most bytes that wait for one connection; with the write buffer it stays below 1 MiB.
const MAX_BYTES: usize = 512 * 1024;

/// What may wait beyond that right after a participant has come in: the events that were missed, and the chat.
const MAX_REPLAY_BYTES: usize = 1024 * 1024;

/// What a waiting message costs beside its text.
const OVERHEAD_BYTES: usize = 128;

/// What waits to be written to one connection: filled by the hub, which never waits, emptied by the socket's task.
///
/// An empty one holds no memory of its own: most connections are idle most of the time.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Utf8Bytes>,
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
    pub(crate) fn push(&self, text: Utf8Bytes) -> Result<(), Full> {
        let mut state = self.state();
        let bytes = state.bytes + text.len() + OVERHEAD_BYTES;
        let most = match state.is_replaying {
            true => MAX_BYTES + MAX_REPLAY_BYTES,
            false => MAX_BYTES,
        };
        if state.queue.len() >= MAX_MESSAGES || bytes > most {
            return Err(Full);
        }
        state.bytes = bytes;
        state.queue.push_back(text);
        drop(state);
        self.changed.notify_one();
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

    /// Drops what is queued.
    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.queue = VecDeque::new();
        state.bytes = 0;
    }

    /// Takes out the oldest message.
    pub(crate) fn pop(&self) -> Option<Utf8Bytes> {
        let mut state = self.state();
        let text = state.queue.pop_front()?;
        state.bytes -= text.len() + OVERHEAD_BYTES;
        if state.queue.is_empty() {
            state.queue = VecDeque::new();
            state.is_replaying = false;
        }
        Some(text)
    }

    /// True if nothing waits to be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.state().queue.is_empty()
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
        state.queue.is_empty() && state.closing.is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_out_what_was_put_in_and_forgets_its_memory() {
        let outbox = Outbox::default();
        outbox.push("a".into()).unwrap();
        outbox.push("b".into()).unwrap();
        assert_eq!(outbox.pop().unwrap(), "a");
        assert_eq!(outbox.pop().unwrap(), "b");
        assert_eq!(outbox.pop(), None);
        assert_eq!(outbox.state().bytes, 0);
        assert_eq!(outbox.state().queue.capacity(), 0);
    }

    #[test]
    fn is_full_at_its_number_of_bytes() {
        let outbox = Outbox::default();
        let text = Utf8Bytes::from("x".repeat(64 * 1024));
        let taken = (0..100)
            .take_while(|_| outbox.push(text.clone()).is_ok())
            .count();
        assert_eq!(taken, 7);
        outbox.clear();
        assert_eq!(outbox.push(text), Ok(()));
    }

    #[test]
    fn is_full_at_its_number_of_messages() {
        let outbox = Outbox::default();
        let taken = (0..2 * MAX_MESSAGES)
            .take_while(|_| outbox.push("x".into()).is_ok())
            .count();
        assert_eq!(taken, MAX_MESSAGES);
    }

    #[test]
    fn who_comes_in_may_be_sent_more_until_it_is_written() {
        let outbox = Outbox::default();
        let text = Utf8Bytes::from("x".repeat(64 * 1024));
        let fill = || {
            (0..100)
                .take_while(|_| outbox.push(text.clone()).is_ok())
                .count()
        };
        outbox.seat();
        assert!(outbox.is_seated());
        assert_eq!(fill(), 23);
        while outbox.pop().is_some() {}
        assert_eq!(fill(), 7);
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

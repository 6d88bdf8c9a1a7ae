use std::sync::Arc;
use std::time::Duration;

use protocol::{ChatId, ChatMessage, ChatText, DisplayName, FileId, ParticipantId};

use crate::random::Random;
use crate::{ChatBody, ChatLine, ChatView, LineState, Timestamp};

/// The chat of a call: what was said, in the one order of the room, and what waits to be sent.
///
/// One message is on its way at a time, so that what a person wrote stays in its order whatever is refused or lost.
#[derive(Clone, Debug)]
pub struct Chat {
    /// What was said, then what waits. Who sees it holds it, and it is copied once for all that comes meanwhile.
    lines: Arc<Vec<ChatLine>>,
    /// How many of the lines were said.
    said: usize,
    /// The number of the last message of the room, 0 before the first.
    last: u64,
    waiting: Vec<Waiting>,
    /// Nothing is sent before: the server has asked for a pause.
    pause: Timestamp,
    unread: u32,
    open: bool,
    /// The tab is hidden: nobody reads what is open in it.
    hidden: bool,
    ids: Random,
}

#[derive(Clone, Debug)]
struct Waiting {
    id: ChatId,
    name: DisplayName,
    text: ChatText,
    /// On its way, as the command with this number.
    sent_as: Option<u64>,
    /// The server does not take it as it is.
    failed: bool,
}

impl Waiting {
    fn line(&self) -> ChatLine {
        ChatLine {
            id: self.id.clone(),
            number: 0,
            name: self.name.clone(),
            you: true,
            body: ChatBody::Text(self.text.clone()),
            state: if self.failed {
                LineState::Failed
            } else {
                LineState::Waiting
            },
        }
    }
}

impl Chat {
    /// The most messages that are kept to be read.
    pub const MAX_LINES: usize = 1000;

    /// The most messages that wait to be sent.
    pub const MAX_WAITING: usize = 100;

    /// How long to wait after the server has refused a message because it came too fast.
    pub const PAUSE: Duration = Duration::from_secs(1);

    /// Starts without a word; the ids of what is written are made from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            lines: Arc::default(),
            said: 0,
            last: 0,
            waiting: Vec::new(),
            pause: Timestamp::default(),
            unread: 0,
            open: false,
            hidden: false,
            ids: Random::new(seed),
        }
    }

    /// Takes what the person has written; false if too much waits already.
    pub fn write(&mut self, name: DisplayName, text: ChatText) -> bool {
        if self.is_full() {
            return false;
        }
        let id = format!("{:016x}{:016x}", self.ids.next(), self.ids.next());
        let Ok(id) = ChatId::parse(&id) else {
            return false;
        };
        self.waiting.push(Waiting {
            id,
            name,
            text,
            sent_as: None,
            failed: false,
        });
        self.show();
        true
    }

    /// Returns what is to be sent next, if it may be sent now.
    #[must_use]
    pub fn next_to_send(&self, now: Timestamp) -> Option<(ChatId, ChatText)> {
        let first = self.next()?;
        let may_go = first.sent_as.is_none() && self.pause <= now;
        may_go.then(|| (first.id.clone(), first.text.clone()))
    }

    /// Notes that the oldest of what waits is on its way as the command `counter`.
    pub fn sent(&mut self, counter: u64) {
        if let Some(first) = self.next_mut() {
            first.sent_as = Some(counter);
        }
    }

    /// Returns when there is something to send after a pause.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let first = self.next()?;
        (first.sent_as.is_none() && self.pause > Timestamp::default()).then_some(self.pause)
    }

    /// Takes in a message of the room, said just now or before; one that is known already changes nothing.
    pub fn received(&mut self, message: ChatMessage, you: ParticipantId, live: bool) {
        let own = self
            .waiting
            .iter()
            .position(|waiting| waiting.id == message.id);
        let mine = own.is_some() || message.from == you;
        if let Some(index) = own {
            self.waiting.remove(index);
            self.show();
        }
        if message.number > self.last {
            self.last = message.number;
            let mut said = self.lines.iter().take(self.said);
            if said.all(|line| line.id != message.id) {
                self.add(ChatLine {
                    id: message.id,
                    number: message.number,
                    name: message.name,
                    you: mine,
                    body: ChatBody::Text(message.text),
                    state: LineState::Said(message.sent_at),
                });
                self.note_unread(live && !mine);
            }
        }
    }

    /// Notes that the server did not take the message `id`: it is sent again after a pause.
    pub fn refused(&mut self, id: &ChatId, now: Timestamp) {
        if let Some(waiting) = self.waiting_mut(id) {
            waiting.sent_as = None;
            self.pause = now + Self::PAUSE;
        }
    }

    /// Notes that the server will not take the message `id`: only the person can have it sent again.
    pub fn failed(&mut self, id: &ChatId) {
        if let Some(waiting) = self.waiting_mut(id) {
            waiting.sent_as = None;
            waiting.failed = true;
            self.show();
        }
    }

    /// Notes that the server has taken offence at a message: it is the one that is on its way.
    pub fn sent_failed(&mut self) {
        let sent = self.next().filter(|first| first.sent_as.is_some());
        if let Some(id) = sent.map(|first| first.id.clone()) {
            self.failed(&id);
        }
    }

    /// Sends a failed message again, after what waits.
    pub fn retry(&mut self, id: &ChatId) {
        if let Some(mut waiting) = self.take_failed(id) {
            waiting.failed = false;
            self.waiting.push(waiting);
            self.show();
        }
    }

    /// Lets a failed message be.
    pub fn discard(&mut self, id: &ChatId) {
        if self.take_failed(id).is_some() {
            self.show();
        }
    }

    /// Shows a file that was offered `at` so many milliseconds after the Unix epoch, after what was said before.
    pub(crate) fn show_file(&mut self, file: FileId, name: DisplayName, you: bool, at: u64) {
        let Ok(id) = ChatId::parse(&file.to_string()) else {
            return;
        };
        self.add(ChatLine {
            id,
            number: 0,
            name,
            you,
            body: ChatBody::File(file),
            state: LineState::Said(at),
        });
        self.note_unread(!you);
    }

    /// Shows a file no more.
    pub(crate) fn hide_file(&mut self, file: FileId) {
        let is_it = |line: &ChatLine| matches!(line.body, ChatBody::File(it) if it == file);
        if let Some(place) = self.lines.iter().position(is_it) {
            self.remove_said(place);
        }
    }

    /// Takes away what was said up to the message of this number, itself included.
    pub fn clear(&mut self, up_to: u64) {
        let lines = Arc::make_mut(&mut self.lines);
        let before = lines.len();
        lines.retain(|line| !(1..=up_to).contains(&line.number));
        self.said -= before - lines.len();
        self.unread = 0;
    }

    /// Notes that the server has acted on every command up to `counter`, and that all its answers have come.
    ///
    /// A message that it neither sent out nor refused was taken in so long ago that nobody has it any more.
    pub fn acknowledged(&mut self, counter: u64) {
        let answered = |waiting: &Waiting| waiting.sent_as.is_some_and(|sent| sent <= counter);
        if let Some(place) = self.waiting.iter().position(answered) {
            self.waiting.remove(place);
            self.show();
        }
    }

    /// Notes that commands are numbered anew: what was on its way may not have arrived, and is sent again.
    pub fn restart(&mut self) {
        for waiting in &mut self.waiting {
            waiting.sent_as = None;
        }
    }

    /// Notes that the person is in the room anew: its history comes as a whole, perhaps with other numbers.
    pub fn rejoin(&mut self) {
        self.restart();
        self.last = 0;
    }

    /// Opens or closes the chat; what is on the screen is read.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        self.unread = 0;
    }

    /// The tab is hidden, or seen again: what came meanwhile is read where the chat is open.
    pub fn set_hidden(&mut self, hidden: bool) {
        self.hidden = hidden;
        if self.open && !hidden {
            self.unread = 0;
        }
    }

    /// Returns the number of the last message of the room, 0 before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Returns how many messages of others came while nobody could read them.
    #[must_use]
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// Returns what the person sees.
    #[must_use]
    pub fn view(&self) -> ChatView {
        ChatView {
            lines: Arc::clone(&self.lines),
            unread: self.unread,
            full: self.is_full(),
        }
    }

    fn add(&mut self, line: ChatLine) {
        Arc::make_mut(&mut self.lines).insert(self.said, line);
        self.said += 1;
        if self.said > Self::MAX_LINES {
            // Files are few, and have an end of their own.
            let text = |line: &ChatLine| matches!(line.body, ChatBody::Text(_));
            if let Some(oldest) = self.lines.iter().position(text) {
                self.remove_said(oldest);
            }
        }
    }

    fn remove_said(&mut self, place: usize) {
        Arc::make_mut(&mut self.lines).remove(place);
        self.said -= 1;
    }

    fn note_unread(&mut self, is_news: bool) {
        if is_news && (self.hidden || !self.open) {
            self.unread = self.unread.saturating_add(1);
        }
    }

    /// The one whose turn it is to be sent.
    fn next(&self) -> Option<&Waiting> {
        self.waiting.iter().find(|waiting| !waiting.failed)
    }

    fn next_mut(&mut self) -> Option<&mut Waiting> {
        self.waiting.iter_mut().find(|waiting| !waiting.failed)
    }

    fn waiting_mut(&mut self, id: &ChatId) -> Option<&mut Waiting> {
        self.waiting.iter_mut().find(|waiting| waiting.id == *id)
    }

    fn take_failed(&mut self, id: &ChatId) -> Option<Waiting> {
        let failed = |waiting: &Waiting| waiting.failed && waiting.id == *id;
        let place = self.waiting.iter().position(failed)?;
        Some(self.waiting.remove(place))
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= Self::MAX_WAITING
    }

    /// Shows what waits, as it is.
    fn show(&mut self) {
        let lines = Arc::make_mut(&mut self.lines);
        lines.truncate(self.said);
        lines.extend(self.waiting.iter().map(Waiting::line));
    }
}

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use protocol::{FileChunk, FileId, FileMessage, FileName, ImageKind, ParticipantId};

pub use self::pasting::pastes_files;

use self::channel::{Channel, Flow};
use self::offered::Offered;
use self::shared::Shared;
use crate::{Command, FileLine, FileState, PeerKey, SmallMap, Timestamp, earliest};

mod channel;
mod offered;
mod pasting;
mod shared;
#[cfg(test)]
mod tests;

/// The files that go between participants: what the person shares, and what others offer.
///
/// A file is named by a random number, and whoever receives it says from which byte on: so a transfer goes on after the
/// peer connection was built anew, and after a side came into the room anew.
/// Whoever shares a file offers it to everyone, also to those who come later, until it is taken back.
/// One read is under way for each connection, and no more is sent while much waits: what is in flight is bounded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    shared: Vec<Shared>,
    offered: Vec<Offered>,
    channels: SmallMap<ParticipantId, Channel>,
    /// Who has offered too much, and that this was told.
    refused: Vec<ParticipantId>,
    commands: VecDeque<Command>,
    news: VecDeque<FileNews>,
    changed: bool,
    shown: Arc<Vec<FileLine>>,
}

/// What a data channel for files says, or the outcome of something that was started on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileInput {
    /// The channel is open.
    Opened,
    /// The channel is closed for good.
    Closed,
    /// A text message came.
    Message {
        message: FileMessage,
        /// In milliseconds since the Unix epoch.
        at: u64,
    },
    /// A piece of a file came; the client holds its bytes until it has done what comes out.
    Chunk(FileChunk),
    /// The outcome of [`FileCommand::Read`]; the client holds the bytes until it has done what comes out.
    Read {
        file: FileId,
        offset: u64,
        /// How many bytes there are; `None` if the file cannot be read.
        length: Option<u64>,
        /// What waits on the channel to be sent (`bufferedAmount`, W3C WebRTC, section 6.2).
        buffered: u64,
    },
    /// Less than [`FileCommand::LOW_WATER`] waits on the channel (`bufferedamountlow`).
    Drained,
}

/// What the client must do about files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileCommand {
    /// Sends a text message.
    Tell { peer: PeerKey, message: FileMessage },
    /// Reads a piece of a file that the person shares; the outcome is [`FileInput::Read`].
    Read {
        peer: PeerKey,
        file: FileId,
        offset: u64,
        length: u64,
    },
    /// Sends what was read just now as chunks.
    SendRead {
        peer: PeerKey,
        file: FileId,
        offset: u64,
    },
    /// Keeps the bytes of the chunk that has come just now, after those of the file that are kept already.
    Keep { file: FileId },
    /// Makes an address under which a whole file can be shown or saved; the outcome is [`crate::Input::FileReady`].
    MakeAddress {
        file: FileId,
        image: Option<ImageKind>,
    },
    /// Forgets a file and frees what is kept of it.
    Forget { file: FileId },
}

impl FileCommand {
    /// Below this, more is sent.
    pub const LOW_WATER: u32 = 256 * 1024;

    /// Above this, nothing more is sent until there is less than [`FileCommand::LOW_WATER`].
    pub(crate) const HIGH_WATER: u64 = 512 * 1024;

    /// How much is read at a time: eight chunks.
    pub(crate) const BLOCK: u64 = 8 * FileChunk::MAX_DATA as u64;
}

/// What the rest of the call should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileNews {
    /// There is a file, offered by the person or someone else, since so many milliseconds after the Unix epoch.
    Appeared {
        file: FileId,
        by: Option<ParticipantId>,
        at: u64,
    },
    /// An old file gave way to a newer one.
    Disappeared(FileId),
    /// What the person has chosen is too large.
    TooLarge(FileName),
    /// The person shares as many files as can be.
    TooMany,
    /// Someone offers more or larger files than are taken.
    Refused(ParticipantId),
}

/// What is known of the call around the files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileContext<'a> {
    pub(crate) now: Timestamp,
    /// The others in the room.
    pub(crate) here: &'a [ParticipantId],
    /// Small images are fetched without a question.
    pub(crate) fetches_images: bool,
}

impl FileLine {
    fn new(id: FileId, name: FileName, size: u64, image: Option<ImageKind>) -> Self {
        Self {
            id,
            name,
            size,
            image,
            address: None,
            state: FileState::Offered,
        }
    }

    fn with_state(&self, state: FileState) -> Self {
        let mut line = self.clone();
        line.state = state;
        line
    }
}

impl Files {
    /// The most files that a person shares at a time.
    pub(crate) const MAX_SHARED: usize = 20;

    /// The most files of one participant that are kept.
    pub(crate) const MAX_OFFERED_BY_ONE: usize = 50;

    /// The most files of all others together that are kept.
    pub(crate) const MAX_OFFERED: usize = 200;

    /// The largest image that is fetched without a question, in bytes.
    pub(crate) const SMALL_IMAGE: u64 = 1_000_000;

    /// How long nothing may come of a file before the person is told.
    pub(crate) const STALL: Duration = Duration::from_secs(20);

    /// Takes in what the channel to `peer` says; what is of an earlier connection changes nothing.
    pub(crate) fn handle(&mut self, peer: PeerKey, input: FileInput, context: FileContext<'_>) {
        if let FileInput::Opened = input {
            return self.opened(peer);
        }
        let generation = self.channels.get(peer.participant).map(|it| it.generation);
        if generation != Some(peer.generation) {
            return;
        }
        match input {
            FileInput::Opened => {}
            FileInput::Closed => drop(self.channels.remove(peer.participant)),
            FileInput::Message { message, at } => self.message(peer, message, at, context),
            FileInput::Chunk(chunk) => return self.chunk(peer, chunk, context.now),
            FileInput::Read {
                file,
                offset,
                length,
                buffered,
            } => self.was_read(peer, (file, offset), length, buffered),
            FileInput::Drained => self.drained(peer),
        }
        self.changed = true;
    }

    /// The connection `peer` is closed.
    pub(crate) fn closed(&mut self, peer: PeerKey) {
        let channel = self.channels.get(peer.participant);
        if channel.is_some_and(|channel| channel.generation == peer.generation) {
            self.channels.remove(peer.participant);
            self.changed = true;
        }
    }

    /// A whole file has an address.
    pub(crate) fn ready(&mut self, file: FileId, address: String) {
        self.changed = true;
        if let Some(offered) = self.offered_mut(file) {
            offered.line.address = Some(address);
        } else if let Some(shared) = self.shared_mut(file) {
            shared.line.address = Some(address);
        }
    }

    /// The person does not want a file, or does not share it any more.
    pub(crate) fn stop(&mut self, file: FileId) {
        self.take_back(file);
        self.decline(file);
        self.changed = true;
    }

    /// Does what is due by the time, and forgets what those wanted or had who are gone.
    pub(crate) fn tend(&mut self, context: FileContext<'_>) {
        self.refused.retain(|one| context.here.contains(one));
        for shared in &mut self.shared {
            self.changed |= shared.forget_others_than(context.here);
        }
        for offered in &mut self.offered {
            let connected = self.channels.contains(offered.from);
            self.changed |= offered.note_silence(connected, context.now);
        }
        if std::mem::take(&mut self.changed) {
            let mut lines = Vec::new();
            for shared in &self.shared {
                let state = self.shared_state(shared);
                lines.push(shared.line.with_state(state));
            }
            for offered in &self.offered {
                let state = self.offered_state(offered);
                lines.push(offered.line.with_state(state));
            }
            self.shown = Arc::new(lines);
        }
    }

    /// Returns when [`Files::tend`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let mut first = None;
        for offered in &self.offered {
            if self.channels.contains(offered.from) {
                first = earliest(&[first, offered.deadline()]);
            }
        }
        first
    }

    pub(crate) fn next_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    pub(crate) fn next_news(&mut self) -> Option<FileNews> {
        self.news.pop_front()
    }

    /// Returns what the person sees of each file.
    pub(crate) fn view(&self) -> Arc<Vec<FileLine>> {
        Arc::clone(&self.shown)
    }

    fn message(&mut self, peer: PeerKey, message: FileMessage, at: u64, context: FileContext<'_>) {
        match message {
            FileMessage::Hello { .. } => self.greeted(peer),
            FileMessage::Offer {
                id,
                name,
                size,
                image,
            } => {
                let line = FileLine::new(id, name, size, image);
                self.offer(peer, line, at, context);
            }
            FileMessage::Withdraw { id } => self.withdrawn(peer, id),
            FileMessage::Get { id, offset } => self.asked(peer, id, offset),
            FileMessage::Decline { id } => self.declined(peer, id),
            FileMessage::Done { id } => self.taken(peer, id),
        }
    }

    /// The other side knows this protocol: it learns what there is, and asks for what it still wants of it.
    fn greeted(&mut self, peer: PeerKey) {
        if let Some(channel) = self.channels.get_mut(peer.participant)
            && !std::mem::replace(&mut channel.greeted, true)
        {
            self.offer_all(peer);
        }
    }

    fn opened(&mut self, peer: PeerKey) {
        let known = self.channels.get(peer.participant);
        if known.is_some_and(|channel| channel.generation >= peer.generation) {
            return;
        }
        self.channels.insert(
            peer.participant,
            Channel {
                generation: peer.generation,
                greeted: false,
                flow: Flow::Open,
                served: None,
            },
        );
        let version = FileMessage::VERSION;
        self.tell(peer, FileMessage::Hello { version });
    }

    fn tell(&mut self, peer: PeerKey, message: FileMessage) {
        self.ask(FileCommand::Tell { peer, message });
    }

    #[inline(never)]
    fn ask(&mut self, command: FileCommand) {
        self.commands.push_back(Command::File(command));
    }

    #[inline(never)]
    fn report(&mut self, news: FileNews) {
        self.news.push_back(news);
    }

    /// Returns the connection to `participant`, if files can go over it.
    fn key(&self, participant: ParticipantId) -> Option<PeerKey> {
        let channel = self.channels.get(participant)?;
        channel.greeted.then_some(PeerKey {
            participant,
            generation: channel.generation,
        })
    }

    /// Returns the connections over which files can go.
    fn keys(&self) -> Vec<PeerKey> {
        let mut keys = Vec::new();
        for participant in self.channels.keys() {
            keys.extend(self.key(participant));
        }
        keys
    }

    fn shared_mut(&mut self, file: FileId) -> Option<&mut Shared> {
        self.shared.iter_mut().find(|shared| shared.line.id == file)
    }

    fn offered_mut(&mut self, file: FileId) -> Option<&mut Offered> {
        self.offered
            .iter_mut()
            .find(|offered| offered.line.id == file)
    }
}

/// Says how much of `size` is there, from 0 to 100; all of it only where it is all.
fn percent(there: u64, size: u64) -> u8 {
    if there >= size {
        return 100;
    }
    // No file is so large that this does not fit.
    let percent = there.saturating_mul(100) / size;
    u8::try_from(percent).unwrap_or(99)
}

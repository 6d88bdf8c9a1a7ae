//! Two sides, the bytes that their clients hold, and the channel between them.

use std::collections::{BTreeMap, VecDeque};

use protocol::{FileChunk, FileId, FileMessage, ParticipantId};

use crate::files::{FileCommand, FileContext, FileInput, FileNews, Files};
use crate::{Command, FileLine, FileState, PeerKey, Timestamp};

pub(super) const FILE: FileId = FileId(0xf11e);

/// One participant's files, and what the client holds.
pub(super) struct Side {
    pub(super) files: Files,
    pub(super) id: ParticipantId,
    pub(super) sources: BTreeMap<FileId, Vec<u8>>,
    pub(super) kept: BTreeMap<FileId, Vec<u8>>,
    pub(super) news: Vec<FileNews>,
    /// What the client holds while an input is handled.
    held: Vec<u8>,
    /// What is on its way to the other side.
    wire: VecDeque<Packet>,
    reads: VecDeque<(FileId, u64, u64)>,
    /// What waits on the channel.
    pub(super) buffered: u64,
    pub(super) most_buffered: u64,
    pub(super) told: Vec<FileMessage>,
}

enum Packet {
    Message(FileMessage),
    Chunk(FileChunk, Vec<u8>),
}

/// Ana and Budi, and the connection between them, of which there is one generation after the other.
pub(super) struct Pair {
    pub(super) ana: Side,
    pub(super) budi: Side,
    pub(super) generation: u32,
    pub(super) now: Timestamp,
    pub(super) fetches_images: bool,
}

impl Side {
    fn new(id: u32) -> Self {
        Self {
            files: Files::default(),
            id: ParticipantId(id),
            sources: BTreeMap::new(),
            kept: BTreeMap::new(),
            news: Vec::new(),
            held: Vec::new(),
            wire: VecDeque::new(),
            reads: VecDeque::new(),
            buffered: 0,
            most_buffered: 0,
            told: Vec::new(),
        }
    }

    pub(super) fn line(&self, file: FileId) -> FileLine {
        let lines = self.files.view();
        let line = lines.iter().find(|line| line.id == file);
        line.expect("the file is shown").clone()
    }

    pub(super) fn state(&self) -> FileState {
        self.line(FILE).state
    }

    fn obey(&mut self) {
        while let Some(Command::File(command)) = self.files.next_command() {
            match command {
                FileCommand::Tell { message, .. } => {
                    self.told.push(message.clone());
                    self.wire.push_back(Packet::Message(message));
                }
                FileCommand::Read {
                    file,
                    offset,
                    length,
                    ..
                } => {
                    assert!(self.reads.is_empty(), "one read at a time");
                    self.reads.push_back((file, offset, length));
                }
                FileCommand::SendRead { file, offset, .. } => {
                    let mut offset = offset;
                    for data in std::mem::take(&mut self.held).chunks(FileChunk::MAX_DATA) {
                        let length = data.len() as u64;
                        let chunk = FileChunk {
                            id: file,
                            offset,
                            length,
                        };
                        self.wire.push_back(Packet::Chunk(chunk, data.to_vec()));
                        self.buffered += length;
                        offset += length;
                    }
                    self.most_buffered = self.most_buffered.max(self.buffered);
                }
                FileCommand::Keep { file } => {
                    let held = std::mem::take(&mut self.held);
                    self.kept.entry(file).or_default().extend(held);
                }
                FileCommand::MakeAddress { file, .. } => {
                    self.files.ready(file, format!("blob:{file}"));
                }
                FileCommand::Forget { file } => {
                    self.kept.remove(&file);
                    self.sources.remove(&file);
                }
            }
        }
        while let Some(news) = self.files.next_news() {
            self.news.push(news);
        }
    }
}

impl Pair {
    /// Both in the room, not connected yet.
    pub(super) fn new() -> Self {
        Self {
            ana: Side::new(1),
            budi: Side::new(2),
            generation: 0,
            now: Timestamp::default(),
            fetches_images: true,
        }
    }

    pub(super) fn connected() -> Self {
        let mut pair = Self::new();
        pair.connect();
        pair.settle();
        pair
    }

    /// Opens a channel of the next generation.
    pub(super) fn connect(&mut self) {
        self.generation += 1;
        self.tell(true, FileInput::Opened);
        self.tell(false, FileInput::Opened);
    }

    /// Loses the connection with all that was on its way.
    pub(super) fn disconnect(&mut self) {
        let (to_budi, to_ana) = (self.key(self.budi.id), self.key(self.ana.id));
        self.ana.files.closed(to_budi);
        self.budi.files.closed(to_ana);
        for side in [&mut self.ana, &mut self.budi] {
            side.wire.clear();
            side.buffered = 0;
        }
        self.tend();
    }

    /// Ana shares a file whose bytes are `content`.
    pub(super) fn share(&mut self, name: &str, content: Vec<u8>) {
        let size = content.len() as u64;
        self.ana.sources.insert(FILE, content);
        let image = name.ends_with(".png").then_some(protocol::ImageKind::Png);
        self.ana.files.share(FILE, name, size, image, 1);
        self.tend();
    }

    /// Tells one side what its channel to the other says; `ana` says which side.
    pub(super) fn tell(&mut self, ana: bool, input: FileInput) {
        let others = [if ana { self.budi.id } else { self.ana.id }];
        let peer = self.key(others[0]);
        let context = FileContext {
            now: self.now,
            here: &others,
            fetches_images: self.fetches_images,
        };
        let side = if ana { &mut self.ana } else { &mut self.budi };
        side.files.handle(peer, input, context);
        side.files.tend(context);
        side.obey();
        side.files.tend(context);
    }

    pub(super) fn tend(&mut self) {
        for ana in [true, false] {
            let others = [if ana { self.budi.id } else { self.ana.id }];
            let context = FileContext {
                now: self.now,
                here: &others,
                fetches_images: self.fetches_images,
            };
            let side = if ana { &mut self.ana } else { &mut self.budi };
            side.obey();
            side.files.tend(context);
        }
    }

    /// Lets one thing happen on one side: a read ends, a message arrives, or the channel drains.
    pub(super) fn step(&mut self, ana: bool) -> bool {
        let side = if ana { &mut self.ana } else { &mut self.budi };
        if let Some((file, offset, length)) = side.reads.pop_front() {
            let read = side.sources.get(&file).map(|source| {
                let from = usize::try_from(offset).unwrap();
                let to = usize::try_from(offset + length).unwrap();
                source[from..to.min(source.len())].to_vec()
            });
            let length = read.as_ref().map(|read| read.len() as u64);
            side.held = read.unwrap_or_default();
            let buffered = side.buffered;
            self.tell(
                ana,
                FileInput::Read {
                    file,
                    offset,
                    length,
                    buffered,
                },
            );
            return true;
        }
        let Some(packet) = side.wire.pop_front() else {
            return false;
        };
        match packet {
            Packet::Message(message) => self.tell(!ana, FileInput::Message { message, at: 2 }),
            Packet::Chunk(chunk, data) => {
                let was = side.buffered;
                side.buffered -= chunk.length;
                let low = u64::from(FileCommand::LOW_WATER);
                let drained = was > low && side.buffered <= low;
                let other = if ana { &mut self.budi } else { &mut self.ana };
                other.held = data;
                self.tell(!ana, FileInput::Chunk(chunk));
                if drained {
                    self.tell(ana, FileInput::Drained);
                }
            }
        }
        true
    }

    /// Lets everything happen that can.
    pub(super) fn settle(&mut self) {
        while self.step(true) | self.step(false) {}
    }

    pub(super) fn budi_takes(&mut self) {
        self.budi.files.take(FILE, self.now);
        self.tend();
    }

    fn key(&self, participant: ParticipantId) -> PeerKey {
        PeerKey {
            participant,
            generation: self.generation,
        }
    }
}

/// Bytes of which no two stretches are the same.
pub(super) fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

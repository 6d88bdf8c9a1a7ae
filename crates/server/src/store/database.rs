use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, ErrorKind};

use protocol::{ChatId, ChatMessage, RoomId};
use redb::backends::FileBackend;
use redb::{Builder, ReadableDatabase, ReadableTable, TableDefinition};
use rooms::{StoreChange, StoredRoom};
use serde_json::Error as JsonError;

/// Rises with each change to what the tables hold.
const FORMAT: u64 = 2;

/// `format` -> [`FORMAT`].
const ABOUT: TableDefinition<&str, u64> = TableDefinition::new("about");

/// The name of a room -> its record, as JSON.
const ROOMS: TableDefinition<&str, &[u8]> = TableDefinition::new("rooms");

/// The name of a room and the number of a message in it -> the message, as JSON.
const CHAT: TableDefinition<(&str, u64), &[u8]> = TableDefinition::new("chat");

/// The name of a room and the number of a message in it, which may be dropped already -> the id of the message.
const CHAT_IDS: TableDefinition<(&str, u64), &str> = TableDefinition::new("chat_ids");

/// What the database keeps in memory: everything is read once, at the start.
const CACHE_BYTES: usize = 4 * 1024 * 1024;

/// The tables, in one file.
#[derive(Debug)]
pub(super) struct Database(redb::Database);

/// Why the database does not do what it should.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The file holds what this program did not write.
    Damaged(String),
    /// The system does not let the program read or write.
    System(io::Error),
}

impl Trouble {
    pub(super) fn into_io(self) -> io::Error {
        match self {
            Self::Damaged(reason) => io::Error::other(reason),
            Self::System(error) => error,
        }
    }
}

impl<E: Into<redb::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        let error = error.into();
        if let redb::Error::Io(error) = error {
            return match is_of_the_system(&error) {
                true => Self::System(error),
                false => Self::Damaged(error.to_string()),
            };
        }
        Self::Damaged(error.to_string())
    }
}

/// True for what another file at the same place would not mend.
fn is_of_the_system(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied
            | ErrorKind::QuotaExceeded
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::StorageFull
    )
}

impl Database {
    /// Makes a database out of an empty file.
    pub(super) fn create(file: File) -> Result<Self, Trouble> {
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .create_with_backend(FileBackend::new(file)?)?;
        let write = database.begin_write()?;
        write.open_table(ABOUT)?.insert("format", FORMAT)?;
        write.open_table(ROOMS)?;
        write.open_table(CHAT)?;
        write.open_table(CHAT_IDS)?;
        write.commit()?;
        Ok(Self(database))
    }

    /// Opens the database in a file that is already there; every byte of it is checked.
    pub(super) fn open(file: File) -> Result<Self, Trouble> {
        if file.metadata().map_err(Trouble::System)?.len() == 0 {
            return Err(Trouble::Damaged("the file is empty".to_owned()));
        }
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .set_check_integrity_on_open(true)
            .create_with_backend(FileBackend::new(file)?)?;
        let read = database.begin_read()?;
        let format = read.open_table(ABOUT)?.get("format")?;
        match format.map(|format| format.value()) {
            Some(FORMAT) => Ok(Self(database)),
            other => Err(Trouble::Damaged(format!(
                "its format is {other:?}, not {FORMAT}"
            ))),
        }
    }

    /// Reads everything.
    pub(super) fn load(&self) -> Result<Vec<StoredRoom>, Trouble> {
        let read = self.0.begin_read()?;
        let mut rooms = BTreeMap::new();
        for entry in read.open_table(ROOMS)?.iter()? {
            let (name, json) = entry?;
            let room = room_id(name.value())?;
            let stored = StoredRoom {
                room: room.clone(),
                record: parsed(serde_json::from_slice(json.value()), "a room")?,
                chat: Vec::new(),
                chat_ids: Vec::new(),
            };
            rooms.insert(room, stored);
        }
        for entry in read.open_table(CHAT)?.iter()? {
            let (key, json) = entry?;
            let (name, number) = key.value();
            let message: ChatMessage = parsed(serde_json::from_slice(json.value()), "a message")?;
            let room = rooms.get_mut(&room_id(name)?);
            let room = room.filter(|_| message.number == number);
            room.ok_or_else(|| misplaced("a chat message"))?
                .chat
                .push(message);
        }
        for entry in read.open_table(CHAT_IDS)?.iter()? {
            let (key, id) = entry?;
            let (name, number) = key.value();
            let id = ChatId::parse(id.value()).map_err(|error| damaged(&error))?;
            let room = rooms.get_mut(&room_id(name)?);
            room.ok_or_else(|| misplaced("the id of a chat message"))?
                .chat_ids
                .push((number, id));
        }
        Ok(rooms.into_values().collect())
    }

    /// Makes all the changes, or none.
    pub(super) fn apply(&self, changes: &[StoreChange]) -> Result<(), Trouble> {
        let write = self.0.begin_write()?;
        {
            let mut rooms = write.open_table(ROOMS)?;
            let mut chat = write.open_table(CHAT)?;
            let mut chat_ids = write.open_table(CHAT_IDS)?;
            for change in changes {
                match change {
                    StoreChange::PutRoom { room, record } => {
                        let json = parsed(serde_json::to_vec(record), "a room")?;
                        rooms.insert(room.as_str(), json.as_slice())?;
                    }
                    StoreChange::DeleteRoom { room } => {
                        let room = room.as_str();
                        rooms.remove(room)?;
                        chat.retain_in((room, 0)..=(room, u64::MAX), |_, _| false)?;
                        chat_ids.retain_in((room, 0)..=(room, u64::MAX), |_, _| false)?;
                    }
                    StoreChange::PutChat { room, message } => {
                        let json = parsed(serde_json::to_vec(message), "a message")?;
                        let key = (room.as_str(), message.number);
                        chat.insert(key, json.as_slice())?;
                        chat_ids.insert(key, message.id.as_str())?;
                    }
                    StoreChange::DropChat { room, up_to } => {
                        let room = room.as_str();
                        chat.retain_in((room, 0)..=(room, *up_to), |_, _| false)?;
                    }
                    StoreChange::DropChatIds { room, up_to } => {
                        let room = room.as_str();
                        chat_ids.retain_in((room, 0)..=(room, *up_to), |_, _| false)?;
                    }
                }
            }
        }
        write.commit()?;
        Ok(())
    }
}

fn room_id(name: &str) -> Result<RoomId, Trouble> {
    RoomId::parse(name).map_err(|error| damaged(&error))
}

fn misplaced(what: &str) -> Trouble {
    Trouble::Damaged(format!("{what} is not where it belongs"))
}

pub(super) fn damaged(error: &dyn Error) -> Trouble {
    Trouble::Damaged(error.to_string())
}

/// The content is not told: it has hashes of tokens and what people said.
pub(super) fn parsed<T>(outcome: Result<T, JsonError>, what: &str) -> Result<T, Trouble> {
    outcome.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Trouble::Damaged(format!("{what} is not as it was written ({line}:{column})"))
    })
}

//! What outlives the program, under `TATAP_DATA_DIR`: rooms, the seats in them and their chat in one file, what became
//! of the invites in another, and secrets that nobody chose.
//!
//! A thread of its own owns each database, so that nobody else ever waits for the disk.
//! A file that cannot be used is set aside, and the server starts without rooms: a call matters more than a history.
//! A file that the server could not write to the end is used, and its rooms are told that more has happened in them.

mod data_dir;
mod database;
mod guard;
mod kept_secret;
mod ledger_file;
mod ledger_store;
mod seal;
mod set_aside;
mod writer;

use std::fs::File;
use std::io;

use doors::SigningKey;
use rooms::{StoreChange, StoredRoom};
use tokio::sync::oneshot;
use turn::Secret;

pub(crate) use data_dir::{DataDir, DataDirError, replace_private_file};
use database::{Database, Trouble};
pub(crate) use kept_secret::{draw_invite_key, draw_secret, invite_key_in_use};
pub(crate) use ledger_store::LedgerStore;
use seal::Seal;
pub(crate) use writer::WriteError;
use writer::Writer;

/// The name of the database's file.
const FILE: &str = "state.redb";

/// An open store; it is closed when it is dropped, some time later.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Writer,
}

impl Store {
    /// Opens the database in `directory`, and returns what is in it.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let the program use the directory; what a file holds is no reason to fail.
    pub(crate) fn open(directory: DataDir) -> Result<(Self, Vec<StoredRoom>), DataDirError> {
        let path = directory.path().join(FILE);
        let is_whole = Seal::in_directory(&directory).is_whole();
        if path.try_exists()? {
            match load(data_dir::private_file(&path)?, is_whole) {
                Ok((database, rooms)) => {
                    tracing::info!(file = %path.display(), rooms = rooms.len(), is_whole, "what was stored is here again");
                    return Ok((Self::around(database, directory)?, rooms));
                }
                Err(Trouble::System(error)) => return Err(error.into()),
                Err(Trouble::Damaged(reason)) => {
                    let aside = set_aside::set_aside(&path)?;
                    tracing::error!(
                        file = %path.display(), moved_to = %aside.display(), reason,
                        "the stored rooms and chats cannot be read: the file was moved, and Tatap starts without them"
                    );
                }
            }
        }
        let file = data_dir::private_file(&path)?;
        let database = guard::guarded(|| Database::create(file)).map_err(Trouble::into_io)?;
        Ok((Self::around(database, directory)?, Vec::new()))
    }

    fn around(database: Database, directory: DataDir) -> io::Result<Self> {
        Seal::in_directory(&directory).set()?;
        let writer = Writer::start(database, directory)?;
        Ok(Self { writer })
    }

    /// Returns the secret that TURN servers and this one share, kept in `directory` from the first time on.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let the program use the directory.
    pub(crate) fn turn_secret(directory: &DataDir) -> Result<Secret, DataDirError> {
        Ok(kept_secret::turn_secret(directory)?)
    }

    /// Returns the key by which invites are signed, kept in `directory` from the first time on.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let the program use the directory.
    pub(crate) fn invite_key(directory: &DataDir) -> Result<SigningKey, DataDirError> {
        Ok(kept_secret::invite_key(directory)?)
    }

    /// Makes the changes durable, all or none of them; the answer comes when they are.
    pub(crate) fn write(
        &self,
        changes: Vec<StoreChange>,
    ) -> oneshot::Receiver<Result<(), WriteError>> {
        self.writer.write(changes)
    }

    /// Closes the database, and waits until that is done.
    pub(crate) async fn close(self) {
        self.writer.close().await;
    }
}

/// Reads what is stored; where that is not everything, the rooms are changed accordingly, in the database too.
fn load(file: File, is_whole: bool) -> Result<(Database, Vec<StoredRoom>), Trouble> {
    guard::guarded(|| {
        let database = Database::open(file)?;
        let mut rooms = database.load()?;
        if !is_whole {
            rooms.iter_mut().for_each(StoredRoom::outgrow);
            let changes: Vec<StoreChange> = rooms.iter().map(StoredRoom::as_change).collect();
            database.apply(&changes)?;
        }
        Ok((database, rooms))
    })
}

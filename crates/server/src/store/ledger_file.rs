use std::fs::File;
use std::path::Path;

use doors::{InviteId, LedgerChange, StoredLedger};
use redb::backends::FileBackend;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::store::data_dir::{DataDir, DataDirError, private_file};
use crate::store::database::{Trouble, damaged, parsed};
use crate::store::guard::guarded;
use crate::store::set_aside;

/// The name of the file.
const FILE: &str = "invites.redb";

/// The id of an invite -> its record, as JSON.
const INVITES: TableDefinition<&str, &[u8]> = TableDefinition::new("invites 1");

/// The id of a revoked invite -> until when that is remembered, in seconds since 1970.
const REVOKED: TableDefinition<&str, u64> = TableDefinition::new("revoked 1");

/// What the database keeps in memory: everything is read once, at the start.
const CACHE_BYTES: usize = 1024 * 1024;

/// What became of the invites, in a file of its own: hosts make and revoke them beside the calls.
#[derive(Debug)]
pub(super) struct LedgerFile(Database);

impl LedgerFile {
    /// Opens the file in `directory`, and returns what is in it; one that cannot be used is set aside.
    pub(super) fn open(directory: &DataDir) -> Result<(Self, StoredLedger), DataDirError> {
        let path = directory.path().join(FILE);
        if path.try_exists()? {
            match guarded(|| Self::load(&path)) {
                Ok(loaded) => return Ok(loaded),
                Err(Trouble::System(error)) => return Err(error.into()),
                Err(Trouble::Damaged(reason)) => {
                    let aside = set_aside::set_aside(&path)?;
                    tracing::error!(
                        file = %path.display(), moved_to = %aside.display(), reason,
                        "the stored invites cannot be read: the file was moved, and what was revoked or used up \
                         opens its room again; to end all invites, remove the file invite-key and restart Tatap"
                    );
                }
            }
        }
        let created = guarded(|| Self::create(private_file(&path).map_err(Trouble::System)?));
        Ok((created.map_err(Trouble::into_io)?, StoredLedger::default()))
    }

    /// Makes all the changes, or none.
    pub(super) fn apply(&self, changes: &[LedgerChange]) -> Result<(), Trouble> {
        let write = self.0.begin_write()?;
        {
            let mut invites = write.open_table(INVITES)?;
            let mut revoked = write.open_table(REVOKED)?;
            for change in changes {
                match change {
                    LedgerChange::Put(record) => {
                        let json = parsed(serde_json::to_vec(record), "an invite")?;
                        let id = record.invite.id.to_string();
                        invites.insert(id.as_str(), json.as_slice())?;
                    }
                    LedgerChange::Revoke { id, until } => {
                        revoked.insert(id.to_string().as_str(), until)?;
                    }
                    LedgerChange::Forget { id } => {
                        let id = id.to_string();
                        invites.remove(id.as_str())?;
                        revoked.remove(id.as_str())?;
                    }
                }
            }
        }
        write.commit()?;
        Ok(())
    }

    fn create(file: File) -> Result<Self, Trouble> {
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .create_with_backend(FileBackend::new(file)?)?;
        let write = database.begin_write()?;
        write.open_table(INVITES)?;
        write.open_table(REVOKED)?;
        write.commit()?;
        Ok(Self(database))
    }

    fn load(path: &Path) -> Result<(Self, StoredLedger), Trouble> {
        let file = private_file(path).map_err(Trouble::System)?;
        if file.metadata().map_err(Trouble::System)?.len() == 0 {
            return Err(Trouble::Damaged("the file is empty".to_owned()));
        }
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .set_check_integrity_on_open(true)
            .create_with_backend(FileBackend::new(file)?)?;
        let read = database.begin_read()?;
        let mut stored = StoredLedger::default();
        for entry in read.open_table(INVITES)?.iter()? {
            let (_, json) = entry?;
            let record = parsed(serde_json::from_slice(json.value()), "an invite")?;
            stored.records.push(record);
        }
        for entry in read.open_table(REVOKED)?.iter()? {
            let (id, until) = entry?;
            let id = InviteId::parse(id.value()).map_err(|error| damaged(&error))?;
            stored.revoked.push((id, until.value()));
        }
        Ok((Self(database), stored))
    }
}

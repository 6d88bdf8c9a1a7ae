use std::io;
use std::sync::mpsc;
use std::thread;

use rooms::StoreChange;
use thiserror::Error;
use tokio::sync::oneshot;

use crate::store::data_dir::DataDir;
use crate::store::database::{Database, Trouble};
use crate::store::guard::guarded;
use crate::store::seal::Seal;

/// The batches that wait for the thread: whoever writes waits for each before the next.
const MAX_BATCHES: usize = 1;

/// The way to the thread that owns the database.
#[derive(Debug)]
pub(super) struct Writer {
    batches: mpsc::SyncSender<Batch>,
    ended: oneshot::Receiver<()>,
}

#[derive(Debug)]
struct Batch {
    changes: Vec<StoreChange>,
    written: oneshot::Sender<Result<(), WriteError>>,
}

/// Why a batch is not on the disk.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    #[error("{0}")]
    Database(String),
    #[error("the thread that writes is gone or busy")]
    NoThread,
    #[error("the disk takes too long")]
    TooSlow,
}

impl Writer {
    pub(super) fn start(database: Database, directory: DataDir) -> io::Result<Self> {
        let (batches, received) = mpsc::sync_channel(MAX_BATCHES);
        let (end, ended) = oneshot::channel();
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                write_all(database, &received, &Seal::in_directory(&directory));
                drop(directory);
                let _ = end.send(());
            })?;
        Ok(Self { batches, ended })
    }

    pub(super) fn write(
        &self,
        changes: Vec<StoreChange>,
    ) -> oneshot::Receiver<Result<(), WriteError>> {
        let (written, outcome) = oneshot::channel();
        let batch = Batch { changes, written };
        if let Err(mpsc::TrySendError::Full(batch) | mpsc::TrySendError::Disconnected(batch)) =
            self.batches.try_send(batch)
        {
            let _ = batch.written.send(Err(WriteError::NoThread));
        }
        outcome
    }

    pub(super) async fn close(self) {
        drop(self.batches);
        let _ = self.ended.await;
    }
}

/// Writes each batch, until there are no more or one fails; then closes the database.
///
/// The seal is gone before anyone can be told of what is not stored, unless the hub has given up waiting.
fn write_all(database: Database, batches: &mpsc::Receiver<Batch>, seal: &Seal) {
    while let Ok(Batch { changes, written }) = batches.recv() {
        let outcome = guarded(|| database.apply(&changes));
        let has_failed = outcome.is_err();
        if has_failed {
            remove(seal);
        }
        let outcome = outcome.map_err(|trouble| {
            let error = match trouble {
                Trouble::Damaged(reason) => reason,
                Trouble::System(error) => error.to_string(),
            };
            WriteError::Database(error)
        });
        let was_given_up = written.send(outcome).is_err();
        if was_given_up {
            remove(seal);
        }
        if has_failed || was_given_up {
            break;
        }
    }
    // Whatever fails here, what was committed is safe.
    let _ = guarded(|| {
        drop(database);
        Ok(())
    });
}

fn remove(seal: &Seal) {
    if let Err(error) = seal.remove() {
        tracing::error!(%error, "the next server will take what is stored for everything that was said");
    }
}

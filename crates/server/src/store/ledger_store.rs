use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use doors::{LedgerChange, StoredLedger};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::store::data_dir::{DataDir, DataDirError};
use crate::store::database::Trouble;
use crate::store::guard::guarded;
use crate::store::ledger_file::LedgerFile;

/// How long somebody can wait for the disk.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to the thread that writes down what becomes of the invites.
///
/// What comes while it writes is gathered, and written together after that.
#[derive(Debug)]
pub(crate) struct LedgerStore {
    gathered: Arc<Mutex<Gathered>>,
    bell: mpsc::SyncSender<()>,
    ended: oneshot::Receiver<()>,
}

#[derive(Debug, Default)]
struct Gathered {
    changes: Vec<LedgerChange>,
    waiting: Vec<oneshot::Sender<()>>,
    /// The disk has failed: nothing is written any more, and nobody waits.
    is_over: bool,
}

/// What is on the disk once it is waited for.
#[derive(Debug)]
#[must_use]
pub(crate) struct Written(Option<oneshot::Receiver<()>>);

impl LedgerStore {
    /// Opens the file in `directory`, and returns what is in it.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let the program use the directory; what a file holds is no reason to fail.
    pub(crate) fn open(directory: &DataDir) -> Result<(Self, StoredLedger), DataDirError> {
        let (file, stored) = LedgerFile::open(directory)?;
        let gathered = Arc::new(Mutex::new(Gathered::default()));
        let (bell, rung) = mpsc::sync_channel(1);
        let (end, ended) = oneshot::channel();
        let theirs = Arc::clone(&gathered);
        thread::Builder::new()
            .name("invites".to_owned())
            .spawn(move || {
                write_all(file, &theirs, &rung);
                let _ = end.send(());
            })?;
        let store = Self {
            gathered,
            bell,
            ended,
        };
        Ok((store, stored))
    }

    /// Takes changes to be written after all that were taken before.
    pub(crate) fn write(&self, changes: Vec<LedgerChange>) -> Written {
        let mut gathered = lock(&self.gathered);
        if changes.is_empty() || gathered.is_over {
            return Written(None);
        }
        let (done, written) = oneshot::channel();
        gathered.changes.extend(changes);
        gathered.waiting.push(done);
        // Where it is full, the thread has yet to look.
        let _ = self.bell.try_send(());
        Written(Some(written))
    }

    /// Closes the file once everything is written.
    pub(crate) async fn close(self) {
        drop(self.bell);
        let _ = self.ended.await;
    }
}

impl Written {
    /// Waits until the changes are on the disk, or cannot be.
    pub(crate) async fn done(self) {
        let Some(written) = self.0 else { return };
        if timeout(PATIENCE, written).await.is_err() {
            tracing::error!("the disk takes too long: what became of an invite may be lost");
        }
    }
}

fn write_all(file: LedgerFile, gathered: &Mutex<Gathered>, rung: &mpsc::Receiver<()>) {
    while rung.recv().is_ok() {
        let (changes, waiting) = {
            let mut gathered = lock(gathered);
            let changes = std::mem::take(&mut gathered.changes);
            (changes, std::mem::take(&mut gathered.waiting))
        };
        if let Err(trouble) = guarded(|| file.apply(&changes)) {
            report(trouble);
            let mut gathered = lock(gathered);
            *gathered = Gathered {
                is_over: true,
                ..Gathered::default()
            };
            break;
        }
        for done in waiting {
            // Whoever waited may have gone.
            let _ = done.send(());
        }
    }
    // Whatever fails here, what was committed is safe.
    let _ = guarded(|| {
        drop(file);
        Ok(())
    });
}

fn report(trouble: Trouble) {
    let error = trouble.into_io();
    tracing::error!(
        %error,
        "what becomes of invites can no longer be stored in TATAP_DATA_DIR: they go on to be counted and revoked, but \
         with the next restart what happened from here on is forgotten"
    );
}

fn lock(gathered: &Mutex<Gathered>) -> MutexGuard<'_, Gathered> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

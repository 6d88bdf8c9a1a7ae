use std::pin::Pin;
use std::time::Duration;

use rooms::StoreChange;
use tokio::time::timeout;

use crate::store::{Store, WriteError};

/// How long one batch may take: a call can wait no longer than that for a disk.
const PATIENCE: Duration = Duration::from_secs(10);

type Writing = Pin<Box<dyn Future<Output = Result<(), WriteError>> + Send>>;

/// The store as the hub uses it: at most one batch under way, and none once one has failed.
#[derive(Default)]
pub(super) struct Disk {
    store: Option<Store>,
    writing: Option<Writing>,
}

impl Disk {
    pub(super) fn new(store: Option<Store>) -> Self {
        Self {
            store,
            writing: None,
        }
    }

    /// Starts to write.
    pub(super) fn write(&mut self, changes: Vec<StoreChange>) {
        let Some(store) = &self.store else { return };
        let outcome = store.write(changes);
        self.writing = Some(Box::pin(async {
            match timeout(PATIENCE, outcome).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) => Err(WriteError::NoThread),
                Err(_) => Err(WriteError::TooSlow),
            }
        }));
    }

    /// Waits until what is being written is on the disk, or cannot be; for ever if nothing is being written.
    pub(super) async fn written(&mut self) -> Result<(), WriteError> {
        let outcome = match &mut self.writing {
            Some(writing) => writing.await,
            None => std::future::pending().await,
        };
        self.writing = None;
        outcome
    }

    /// True while something is being written.
    pub(super) fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    /// Goes on without the store.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }

    /// Closes the store, and waits until that is done.
    pub(super) async fn close(&mut self) {
        if let Some(store) = self.store.take() {
            store.close().await;
        }
    }
}

use std::sync::mpsc as blocking;
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// A thread with a runtime, for what goes on beside a story; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Worker {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// By which a worker tells that it has started, or why not.
pub(crate) type Started<T> = blocking::Sender<Result<T>>;

impl Worker {
    /// Starts `work` and waits until it tells that it has started.
    ///
    /// The thread is nobody else's: `work` may move it into a network.
    pub(crate) fn start<T, F>(name: &str, work: F) -> Result<(Self, T)>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Started<T>) -> Result<()> + Send + 'static,
    {
        let (started, outcome) = blocking::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let outcome = Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .map_err(Into::into)
                    .and_then(|runtime| {
                        runtime.block_on(async {
                            tokio::select! {
                                outcome = work(&started) => outcome,
                                _ = stopped => Ok(()),
                            }
                        })
                    });
                if let Err(error) = outcome {
                    // Nobody listens for what goes wrong after the start.
                    let _ = started.send(Err(error));
                }
            })?;
        // Made first, so that the thread is waited for when the start has failed.
        let worker = Self {
            stop: Some(stop),
            thread: Some(thread),
        };
        let value = outcome
            .recv()
            .with_context(|| format!("the thread of the {name} ended"))?
            .with_context(|| format!("starting the {name}"))?;
        Ok((worker, value))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed.
            let _ = thread.join();
        }
    }
}

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::faults::{Faults, Flow};

/// The most bytes that go on at a time; few, so that a throttled connection does not stutter.
const CHUNK: usize = 4096;

/// How many chunks may wait; what is more waits with the sender.
const WAITING: usize = 256;

/// A browser's connection and the one to the server that belongs to it.
///
/// Both are reset unless both sides have ended them.
#[derive(Debug)]
pub(super) struct Connection {
    browser: TcpStream,
    server: Option<TcpStream>,
    ended: bool,
}

impl Connection {
    pub(super) fn new(browser: TcpStream) -> Self {
        Self {
            browser,
            server: None,
            ended: false,
        }
    }

    /// Connects to `target` and carries bytes until both sides have ended.
    pub(super) async fn carry(
        mut self,
        target: SocketAddr,
        mut faults: watch::Receiver<Faults>,
    ) -> io::Result<()> {
        let _ = passing(&mut faults).await?;
        let server = self.server.insert(TcpStream::connect(target).await?);
        // Whether small pieces wait for more is for the two sides to say.
        self.browser.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (from_browser, to_browser) = self.browser.split();
        let (from_server, to_server) = server.split();
        tokio::try_join!(
            pump(from_browser, to_server, faults.clone()),
            pump(from_server, to_browser, faults),
        )?;
        self.ended = true;
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.ended {
            for stream in [Some(&self.browser), self.server.as_ref()]
                .into_iter()
                .flatten()
            {
                // Without it the other side would see an orderly end.
                let _ = stream.set_zero_linger();
            }
        }
    }
}

/// Carries one way, under the faults of the moment at which a chunk goes on.
async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut faults: watch::Receiver<Faults>,
) -> io::Result<()> {
    let (queue, mut waiting) = mpsc::channel(WAITING);
    let mut held = faults.clone();
    let read = async move {
        loop {
            let mut chunk = vec![0; CHUNK];
            let length = match from.read(&mut chunk).await {
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) => {
                    // Not even a reset comes through a network that loses everything.
                    passing(&mut held).await?;
                    return Err(error);
                }
            };
            chunk.truncate(length);
            if queue.send((Instant::now(), chunk)).await.is_err() {
                return Ok(());
            }
        }
    };
    let write = async move {
        let mut free = Instant::now();
        while let Some((came, chunk)) = waiting.recv().await {
            let now = turn(came, free, &mut faults).await?;
            to.write_all(&chunk).await?;
            free = Instant::now() + now.time_of(chunk.len());
        }
        passing(&mut faults).await?;
        to.shutdown().await
    };
    tokio::try_join!(read, write)?;
    Ok(())
}

/// Waits until a chunk that `came` may go on, over a way that is `free` from then on.
async fn turn(
    came: Instant,
    free: Instant,
    faults: &mut watch::Receiver<Faults>,
) -> io::Result<Faults> {
    loop {
        let now = passing(faults).await?;
        let paced = now.bytes_per_second.map_or(came, |_| free);
        let due = paced.max(came + now.delay);
        tokio::select! {
            () = sleep_until(due) => return Ok(now),
            changed = faults.changed() => changed.map_err(gone)?,
        }
    }
}

/// Waits until bytes pass, and says under which faults.
async fn passing(faults: &mut watch::Receiver<Faults>) -> io::Result<Faults> {
    let now = faults.wait_for(|faults| faults.flow == Flow::Passing).await;
    now.map(|now| *now).map_err(gone)
}

fn gone(_: watch::error::RecvError) -> io::Error {
    io::Error::other("the proxy is gone")
}

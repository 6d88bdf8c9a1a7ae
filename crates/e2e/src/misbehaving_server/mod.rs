//! A server that does not do what the protocol says.

mod conversation;
mod heard;
mod http;
mod lies;
mod mode;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Result;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::mode::Mode;
use crate::Network;
use crate::worker::Worker;

/// A server with a real one behind it, which it passes everything on to until it is told to misbehave.
///
/// Pages come through unharmed in every [`Mode`]: it meddles with WebSockets alone. It runs until it is dropped.
#[derive(Debug)]
pub struct MisbehavingServer {
    port: u16,
    modes: watch::Sender<Mode>,
    _worker: Worker,
}

impl MisbehavingServer {
    /// Starts in front of the server at `port` of the loopback of `network`, and behaves.
    ///
    /// # Errors
    ///
    /// Fails if there is no port to listen on.
    pub fn start(network: &Arc<Network>, port: u16) -> Result<Self> {
        let network = Arc::clone(network);
        let target = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let (modes, mode) = watch::channel(Mode::default());
        let (worker, port) = Worker::start("misbehaving server", async move |started| {
            network.enter()?;
            let port = network.lasting_port()?;
            let listener = TcpListener::bind((network.listening_address(), port)).await?;
            // A story that has gone on without the server does not wait for it.
            let _ = started.send(Ok(port));
            serve(listener, target, mode).await;
            Ok(())
        })?;
        Ok(Self {
            port,
            modes,
            _worker: worker,
        })
    }

    /// The port to which the browsers connect.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The origin at which pages are secure though it is plain HTTP.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Behaves like this from now on, on connections that are open and on new ones.
    pub fn becomes(&self, mode: Mode) {
        self.modes.send_replace(mode);
    }
}

async fn serve(listener: TcpListener, target: SocketAddr, mode: watch::Receiver<Mode>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that has gone before it was accepted is nobody's.
                let Ok((browser, _)) = accepted else { continue };
                let mode = mode.clone();
                connections.spawn(async move {
                    // Whoever is at the other end sees how it ended.
                    let _ = http::carry(browser, target, mode).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

#[cfg(test)]
mod tests;

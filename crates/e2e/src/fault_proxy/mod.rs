//! A TCP proxy between the browsers and the server, by which a story disturbs what goes between them.

mod connection;
mod faults;
mod listener;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use self::faults::{Faults, Flow};
use self::listener::{Counters, Listener, Orders};
use crate::Network;
use crate::worker::Worker;

/// A proxy that passes bytes on unread until it is told otherwise; it runs until it is dropped.
///
/// A page that is opened at [`FaultProxy::origin`] has its WebSocket through the proxy as well:
/// `Host` and `Origin` name the proxy both, so the server takes the page for its own.
///
/// What is told holds when the call returns.
#[derive(Debug)]
pub struct FaultProxy {
    port: u16,
    orders: Orders,
    counters: Arc<Counters>,
    _worker: Worker,
}

impl FaultProxy {
    /// Starts to pass on, on every address of `network`, to `port` of its loopback.
    ///
    /// # Errors
    ///
    /// Fails if there is no port to listen on.
    pub fn start(network: &Arc<Network>, port: u16) -> Result<Self> {
        let network = Arc::clone(network);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let (worker, (port, orders)) = Worker::start("fault proxy", async move |started| {
            network.enter()?;
            let (listener, port, orders) = Listener::bind(&network, port, counted).await?;
            // A story that has gone on without the proxy does not wait for it.
            let _ = started.send(Ok((port, orders)));
            listener.serve().await
        })?;
        Ok(Self {
            port,
            orders,
            counters,
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

    /// Resets every connection and refuses new ones.
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone.
    pub fn cut(&self) -> Result<()> {
        self.orders.reset_and(|faults| faults.flow = Flow::Refused)
    }

    /// Keeps every connection open and passes nothing on, as a network does that loses everything; new ones hang.
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone, or cannot listen again after [`FaultProxy::cut`].
    pub fn hold(&self) -> Result<()> {
        self.orders.change(|faults| faults.flow = Flow::Held)
    }

    /// Passes everything on at once; what was held goes on where its connection is still there.
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone, or cannot listen again after [`FaultProxy::cut`].
    pub fn pass(&self) -> Result<()> {
        self.orders.change(|faults| *faults = Faults::default())
    }

    /// Resets every connection; new ones fare as before.
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone.
    pub fn drop_connections(&self) -> Result<()> {
        self.orders.reset_and(|_| {})
    }

    /// Passes each byte on `delay` after it has come, either way, until [`FaultProxy::pass`].
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone.
    pub fn delay(&self, delay: Duration) -> Result<()> {
        self.orders.change(move |faults| faults.delay = delay)
    }

    /// Passes on at most so many bytes a second, over each connection and each way, until [`FaultProxy::pass`].
    ///
    /// # Errors
    ///
    /// Fails if the proxy is gone.
    pub fn throttle(&self, bytes_per_second: NonZeroU32) -> Result<()> {
        self.orders
            .change(move |faults| faults.bytes_per_second = Some(bytes_per_second))
    }

    /// How many connections have been accepted since the start.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.counters.accepted()
    }

    /// How many connections are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.counters.open()
    }
}

#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc as blocking};

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::connection::Connection;
use super::faults::{Faults, Flow};
use crate::Network;

type Change = Box<dyn FnOnce(&mut Faults) + Send>;

/// A change of the faults, and whether what is open is reset.
struct Order {
    change: Change,
    reset: bool,
    done: blocking::Sender<Result<()>>,
}

/// By which a story tells the proxy what to do.
#[derive(Clone, Debug)]
pub(super) struct Orders(mpsc::UnboundedSender<Order>);

impl Orders {
    pub(super) fn change(&self, change: impl FnOnce(&mut Faults) + Send + 'static) -> Result<()> {
        self.give(Box::new(change), false)
    }

    pub(super) fn reset_and(
        &self,
        change: impl FnOnce(&mut Faults) + Send + 'static,
    ) -> Result<()> {
        self.give(Box::new(change), true)
    }

    fn give(&self, change: Change, reset: bool) -> Result<()> {
        let (done, outcome) = blocking::channel();
        let order = Order {
            change,
            reset,
            done,
        };
        // A proxy that is gone drops the order, and with it `done`: the wait fails.
        let _ = self.0.send(order);
        outcome.recv().context("the proxy is gone")?
    }
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    accepted: AtomicUsize,
    open: AtomicUsize,
}

impl Counters {
    pub(super) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

/// One connection more, until it is dropped.
#[derive(Debug)]
pub(super) struct Counted(Arc<Counters>);

impl Counted {
    fn new(counters: &Arc<Counters>) -> Self {
        counters.accepted.fetch_add(1, Ordering::Relaxed);
        counters.open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(counters))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Owns the listening socket and every connection.
pub(super) struct Listener {
    address: SocketAddr,
    target: SocketAddr,
    /// `None` while connections are refused.
    socket: Option<TcpListener>,
    orders: mpsc::UnboundedReceiver<Order>,
    faults: watch::Sender<Faults>,
    connections: JoinSet<()>,
    counters: Arc<Counters>,
}

impl Listener {
    /// Listens in the network in which the calling thread is.
    pub(super) async fn bind(
        network: &Network,
        target: u16,
        counters: Arc<Counters>,
    ) -> Result<(Self, u16, Orders)> {
        let port = network.lasting_port()?;
        let address = SocketAddr::from((network.listening_address(), port));
        let socket = TcpListener::bind(address).await?;
        let (orders, inbox) = mpsc::unbounded_channel();
        let listener = Self {
            address,
            target: SocketAddr::from((Ipv4Addr::LOCALHOST, target)),
            socket: Some(socket),
            orders: inbox,
            faults: watch::Sender::default(),
            connections: JoinSet::new(),
            counters,
        };
        Ok((listener, port, Orders(orders)))
    }

    pub(super) async fn serve(mut self) -> Result<()> {
        loop {
            tokio::select! {
                order = self.orders.recv() => {
                    let Some(Order { change, reset, done }) = order else {
                        return Ok(());
                    };
                    let outcome = self.obey(change, reset).await;
                    // The story may have ended.
                    let _ = done.send(outcome);
                }
                browser = accept(self.socket.as_ref()) => self.carry(browser),
                Some(_) = self.connections.join_next() => {}
            }
        }
    }

    async fn obey(&mut self, change: Change, reset: bool) -> Result<()> {
        self.faults.send_modify(change);
        if self.faults.borrow().flow == Flow::Refused {
            self.socket = None;
        } else if self.socket.is_none() {
            let socket = TcpListener::bind(self.address).await;
            self.socket = Some(socket.context("listening again")?);
        }
        if reset {
            self.connections.shutdown().await;
        }
        Ok(())
    }

    fn carry(&mut self, browser: TcpStream) {
        let counted = Counted::new(&self.counters);
        let (target, faults) = (self.target, self.faults.subscribe());
        self.connections.spawn(async move {
            let _counted = counted;
            // Whoever is at the other end sees how it ended.
            let _ = Connection::new(browser).carry(target, faults).await;
        });
    }
}

/// Waits for the next connection; for ever where nobody listens.
async fn accept(socket: Option<&TcpListener>) -> TcpStream {
    let Some(socket) = socket else {
        return std::future::pending().await;
    };
    loop {
        // A connection that has gone before it was accepted is nobody's.
        if let Ok((browser, _)) = socket.accept().await {
            return browser;
        }
    }
}

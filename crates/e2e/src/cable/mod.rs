//! A cable between two networks that a story can disturb: two TUN devices, and a thread that carries packets.
//!
//! It is what `tc netem` would be where the kernel has none.

mod faults;
mod lane;

use std::future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::time::sleep_until;
use tokio_tun::Tun;

pub use self::faults::{BACKLOG, Faults, REORDERED_BY, Traffic};
use self::lane::Lane;
use crate::Network;
use crate::worker::Worker;

/// The largest packet of IP.
const LARGEST: usize = 65_535;

/// A cable that lies until it is dropped.
#[derive(Debug)]
pub struct Cable {
    there: Arc<Mutex<Lane>>,
    back: Arc<Mutex<Lane>>,
    _worker: Worker,
}

/// An end of a cable: a network, and the name of the interface that it has there.
pub(crate) type End<'a> = (&'a Arc<Network>, &'a str);

impl Cable {
    /// Lays a cable from one end to the other; the interfaces are down and have no address yet.
    pub(crate) fn lay(from: End<'_>, to: End<'_>) -> Result<Self> {
        let there = Arc::new(Mutex::new(Lane::new(0x9e37_79b9_7f4a_7c15)));
        let back = Arc::new(Mutex::new(Lane::new(0xd1b5_4a32_d192_ed03)));
        let lanes = (Arc::clone(&there), Arc::clone(&back));
        let ends = [from, to].map(|(network, name)| (Arc::clone(network), name.to_owned()));
        let (worker, ()) = Worker::start("cable", async move |started| {
            let [from, to] = ends;
            let from = plug(&from.0, &from.1)?;
            let to = plug(&to.0, &to.1)?;
            // A story that has gone on without the cable does not wait for it.
            let _ = started.send(Ok(()));
            tokio::try_join!(carry(&from, &to, &lanes.0), carry(&to, &from, &lanes.1))?;
            Ok(())
        })?;
        Ok(Self {
            there,
            back,
            _worker: worker,
        })
    }

    /// Disturbs what goes either way.
    pub fn disturb(&self, faults: Faults) {
        self.disturb_there(faults);
        self.disturb_back(faults);
    }

    /// Disturbs what goes from the first end to the second; of a person's cables, what the person sends.
    pub fn disturb_there(&self, faults: Faults) {
        lock(&self.there).set(faults);
    }

    /// Disturbs what goes from the second end to the first; of a person's cables, what the person receives.
    pub fn disturb_back(&self, faults: Faults) {
        lock(&self.back).set(faults);
    }

    /// Lets everything through; what is under way comes as late as it would have.
    pub fn mend(&self) {
        self.disturb(Faults::default());
    }

    /// How many packets have been sent, either way, and how many of them lost.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let (there, back) = (lock(&self.there).counts(), lock(&self.back).counts());
        (there.0 + back.0, there.1 + back.1)
    }
}

/// Moves the calling thread into `network` and makes the interface `name` there.
fn plug(network: &Network, name: &str) -> Result<Tun> {
    network.enter()?;
    let tuns = Tun::builder().name(name).build();
    let tun = tuns.with_context(|| format!("making the TUN device {name}"))?;
    tun.into_iter().next().context("no TUN device")
}

/// Carries packets one way.
async fn carry(from: &Tun, to: &Tun, lane: &Mutex<Lane>) -> Result<()> {
    let mut packet = vec![0; LARGEST];
    loop {
        let next = lock(lane).next_arrival();
        tokio::select! {
            length = from.recv(&mut packet) => {
                lock(lane).put(Instant::now(), &packet[..length?]);
            }
            () = until(next) => {}
        }
        while let Some(packet) = take(lane) {
            // An interface that is down, or whose queue is full, loses what comes.
            let _ = to.try_send(&packet);
        }
    }
}

fn take(lane: &Mutex<Lane>) -> Option<Vec<u8>> {
    lock(lane).take(Instant::now())
}

async fn until(arrival: Option<Instant>) {
    match arrival {
        Some(arrival) => sleep_until(arrival.into()).await,
        None => future::pending().await,
    }
}

fn lock(lane: &Mutex<Lane>) -> MutexGuard<'_, Lane> {
    lane.lock().unwrap_or_else(PoisonError::into_inner)
}

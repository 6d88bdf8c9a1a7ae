//! What goes over a network, as the kernel sees it: when media came, whatever a busy page makes of it.

mod rtp;

use std::collections::BTreeMap;
use std::io::IoSliceMut;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use nix::cmsg_space;
use nix::errno::Errno;
use nix::sys::socket::sockopt::{ReceiveTimeout, ReceiveTimestampns};
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, LinkAddr, MsgFlags, SockFlag, SockProtocol, SockType,
    recvmsg, setsockopt, socket,
};
use nix::sys::time::{TimeSpec, TimeVal};

use crate::{Network, Skipped};

/// Listens to all RTP that arrives anywhere in a network, until it is dropped.
#[derive(Debug)]
pub struct Wire {
    streams: Arc<Mutex<BTreeMap<u32, Stream>>>,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// The packets of one SSRC since [`Wire::begin_anew`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// How many have arrived.
    pub packets: u64,
    /// The longest time between two, that which goes on included.
    pub longest: Duration,
    /// When the last one arrived, since 1970.
    last: Duration,
}

impl Wire {
    /// Begins to listen.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if the network is the machine's own, and if there is no right to listen.
    pub fn listen(network: &Network) -> Result<Self> {
        if let Network::Host { why } = network {
            return Err(Skipped::new(format!("the network is the machine's ({why})")).into());
        }
        let socket = network.run(tap)?;
        let streams = Arc::<Mutex<BTreeMap<u32, Stream>>>::default();
        let ended = Arc::<AtomicBool>::default();
        let listening = thread::spawn({
            let (streams, ended) = (Arc::clone(&streams), Arc::clone(&ended));
            move || {
                while !ended.load(Ordering::Relaxed) {
                    if let Some((ssrc, at)) = next(&socket) {
                        note(&mut lock(&streams), ssrc, at);
                    }
                }
            }
        });
        Ok(Self {
            streams,
            ended,
            listening: Some(listening),
        })
    }

    /// Counts from nothing.
    pub fn begin_anew(&self) {
        lock(&self.streams).clear();
    }

    /// What has been heard of one SSRC.
    ///
    /// # Errors
    ///
    /// Fails if that is nothing.
    pub fn stream(&self, ssrc: u32) -> Result<Stream> {
        let mut stream = *lock(&self.streams)
            .get(&ssrc)
            .with_context(|| format!("no packet of {ssrc} has arrived"))?;
        stream.longest = stream.longest.max(now()?.saturating_sub(stream.last));
        Ok(stream)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.take() {
            // It ends within `LOOK_UP`; that it panicked shows in what was not heard.
            let _ = listening.join();
        }
    }
}

/// How often the thread looks whether it is still wanted, where nothing arrives.
const LOOK_UP: TimeVal = TimeVal::new(0, 100_000);

/// `PACKET_OUTGOING` of packet(7): what is sent is seen on its way out, too.
const OUTGOING: u8 = 4;

fn tap() -> Result<OwnedFd> {
    let socket = socket(
        AddressFamily::Packet,
        SockType::Datagram,
        SockFlag::SOCK_CLOEXEC,
        SockProtocol::EthAll,
    )
    .context("listening to a network")?;
    setsockopt(&socket, ReceiveTimestampns, &true)?;
    setsockopt(&socket, ReceiveTimeout, &LOOK_UP)?;
    Ok(socket)
}

/// The SSRC of the next packet, if it is RTP that has arrived, and when the kernel had it.
fn next(socket: &OwnedFd) -> Option<(u32, Duration)> {
    let mut packet = [0; 128];
    let mut control = cmsg_space!(TimeSpec);
    let mut parts = [IoSliceMut::new(&mut packet)];
    let received = recvmsg::<LinkAddr>(
        socket.as_raw_fd(),
        &mut parts,
        Some(&mut control),
        MsgFlags::empty(),
    );
    let received = match received {
        Ok(received) => received,
        Err(Errno::EAGAIN | Errno::EINTR) => return None,
        // An interface that goes away: the others are still heard.
        Err(_) => {
            thread::yield_now();
            return None;
        }
    };
    let length = received.bytes;
    if received.address?.pkttype() == OUTGOING {
        return None;
    }
    let at = received.cmsgs().ok()?.find_map(|message| {
        let ControlMessageOwned::ScmTimestampns(at) = message else {
            return None;
        };
        Some(Duration::from(at))
    })?;
    rtp::ssrc(packet.get(..length)?).map(|ssrc| (ssrc, at))
}

fn note(streams: &mut BTreeMap<u32, Stream>, ssrc: u32, at: Duration) {
    let stream = streams.entry(ssrc).or_insert(Stream {
        packets: 0,
        longest: Duration::ZERO,
        last: at,
    });
    stream.packets += 1;
    stream.longest = stream.longest.max(at.saturating_sub(stream.last));
    stream.last = at;
}

fn now() -> Result<Duration> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?)
}

fn lock(streams: &Mutex<BTreeMap<u32, Stream>>) -> MutexGuard<'_, BTreeMap<u32, Stream>> {
    streams.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pause_of_each_stream_is_its_own() {
        let mut streams = BTreeMap::new();
        for (ssrc, at) in [(1, 0), (2, 10), (1, 20), (2, 80), (1, 40)] {
            note(&mut streams, ssrc, Duration::from_millis(at));
        }
        let seen = streams
            .values()
            .map(|stream| (stream.packets, stream.longest));
        let expected = [
            (3, Duration::from_millis(20)),
            (2, Duration::from_millis(70)),
        ];
        assert!(seen.eq(expected), "{streams:?}");
    }
}

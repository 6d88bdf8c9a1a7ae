use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};

use quinn_udp::{RecvMeta, Transmit, UdpSocketState};
use socket2::{Domain, Socket, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;

/// What the system may keep until it is read, if it lets us: a whole picture of a call comes at once.
const RECEIVE_BUFFER: usize = 1024 * 1024;

/// How much is read by one call, in packets or in runs of packets that belong together.
const BATCH: usize = 16;

/// The most bytes of one run.
const RUN_BYTES: usize = 65_536;

/// A UDP socket that knows by which address each packet came.
#[derive(Debug)]
pub(super) struct Udp {
    socket: UdpSocket,
    state: UdpSocketState,
    address: SocketAddr,
}

/// Room for one read; all sockets of a thread share it.
#[derive(Debug)]
pub(super) struct Scratch(Vec<u8>);

/// A packet that came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) from: SocketAddr,
    /// The address that it was sent to.
    pub(super) to: SocketAddr,
    pub(super) content: &'a [u8],
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self(vec![0; BATCH * RUN_BYTES])
    }
}

impl Udp {
    /// Opens a socket for one family of addresses.
    pub(super) fn bind(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, None)?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        // Less is no error.
        let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER);
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        Ok(socket.into())
    }

    pub(super) fn new(socket: std::net::UdpSocket) -> io::Result<Self> {
        let address = socket.local_addr()?;
        let state = UdpSocketState::new((&socket).into())?;
        Ok(Self {
            socket: UdpSocket::from_std(socket)?,
            state,
            address,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until there is something to read.
    pub(super) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Reads what is there, at most so much, and hands each packet to `take`.
    pub(super) fn receive(
        &self,
        scratch: &mut Scratch,
        mut take: impl FnMut(Packet<'_>),
    ) -> io::Result<()> {
        let mut metas = [RecvMeta::default(); BATCH];
        let runs = {
            let mut buffers: Vec<IoSliceMut<'_>> = scratch
                .0
                .chunks_mut(RUN_BYTES)
                .map(IoSliceMut::new)
                .collect();
            let read = || {
                self.state
                    .recv((&self.socket).into(), &mut buffers, &mut metas)
            };
            match self.socket.try_io(Interest::READABLE, read) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
                outcome => outcome?,
            }
        };
        for (meta, run) in metas.iter().take(runs).zip(scratch.0.chunks(RUN_BYTES)) {
            let to = SocketAddr::new(
                meta.dst_ip.unwrap_or(self.address.ip()),
                self.address.port(),
            );
            let run = run.get(..meta.len).unwrap_or_default();
            for content in run.chunks(meta.stride.max(1)) {
                take(Packet {
                    from: meta.addr,
                    to,
                    content,
                });
            }
        }
        Ok(())
    }

    /// Sends a packet at once, or not at all: whoever sends by UDP reckons with losses.
    pub(super) fn send(&self, from: Option<IpAddr>, to: SocketAddr, content: &[u8]) {
        let transmit = Transmit {
            destination: to,
            ecn: None,
            contents: content,
            segment_size: None,
            src_ip: from,
        };
        if let Err(error) = self.state.try_send((&self.socket).into(), &transmit) {
            tracing::trace!(%error, "a packet was not sent");
        }
    }
}

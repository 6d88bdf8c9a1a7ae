use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use doctor::{Target, Way};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio_rustls::client::TlsStream;

use crate::tls_client;

/// The socket between a client and its server.
#[derive(Debug)]
pub(super) enum Link {
    Udp(UdpSocket),
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Link {
    /// Opens one to `target`, which is at the address `server`.
    pub(super) async fn open(target: &Target, server: SocketAddr) -> io::Result<Self> {
        match target.way {
            Way::Udp => datagrams(server).await.map(Self::Udp),
            Way::Tcp => Ok(Self::Tcp(connect(server).await?)),
            Way::Tls => {
                let stream = tls_client::begin(&target.host, connect(server).await?).await?;
                Ok(Self::Tls(Box::new(stream)))
            }
        }
    }

    pub(super) fn local_address(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Udp(socket) => socket.local_addr(),
            Self::Tcp(stream) => stream.local_addr(),
            Self::Tls(stream) => stream.get_ref().0.local_addr(),
        }
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Udp(socket) => socket.send(bytes).await.map(drop),
            Self::Tcp(stream) => stream.write_all(bytes).await,
            Self::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Waits for a datagram, or for some bytes of the stream.
    pub(super) async fn receive(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; 2048];
        let length = match self {
            Self::Udp(socket) => return datagram(socket, bytes).await,
            Self::Tcp(stream) => stream.read(&mut bytes).await?,
            Self::Tls(stream) => stream.read(&mut bytes).await?,
        };
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.truncate(length);
        Ok(bytes)
    }
}

/// Opens a socket whose datagrams go to `server`.
pub(super) async fn datagrams(server: SocketAddr) -> io::Result<UdpSocket> {
    let any: SocketAddr = if server.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    Ok(socket)
}

async fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn datagram(socket: &UdpSocket, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let length = socket.recv(&mut bytes).await?;
    bytes.truncate(length);
    Ok(bytes)
}

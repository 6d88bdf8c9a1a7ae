use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::{Domain, Socket, Type};
use tokio::net::{TcpListener, TcpStream};

/// The connections that may wait to be accepted: a server that comes back meets all its clients at once.
const BACKLOG: i32 = 4096;

/// A listening socket.
#[derive(Debug)]
pub(crate) struct Listener {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Listens on `address`, or on all IPv6 and IPv4 addresses where there is none.
    pub(crate) fn bind(address: Option<IpAddr>, port: u16) -> io::Result<Self> {
        let listener = match address {
            Some(address) => listen_on(SocketAddr::new(address, port))?,
            None => match listen_on(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port))) {
                // A machine without IPv6 says so in one of several ways.
                Err(error) if !is_final(&error) => {
                    listen_on(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))?
                }
                outcome => outcome?,
            },
        };
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for a connection.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, IpAddr)> {
        let (stream, peer) = self.listener.accept().await?;
        // Nagle's algorithm would hold each small message back for up to 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection was gone before it was accepted");
        }
        Ok((stream, peer.ip()))
    }
}

/// True for errors that another family of addresses would not mend.
pub(crate) fn is_final(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
    )
}

/// Listens for TCP, with so many connections that may wait; `only_v6` is for IPv6 addresses.
pub(crate) fn listen(
    address: SocketAddr,
    backlog: i32,
    only_v6: bool,
) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if address.is_ipv6() {
        socket.set_only_v6(only_v6)?;
    }
    // On Windows the option means something else.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(backlog)?;
    Ok(socket.into())
}

/// Listens on an address, an IPv6 one that is unspecified for both families.
fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::from_std(listen(address, BACKLOG, false)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn accepted_sockets_send_at_once() {
        let listener = Listener::bind(Some(Ipv4Addr::LOCALHOST.into()), 0).unwrap();
        let _client = TcpStream::connect(listener.address()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        assert!(stream.nodelay().unwrap());
        assert!(peer.is_loopback());
    }

    #[tokio::test]
    async fn all_addresses_include_ipv4() {
        let listener = Listener::bind(None, 0).unwrap();
        let client = TcpStream::connect((Ipv4Addr::LOCALHOST, listener.address().port())).await;
        assert!(client.is_ok());
    }
}

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::udp::Udp;
use crate::listener::{is_final, listen};

/// How often a port that the system chose is tried for everything else, too.
const TRIES: usize = 16;

/// The connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// What clients come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ways {
    UdpAndTcp,
    Tcp,
}

/// The sockets that clients come by, on one port of each family.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) port: u16,
    pub(super) datagrams: Vec<std::net::UdpSocket>,
    pub(super) streams: Vec<TcpListener>,
}

impl Listening {
    /// Listens on an address; on all of both families where it is `[::]`, with any free port where that is 0.
    pub(super) fn bind(address: SocketAddr, ways: Ways) -> io::Result<Self> {
        let mut tries = if address.port() == 0 { TRIES } else { 1 };
        loop {
            tries -= 1;
            match Self::try_bind(address, ways) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries > 0 => {}
                outcome => return outcome,
            }
        }
    }

    fn try_bind(address: SocketAddr, ways: Ways) -> io::Result<Self> {
        let mut addresses = vec![address.ip()];
        if address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) {
            addresses.push(Ipv4Addr::UNSPECIFIED.into());
        }
        let mut listening = Self {
            port: address.port(),
            datagrams: Vec::new(),
            streams: Vec::new(),
        };
        let mut failure = None;
        for ip in addresses {
            match listening.add(ip, ways) {
                Ok(()) => {}
                Err(error) if is_final(&error) => return Err(error),
                // A machine without IPv6 says so in one of several ways.
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error) if listening.streams.is_empty() => Err(error),
            Some(_) | None => Ok(listening),
        }
    }

    fn add(&mut self, ip: IpAddr, ways: Ways) -> io::Result<()> {
        let mut address = SocketAddr::new(ip, self.port);
        if ways == Ways::UdpAndTcp {
            let datagrams = Udp::bind(address)?;
            address = datagrams.local_addr()?;
            self.datagrams.push(datagrams);
        }
        let streams = listen(address, BACKLOG, true)?;
        self.port = streams.local_addr()?.port();
        self.streams.push(streams);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_and_both_transports_have_one_port() {
        let listening = Listening::bind("[::]:0".parse().unwrap(), Ways::UdpAndTcp).unwrap();
        let udp = listening
            .datagrams
            .iter()
            .map(|socket| socket.local_addr().unwrap().port());
        let tcp = listening
            .streams
            .iter()
            .map(|socket| socket.local_addr().unwrap().port());
        let ports: Vec<u16> = udp.chain(tcp).collect();
        assert!(
            ports.len() >= 2 && ports.iter().all(|port| *port == listening.port),
            "{ports:?}"
        );
    }

    #[test]
    fn a_port_that_is_taken_by_either_transport_is_taken() {
        let udp = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        for taken in [udp.local_addr().unwrap(), tcp.local_addr().unwrap()] {
            let error = Listening::bind(taken, Ways::UdpAndTcp).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        }
    }
}

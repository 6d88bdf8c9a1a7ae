use std::net::SocketAddr;

/// Where a client speaks from, and where to: an allocation belongs to one of these (RFC 8656, section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Client {
    /// What carries its messages.
    pub link: Link,
    /// The client as the server sees it: its server-reflexive address.
    pub address: SocketAddr,
    /// The server's own address that the client sent to.
    pub local: SocketAddr,
}

/// What carries the messages between a client and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// UDP: each message is a datagram.
    Datagrams,
    /// TCP, with or without TLS; the number is the connection's own, never given twice.
    Stream(u64),
}

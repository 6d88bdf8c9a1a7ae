use std::io;
use std::sync::Arc;

use axum::Router;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::stream::Stream;
use crate::tls::CHALLENGE;

/// How a connection begins, and who answers on it.
#[derive(Clone, Debug)]
pub(crate) enum Entrance {
    Plain(Router),
    Tls {
        tls: Arc<ServerConfig>,
        router: Router,
        /// For those who come without TLS.
        redirect: Router,
    },
}

/// The first byte of TLS: a handshake (RFC 8446, section 5.1).
const HANDSHAKE: u8 = 0x16;

impl Entrance {
    /// Begins TLS, if there is any; `None` where nothing more is to be said.
    pub(crate) async fn begin(self, stream: TcpStream) -> io::Result<Option<(Stream, Router)>> {
        let (tls, router, redirect) = match self {
            Self::Plain(router) => return Ok(Some((Stream::Plain(stream), router))),
            Self::Tls {
                tls,
                router,
                redirect,
            } => (tls, router, redirect),
        };
        let mut first = [0];
        if stream.peek(&mut first).await? == 0 {
            return Ok(None);
        }
        if first != [HANDSHAKE] {
            return Ok(Some((Stream::Plain(stream), redirect)));
        }
        let stream = TlsAcceptor::from(tls).accept(stream).await?;
        // An authority has seen what it wanted to see.
        if stream.get_ref().1.alpn_protocol() == Some(CHALLENGE) {
            return Ok(None);
        }
        Ok(Some((Stream::Tls(Box::new(stream)), router)))
    }

    /// Begins for whoever is only to be told one thing.
    pub(crate) async fn hear(self, stream: TcpStream) -> io::Result<Option<Stream>> {
        let begun = self.begin(stream).await?;
        Ok(begun.map(|(stream, _)| stream))
    }
}

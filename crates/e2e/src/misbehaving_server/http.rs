use std::io;
use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::conversation::Conversation;
use super::mode::Mode;

/// The longest head of a request or an answer, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// Carries a browser's connection to the server at `target`, and meddles where it becomes a WebSocket.
///
/// The handshake is the two sides' own: the server sees the `Host` and the `Origin` of the browser.
pub(super) async fn carry(
    mut browser: TcpStream,
    target: SocketAddr,
    modes: watch::Receiver<Mode>,
) -> Result<()> {
    let request = Head::read(&mut browser).await?;
    let mut server = TcpStream::connect(target).await?;
    server.write_all(&request.bytes).await?;
    // Firefox asks at an address of its own for each connection: `/ws/3`.
    if !request.starts_with("GET /ws ") && !request.starts_with("GET /ws/") {
        copy_bidirectional(&mut browser, &mut server).await?;
        return Ok(());
    }
    let mut answer = Head::read(&mut server).await?;
    let early = answer.bytes.split_off(answer.length);
    browser.write_all(&answer.bytes).await?;
    if !answer.starts_with("HTTP/1.1 101 ") {
        browser.write_all(&early).await?;
        copy_bidirectional(&mut browser, &mut server).await?;
        return Ok(());
    }
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    // A browser says nothing before it has the answer.
    let browser = WebSocketStream::from_raw_socket(browser, Role::Server, None).await;
    let server = WebSocketStream::from_partially_read(server, early, Role::Client, None).await;
    Conversation::new(browser, server, modes).hold().await
}

/// What has come up to the empty line that ends a head, and perhaps more.
struct Head {
    bytes: Vec<u8>,
    /// Of the head alone.
    length: usize,
}

impl Head {
    async fn read(stream: &mut TcpStream) -> Result<Self> {
        const END: &[u8] = b"\r\n\r\n";
        let mut bytes = Vec::new();
        loop {
            if let Some(at) = bytes.windows(END.len()).position(|four| four == END) {
                let length = at + END.len();
                return Ok(Self { bytes, length });
            }
            ensure!(bytes.len() < MAX_HEAD, "a head without an end");
            let read = stream.read_buf(&mut bytes).await?;
            (read > 0)
                .then_some(())
                .ok_or(io::ErrorKind::UnexpectedEof)
                .map_err(io::Error::from)
                .context("it ends within the head")?;
        }
    }

    fn starts_with(&self, text: &str) -> bool {
        self.bytes.starts_with(text.as_bytes())
    }
}

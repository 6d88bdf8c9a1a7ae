use std::net::Ipv4Addr;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::frame::{self, Kind};
use crate::payload;

const READ_AT_ONCE: usize = 16 * 1024;

/// One connection to a server, by as little code as will do: the load must cost less than what it measures.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
    /// How much of `received` has been used.
    used: usize,
}

impl Client {
    /// Connects and comes into the room.
    pub(crate) async fn join(port: u16, room: &str) -> Result<Self> {
        let mut client = Self::connect(port).await?;
        client.send(&payload::join(room)).await?;
        let answer = client.receive().await?;
        ensure!(
            answer.starts_with(br#"{"type":"joined""#),
            "the answer to join is {}",
            String::from_utf8_lossy(answer)
        );
        Ok(client)
    }

    pub(crate) async fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.set_nodelay(true)?;
        // Ports are free again at once: ten thousand that wait a minute each would soon be all.
        stream.set_zero_linger()?;
        let mut client = Self {
            stream,
            received: Vec::new(),
            used: 0,
        };
        client.open(port).await.context("the opening handshake")?;
        Ok(client)
    }

    async fn open(&mut self, port: u16) -> Result<()> {
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        self.send(request.as_bytes()).await?;
        loop {
            self.fill().await?;
            if let Some(end) = self.received.windows(4).position(|w| w == b"\r\n\r\n") {
                self.used = end + 4;
                let head = String::from_utf8_lossy(&self.received[..end]);
                ensure!(head.starts_with("HTTP/1.1 101 "), "{head}");
                return Ok(());
            }
        }
    }

    /// Sends one or more whole frames.
    pub(crate) async fn send(&mut self, frames: &[u8]) -> Result<()> {
        self.stream.write_all(frames).await.context("sending")
    }

    /// Waits for the next message.
    pub(crate) async fn receive(&mut self) -> Result<&[u8]> {
        let payload = loop {
            if let Some(payload) = self.next_text()? {
                break payload;
            }
            self.fill().await?;
        };
        let text = &self.received[payload];
        if text.starts_with(br#"{"type":"error""#) {
            bail!("the server says {}", String::from_utf8_lossy(text));
        }
        Ok(text)
    }

    /// Waits for `count` messages.
    pub(crate) async fn receive_many(&mut self, count: usize) -> Result<()> {
        for _ in 0..count {
            self.receive().await?;
        }
        Ok(())
    }

    fn next_text(&mut self) -> Result<Option<std::ops::Range<usize>>> {
        while let Some(frame) = frame::first_frame(&self.received[self.used..]) {
            let payload = frame.payload.start + self.used..frame.payload.end + self.used;
            self.used = payload.end;
            match frame.kind {
                Kind::Text => return Ok(Some(payload)),
                Kind::Close => bail!("the server has closed the connection"),
                Kind::Other => {}
            }
        }
        Ok(None)
    }

    async fn fill(&mut self) -> Result<()> {
        self.received.drain(..self.used);
        self.used = 0;
        self.received.reserve(READ_AT_ONCE);
        let count = self.stream.read_buf(&mut self.received).await?;
        ensure!(count > 0, "the connection is gone");
        Ok(())
    }
}

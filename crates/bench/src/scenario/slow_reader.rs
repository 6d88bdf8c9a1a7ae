use std::time::Instant;

use anyhow::{Context, Result};

use crate::client::Client;
use crate::contender::Server;
use crate::measure::Measure;
use crate::payload;
use crate::samples::{Figure, percentile};
use crate::size::Size;
use protocol::ParticipantId;

/// The third one in the room.
const THIRD: ParticipantId = ParticipantId(3);

/// The memory is read after so many messages.
const READ_EVERY: usize = 5;

/// Someone is sent much and never reads; what is said to the third one in the room should arrive as ever.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let mut beside_quick = Vec::new();
    let mut room = Room::open(server.port, "quick").await?;
    for _ in 0..size.flood {
        beside_quick.push(room.say().await?);
        room.third.receive_many(2).await?;
    }
    drop(room);

    let process = server.process();
    let mut room = Room::open(server.port, "slow").await?;
    let before = process.resident_kib()?;
    let mut most = before;
    let mut beside_slow = Vec::new();
    for index in 0..size.flood {
        beside_slow.push(room.say().await?);
        if index % READ_EVERY == 0 {
            most = most.max(process.resident_kib()?);
        }
    }
    let latency = |micros: &[f64]| percentile(micros, 50).context("nothing was said");
    Ok(vec![
        (Measure::SlowReaderMemory, (most - before) / 1024.0),
        (
            Measure::SlowReaderDelay,
            latency(&beside_slow)? / latency(&beside_quick)?,
        ),
    ])
}

struct Room {
    speaker: Client,
    listener: Client,
    third: Client,
    to_third: Vec<u8>,
    to_all: Vec<u8>,
}

impl Room {
    async fn open(port: u16, name: &str) -> Result<Self> {
        let mut speaker = Client::join(port, name).await?;
        let mut listener = Client::join(port, name).await?;
        let third = Client::join(port, name).await?;
        speaker.receive_many(2).await?;
        listener.receive().await?;
        Ok(Self {
            speaker,
            listener,
            third,
            to_third: payload::large_signal_for(THIRD),
            to_all: payload::set_publications(),
        })
    }

    /// Says much to the third one, then something to all, and returns how long that took to the listener.
    async fn say(&mut self) -> Result<f64> {
        self.speaker.send(&self.to_third).await?;
        let sent = Instant::now();
        self.speaker.send(&self.to_all).await?;
        while !is_publications(self.listener.receive().await?) {}
        Ok(sent.elapsed().as_secs_f64() * 1e6)
    }
}

/// Not that someone has left, nor what the peer sends to everyone though it was for one.
fn is_publications(text: &[u8]) -> bool {
    // An event has its number in front.
    let start = &text[..text.len().min(48)];
    start.windows(12).any(|word| word == b"publications")
}

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use protocol::{ResumeToken, RoomId, ServerMessage};
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::payload;

/// How many rooms the people are spread over.
pub(super) const ROOMS: u64 = 24;

/// How long a person waits for the server in any one thing.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a number of people have done and seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Talk {
    visits: u64,
    drops: u64,
    resumed: u64,
    half_open: u64,
    said: u64,
    heard: u64,
    lost: u64,
    doubled: u64,
}

impl Talk {
    /// The messages that were said.
    pub(crate) fn said(&self) -> u64 {
        self.said
    }

    /// True if nobody missed or got twice what was said.
    pub(crate) fn is_whole(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.heard > 0
    }
}

impl AddAssign for Talk {
    fn add_assign(&mut self, other: Self) {
        self.visits += other.visits;
        self.drops += other.drops;
        self.resumed += other.resumed;
        self.half_open += other.half_open;
        self.said += other.said;
        self.heard += other.heard;
        self.lost += other.lost;
        self.doubled += other.doubled;
    }
}

impl fmt::Display for Talk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} visits, {} drops, {} resumed, {} left half-open; {} messages said, {} heard, {} lost, {} doubled",
            self.visits,
            self.drops,
            self.resumed,
            self.half_open,
            self.said,
            self.heard,
            self.lost,
            self.doubled
        )
    }
}

/// Comes and goes until the time is over.
pub(crate) async fn live(port: u16, seed: u64, until: Instant) -> Result<Talk> {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut talk = Talk::default();
    // Sockets that nobody reads any more; the server must find out by itself.
    let mut abandoned = Vec::new();
    while Instant::now() < until {
        let room = format!("soak-{}", chance.below(ROOMS));
        let mut visit = Visit::begin(port, &room).await?;
        talk.visits += 1;
        for _ in 0..=chance.below(6) {
            visit.say(&mut chance, &mut talk).await?;
            if chance.below(3) == 0 {
                visit.drop_and_resume(&mut talk).await?;
            }
            sleep(Duration::from_millis(chance.below(200))).await;
        }
        talk.lost += visit.missing();
        // Seats of those who vanish are kept for a while: most say goodbye, or the rooms would be full of them.
        match chance.below(8) {
            0 => drop(visit),
            1 => {
                talk.half_open += 1;
                abandoned.push(visit);
            }
            _ => visit.client.send(&payload::leave()).await?,
        }
        if abandoned.len() > 3 {
            abandoned.remove(0);
        }
    }
    Ok(talk)
}

/// One stay in a room, over any number of connections.
struct Visit {
    port: u16,
    room: RoomId,
    client: Client,
    token: ResumeToken,
    attempt: u64,
    counter: u64,
    received: u64,
    /// The numbers of the chat messages that came.
    heard: BTreeSet<u64>,
}

impl Visit {
    async fn begin(port: u16, name: &str) -> Result<Self> {
        let room = RoomId::parse(name)?;
        let mut client = Client::connect(port).await?;
        client.send(&payload::join(name)).await?;
        let text = std::str::from_utf8(receive(&mut client).await?)?.to_owned();
        let Some(ServerMessage::Joined(joined)) = protocol::decode_server_message(&text)?.message
        else {
            anyhow::bail!("the answer to join is {text}");
        };
        Ok(Self {
            port,
            room,
            client,
            token: joined.token,
            attempt: 0,
            counter: 0,
            received: 0,
            heard: BTreeSet::new(),
        })
    }

    /// Says something and waits until it comes back.
    async fn say(&mut self, chance: &mut Chance, talk: &mut Talk) -> Result<()> {
        self.counter += 1;
        let id = format!("{:016x}", chance.next());
        let frame = payload::chat(self.counter, &id, "the quick brown fox");
        self.client.send(&frame).await?;
        talk.said += 1;
        loop {
            let text = receive(&mut self.client).await?.to_vec();
            match self.hear(&text, talk)? {
                Heard::Message(said) if said == id => return Ok(()),
                Heard::Refused(refused) if refused == id => return Ok(()),
                Heard::Message(_) | Heard::Refused(_) | Heard::Nothing => {}
            }
        }
    }

    async fn drop_and_resume(&mut self, talk: &mut Talk) -> Result<()> {
        talk.drops += 1;
        self.attempt += 1;
        let mut client = Client::connect(self.port).await?;
        let chat = self.heard.last().copied().unwrap_or_default();
        let resume = payload::resume_after(
            &self.room,
            self.token.clone(),
            self.attempt,
            self.received,
            chat,
        );
        client.send(&resume).await?;
        // The old one is dropped with all that was on its way.
        self.client = client;
        loop {
            let text = receive(&mut self.client).await?.to_vec();
            let frame = protocol::decode_server_message(std::str::from_utf8(&text)?)?;
            if let Some(ServerMessage::Resumed(resumed)) = frame.message {
                self.token = resumed.token;
                talk.resumed += 1;
                return Ok(());
            }
            self.hear(&text, talk)?;
        }
    }

    fn hear(&mut self, text: &[u8], talk: &mut Talk) -> Result<Heard> {
        let frame = protocol::decode_server_message(std::str::from_utf8(text)?)?;
        self.received = frame.seq.unwrap_or(self.received);
        Ok(match frame.message {
            Some(ServerMessage::Chat(message)) => {
                self.note(message.number, talk);
                Heard::Message(message.id.as_str().to_owned())
            }
            Some(ServerMessage::ChatHistory { messages }) => {
                for message in messages {
                    self.note(message.number, talk);
                }
                Heard::Nothing
            }
            Some(ServerMessage::ChatRefused { id, .. }) => Heard::Refused(id.as_str().to_owned()),
            _ => Heard::Nothing,
        })
    }

    fn note(&mut self, number: u64, talk: &mut Talk) {
        talk.heard += 1;
        if !self.heard.insert(number) {
            talk.doubled += 1;
        }
    }

    /// Counts the messages between the first and the last that came which did not come.
    fn missing(&self) -> u64 {
        match (self.heard.first(), self.heard.last()) {
            (Some(first), Some(last)) => last - first + 1 - self.heard.len() as u64,
            _ => 0,
        }
    }
}

enum Heard {
    /// A chat message with this id.
    Message(String),
    /// The refusal of one.
    Refused(String),
    Nothing,
}

async fn receive(client: &mut Client) -> Result<&[u8]> {
    timeout(PATIENCE, client.receive())
        .await
        .context("the server says nothing")?
}

/// Numbers from a seed, so that a soak is much the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }
}

use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::client::Client;
use crate::payload::{FIRST, Step};

/// The two participants of a room.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) first: Client,
    pub(crate) second: Client,
}

impl Pair {
    pub(crate) async fn open(port: u16, room: &str) -> Result<Self> {
        let mut first = Client::join(port, room).await?;
        let second = Client::join(port, room).await?;
        // That the second one has come.
        first.receive().await?;
        Ok(Self { first, second })
    }

    /// Opens rooms of two, so many at a time that none waits long.
    pub(crate) async fn open_many(port: u16, count: usize) -> Result<Vec<Self>> {
        const AT_A_TIME: usize = 50;
        let names: Vec<String> = (0..count).map(|index| format!("room-{index}")).collect();
        let mut pairs = Vec::with_capacity(count);
        for batch in names.chunks(AT_A_TIME) {
            pairs.extend(try_join_all(batch.iter().map(|room| Self::open(port, room))).await?);
        }
        Ok(pairs)
    }

    /// Sends each message once the one before has arrived, and returns how long it took.
    pub(crate) async fn set_up(&mut self, steps: &[Step]) -> Result<Duration> {
        let start = Instant::now();
        for step in steps {
            let (sender, receiver) = if step.from == FIRST {
                (&mut self.first, &mut self.second)
            } else {
                (&mut self.second, &mut self.first)
            };
            sender.send(&step.frame).await?;
            receiver.receive().await?;
        }
        Ok(start.elapsed())
    }
}

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::client::Client;
use crate::contender::Server;
use crate::measure::Measure;
use crate::payload;
use crate::samples::Figure;
use crate::size::Size;

/// The participants of the room; each message is delivered to all of them but one.
const MEMBERS: usize = 50;

/// Messages that arrive at the server together: what a room says in the moment that everyone comes back to it.
const BURST: usize = 32;

/// One room of 50 in which someone mutes and unmutes.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let mut crowd = Crowd::open(server).await?;
    crowd.talk(size.crowd_messages.div_ceil(4), 1).await?;
    let alone = crowd.cpu_per_delivery(size.crowd_messages, 1).await?;
    crowd.talk(size.crowd_bursts.div_ceil(4), BURST).await?;
    let in_bursts = crowd.cpu_per_delivery(size.crowd_bursts, BURST).await?;
    Ok(vec![
        (Measure::CrowdBurstCpu, in_bursts),
        (Measure::CrowdAloneCpu, alone),
    ])
}

struct Crowd<'a> {
    server: &'a Server,
    members: Vec<Client>,
}

impl<'a> Crowd<'a> {
    async fn open(server: &'a Server) -> Result<Self> {
        let mut members = Vec::with_capacity(MEMBERS);
        for _ in 0..MEMBERS {
            let newcomer = Client::join(server.port, "crowd").await?;
            try_join_all(members.iter_mut().map(Client::receive)).await?;
            members.push(newcomer);
        }
        Ok(Self { server, members })
    }

    /// Returns microseconds of the server.
    async fn cpu_per_delivery(&mut self, rounds: usize, burst: usize) -> Result<f64> {
        let before = self.server.process().usage()?;
        self.talk(rounds, burst).await?;
        let used = self.server.process().usage()? - before;
        Ok(used.cpu_micros_per(rounds * burst * (MEMBERS - 1)))
    }

    /// One after another says `burst` messages at once, each when everyone has heard the one before.
    async fn talk(&mut self, rounds: usize, burst: usize) -> Result<()> {
        let frames = payload::set_publications().repeat(burst);
        for _ in 0..rounds {
            self.members.rotate_left(1);
            let Some((speaker, listeners)) = self.members.split_first_mut() else {
                continue;
            };
            speaker.send(&frames).await?;
            try_join_all(listeners.iter_mut().map(|l| l.receive_many(burst))).await?;
        }
        Ok(())
    }
}

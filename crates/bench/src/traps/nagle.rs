use anyhow::{Context, Result};

use crate::contender::{Contender, Server};
use crate::pair::Pair;
use crate::payload;
use crate::samples::percentile;
use crate::traps::Finding;

/// How often each contender sends a row of candidates, in each of its turns.
const ROWS: usize = 20;

const TURNS: usize = 3;

/// Nagle's algorithm holds a small message back until the one before is acknowledged, which the receiver does
/// only after 40 ms if it has nothing to send itself: so all candidates come from one side.
pub(super) async fn check() -> Result<Finding> {
    const MOST: f64 = 2.0;
    let servers = (Contender::Tatap.start()?, Contender::NodeWs.start()?);
    let (mut tatap, mut peer) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        tatap.extend(rows(&servers.0, turn).await?);
        peer.extend(rows(&servers.1, turn).await?);
    }
    let median = |millis: &[f64]| percentile(millis, 50).context("nothing was sent");
    let ratio = median(&tatap)? / median(&peer)?;
    Ok(Finding::at_most("time against the peer's", ratio, MOST))
}

async fn rows(server: &Server, turn: usize) -> Result<Vec<f64>> {
    let steps = payload::candidates_from_one();
    let mut pair = Pair::open(server.port, &format!("nagle-{turn}")).await?;
    let mut millis = Vec::with_capacity(ROWS);
    for _ in 0..ROWS {
        millis.push(pair.set_up(&steps).await?.as_secs_f64() * 1e3);
    }
    Ok(millis)
}

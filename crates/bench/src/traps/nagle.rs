use anyhow::{Context, Result};

use crate::contender::{Contender, Server};
use crate::pair::Pair;
use crate::payload::{self, Step};
use crate::samples::percentile;
use crate::traps::Finding;

/// How often a row of candidates is sent, in each turn.
const ROWS: usize = 20;

const TURNS: usize = 3;

/// Nagle's algorithm holds a small message back until the one before is acknowledged.
///
/// Linux sends the acknowledgement along with an answer where answers are usual, and after 40 ms if none comes: so
/// candidates by twos would take many times as long as those in turn. (All from one side are acknowledged at once.)
pub(super) async fn check() -> Result<Finding> {
    const MOST: f64 = 3.0;
    let server = Contender::Tatap.start()?;
    let (mut by_twos, mut in_turn) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let steps = payload::candidates_by_twos();
        by_twos.extend(rows(&server, &steps, &format!("twos-{turn}")).await?);
        let steps = payload::candidates_in_turn();
        in_turn.extend(rows(&server, &steps, &format!("turn-{turn}")).await?);
    }
    let median = |millis: &[f64]| percentile(millis, 50).context("nothing was sent");
    let ratio = median(&by_twos)? / median(&in_turn)?;
    Ok(Finding::at_most(
        "time of candidates by twos against those in turn",
        ratio,
        MOST,
    ))
}

async fn rows(server: &Server, steps: &[Step], room: &str) -> Result<Vec<f64>> {
    let mut pair = Pair::open(server.port, room).await?;
    let mut millis = Vec::with_capacity(ROWS);
    for _ in 0..ROWS {
        millis.push(pair.set_up(steps).await?.as_secs_f64() * 1e3);
    }
    Ok(millis)
}

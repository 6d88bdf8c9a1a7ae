use anyhow::{Context, Result};

use crate::contender::{Contender, Server};
use crate::pair::Pair;
use crate::payload::{self, Step};
use crate::samples::percentile;
use crate::traps::Finding;

/// How often a row of candidates is sent, in each turn.
const ROWS: usize = 20;

const TURNS: usize = 3;

/// Nagle's algorithm holds a small message back until the one before is acknowledged, which the receiver does
/// only after 40 ms if it has nothing to send itself: candidates that all come from one side would take many times as
/// long as those that come from both in turn.
pub(super) async fn check() -> Result<Finding> {
    const MOST: f64 = 3.0;
    let server = Contender::Tatap.start()?;
    let (mut from_one, mut in_turn) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        from_one.extend(
            rows(
                &server,
                &payload::candidates_from_one(),
                &format!("one-{turn}"),
            )
            .await?,
        );
        in_turn.extend(
            rows(
                &server,
                &payload::candidates_in_turn(),
                &format!("turn-{turn}"),
            )
            .await?,
        );
    }
    let median = |millis: &[f64]| percentile(millis, 50).context("nothing was sent");
    let ratio = median(&from_one)? / median(&in_turn)?;
    Ok(Finding::at_most(
        "time of candidates from one side against those in turn",
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

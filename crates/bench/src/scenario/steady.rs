use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::contender::Server;
use crate::measure::Measure;
use crate::pair::Pair;
use crate::payload::{self, FIRST, SECOND};
use crate::samples::{Figure, percentile};
use crate::size::Size;

/// Each room says something from time to time, now the one, now the other.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let pairs = Pair::open_many(server.port, size.steady_rooms).await?;
    let (warm, _) = talk(pairs, size, size.steady_for / 4).await?;

    let before = server.process().usage()?;
    let (_pairs, micros) = talk(warm, size, size.steady_for).await?;
    let used = server.process().usage()? - before;

    let latency = |percent| percentile(&micros, percent).context("nothing was said");
    Ok(vec![
        (Measure::SteadyCpu, used.cpu_micros_per(micros.len())),
        (Measure::SteadyMedian, latency(50)?),
        (Measure::SteadyP99, latency(99)?),
    ])
}

/// Returns the latency of each message in microseconds.
async fn talk(pairs: Vec<Pair>, size: &Size, time: Duration) -> Result<(Vec<Pair>, Vec<f64>)> {
    let period =
        Duration::from_secs(1) * u32::try_from(pairs.len())? / u32::try_from(size.steady_rate)?;
    let times = usize::try_from(time.as_nanos() / period.as_nanos())?;
    let offset = period / u32::try_from(pairs.len())?;
    let mut start = Instant::now();
    let tasks = pairs.into_iter().map(|pair| {
        start += offset;
        tokio::spawn(talk_in(pair, start, period, times))
    });
    let mut outcome = (Vec::new(), Vec::new());
    for talked in try_join_all(tasks).await? {
        let (pair, micros) = talked?;
        outcome.0.push(pair);
        outcome.1.extend(micros);
    }
    Ok(outcome)
}

async fn talk_in(
    mut pair: Pair,
    start: Instant,
    period: Duration,
    times: usize,
) -> Result<(Pair, Vec<f64>)> {
    let (to_second, to_first) = (
        payload::candidate_for(SECOND),
        payload::candidate_for(FIRST),
    );
    let mut ticks = interval_at(start, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut micros = Vec::with_capacity(times);
    for index in 0..times {
        ticks.tick().await;
        let sent = Instant::now();
        if index % 2 == 0 {
            pair.first.send(&to_second).await?;
            pair.second.receive().await?;
        } else {
            pair.second.send(&to_first).await?;
            pair.first.receive().await?;
        }
        micros.push(sent.elapsed().as_secs_f64() * 1e6);
    }
    Ok((pair, micros))
}

use anyhow::{Context, Result};

use crate::contender::Server;
use crate::measure::Measure;
use crate::pair::Pair;
use crate::payload;
use crate::samples::{Figure, percentile};
use crate::size::Size;

/// One call setup after another, and nothing beside them.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let steps = payload::call_setup();
    let mut pair = Pair::open(server.port, "alone").await?;
    for _ in 0..size.setups_alone.div_ceil(4) {
        pair.set_up(&steps).await?;
    }

    let before = server.process().usage()?;
    let mut millis = Vec::with_capacity(size.setups_alone);
    for _ in 0..size.setups_alone {
        millis.push(pair.set_up(&steps).await?.as_secs_f64() * 1e3);
    }
    let used = server.process().usage()? - before;

    Ok(vec![
        (
            Measure::AloneTime,
            percentile(&millis, 50).context("no setup was measured")?,
        ),
        (Measure::AloneCpu, used.cpu_micros_per(size.setups_alone)),
    ])
}

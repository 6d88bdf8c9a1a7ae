use std::sync::Arc;

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::contender::Server;
use crate::measure::Measure;
use crate::pair::Pair;
use crate::payload::{self, Step};
use crate::process::Process;
use crate::samples::Figure;
use crate::size::Size;

/// Every room sets up one call after another, all rooms at the same time.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let steps: Arc<[Step]> = payload::call_setup().into();
    let pairs = Pair::open_many(server.port, size.busy_rooms).await?;
    let warm = set_up_all(pairs, &steps, size.setups_each.div_ceil(4)).await?;

    let (process, load) = (server.process(), Process::myself());
    let (before, load_before) = (process.usage()?, load.usage()?);
    let _pairs = set_up_all(warm, &steps, size.setups_each).await?;
    let (used, load_used) = (process.usage()? - before, load.usage()? - load_before);

    let messages = size.busy_rooms * size.setups_each * steps.len();
    Ok(vec![
        (Measure::SaturatedCpu, used.cpu_micros_per(messages)),
        (Measure::SaturatedServerShare, used.share()),
        (Measure::SaturatedLoadShare, load_used.share()),
    ])
}

async fn set_up_all(pairs: Vec<Pair>, steps: &Arc<[Step]>, times: usize) -> Result<Vec<Pair>> {
    let tasks = pairs.into_iter().map(|mut pair| {
        let steps = Arc::clone(steps);
        tokio::spawn(async move {
            for _ in 0..times {
                pair.set_up(&steps).await?;
            }
            anyhow::Ok(pair)
        })
    });
    try_join_all(tasks).await?.into_iter().collect()
}

use std::time::Duration;

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::sleep;

use crate::client::Client;
use crate::contender::Server;
use crate::measure::Measure;
use crate::samples::Figure;
use crate::size::Size;

/// The joins that are under way at the same time.
const AT_A_TIME: usize = 100;

/// How long a server may take to tidy up.
const REST: Duration = Duration::from_secs(2);

/// Joins as fast as they are taken, then silence.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let [few, many] = size.idle;
    let process = server.process();
    sleep(REST).await;
    let base = process.resident_kib()?;

    let mut clients = join(server.port, 0..few).await?;
    sleep(REST).await;
    let at_few = process.resident_kib()?;

    let before = process.usage()?;
    clients.extend(join(server.port, few..many).await?);
    let used = process.usage()? - before;
    sleep(REST).await;
    let at_many = process.resident_kib()?;

    let joins = many - few;
    Ok(vec![
        (Measure::StormRate, joins as f64 / used.time.as_secs_f64()),
        (Measure::StormCpu, used.cpu_micros_per(joins)),
        (Measure::MemoryBase, base / 1024.0),
        (Measure::MemoryAtFew, (at_few - base) / few as f64),
        (
            Measure::MemoryAtMany,
            (at_many - base) / clients.len() as f64,
        ),
    ])
}

/// Opens connections in rooms of two.
async fn join(port: u16, indices: std::ops::Range<usize>) -> Result<Vec<Client>> {
    stream::iter(indices)
        .map(|index| async move { Client::join(port, &format!("idle-{}", index / 2)).await })
        .buffer_unordered(AT_A_TIME)
        .try_collect()
        .await
}

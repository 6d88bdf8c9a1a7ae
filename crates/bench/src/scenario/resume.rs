use std::time::Instant;

use anyhow::{Context, Result, bail};
use protocol::{ResumeToken, RoomId, ServerMessage};

use crate::client::Client;
use crate::contender::Server;
use crate::measure::Measure;
use crate::payload;
use crate::samples::{Figure, percentile};
use crate::size::Size;

const ROOM: &str = "resume";

/// One of two loses the connection again and again, and has its seat back each time.
pub(crate) async fn run(server: &Server, size: &Size) -> Result<Vec<Figure>> {
    let _other = Client::join(server.port, ROOM).await?;
    let room = RoomId::parse(ROOM)?;
    let mut client = Client::connect(server.port).await?;
    client.send(&payload::join(ROOM)).await?;
    let mut token = token(&mut client).await?;
    let mut millis = Vec::with_capacity(size.drops);
    for attempt in 1..=size.drops {
        let dropped = Instant::now();
        drop(client);
        client = Client::connect(server.port).await?;
        let resume = payload::resume(&room, token, u64::try_from(attempt)?);
        client.send(&resume).await?;
        token = self::token(&mut client).await?;
        millis.push(dropped.elapsed().as_secs_f64() * 1e3);
    }
    let time = |percent| percentile(&millis, percent).context("nothing was resumed");
    Ok(vec![
        (Measure::ResumeMin, time(0)?),
        (Measure::ResumeMedian, time(50)?),
        (Measure::ResumeP95, time(95)?),
    ])
}

/// Waits for the seat, and returns what gives it back the next time.
async fn token(client: &mut Client) -> Result<ResumeToken> {
    let text = std::str::from_utf8(client.receive().await?)?;
    match protocol::decode_server_message(text)?.message {
        Some(ServerMessage::Joined(joined)) => Ok(joined.token),
        Some(ServerMessage::Resumed(resumed)) => Ok(resumed.token),
        other => bail!("there is no seat, but {other:?}"),
    }
}

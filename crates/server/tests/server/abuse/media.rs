use serde_json::Value;
use tokio::runtime::Builder;
use tokio::select;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::hearing::{Hearing, PACE};
use crate::support::relay_client::RelayClient;
use crate::support::soon;

/// What a packet holds: its number, and more of the same.
const BYTES: usize = 1_000;

/// So many packets each way, and it flows.
const FIRST: u64 = 10;

/// After so many packets, a minute of them, the relay is told that it is still needed.
const KEEP: u64 = 3_000;

/// Media between two participants, by way of the server's relay alone, both ways.
pub(super) struct Media {
    started: Instant,
    stop: oneshot::Sender<()>,
    talking: JoinHandle<[Hearing; 2]>,
}

impl Media {
    /// Begins, with the credentials that each was told on joining; returns once it flows.
    ///
    /// It has a thread of its own: what the test does beside it does not keep it waiting.
    pub(super) async fn start(joined: [Value; 2]) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (flows, flowing) = oneshot::channel();
        let talking = spawn_blocking(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(talk(joined, flows, stopped))
        });
        soon("media", flowing).await.unwrap();
        Self {
            started: Instant::now(),
            stop,
            talking,
        }
    }

    /// Ends it, and checks that each has heard the other all the time.
    pub(super) async fn ends_undisturbed(self) {
        let seconds = self.started.elapsed().as_secs();
        // Whoever has ended before says why.
        let _ = self.stop.send(());
        for hearing in self.talking.await.unwrap() {
            assert_eq!(hearing.complaint(), None, "{hearing:?} in {seconds} s");
            assert!(hearing.sent() > seconds, "{hearing:?} in {seconds} s");
        }
    }
}

/// Lets both talk until they are told to stop, or nobody is there to tell them; returns what each has heard.
async fn talk(
    joined: [Value; 2],
    flows: oneshot::Sender<()>,
    mut stop: oneshot::Receiver<()>,
) -> [Hearing; 2] {
    let mut ends = [
        RelayClient::new(&joined[0]).await,
        RelayClient::new(&joined[1]).await,
    ];
    for end in &mut ends {
        assert_eq!(end.allocate().await, None);
    }
    let relayed = [ends[0].relayed(), ends[1].relayed()];
    assert_eq!(ends[0].talk_to(relayed[1]).await, None);
    assert_eq!(ends[1].talk_to(relayed[0]).await, None);
    let mut heard = [Hearing::default(), Hearing::default()];
    let mut flows = Some(flows);
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        select! {
            _ = &mut stop => return heard,
            _ = pace.tick() => {
                for (speaker, hearing) in ends.iter().zip(heard.iter_mut().rev()) {
                    say(speaker, hearing).await;
                }
            }
            packet = ends[0].receive() => heard[0].hear(number(&packet)),
            packet = ends[1].receive() => heard[1].hear(number(&packet)),
        }
        if heard.iter().all(|hearing| hearing.sent() >= FIRST)
            && let Some(flows) = flows.take()
        {
            // Nobody waits where the test has failed.
            let _ = flows.send(());
        }
    }
}

async fn say(speaker: &RelayClient, hearing: &mut Hearing) {
    let number = hearing.send();
    speaker.send(&packet(number)).await;
    if number % KEEP == KEEP - 1 {
        speaker.keep().await;
    }
}

fn packet(number: u64) -> Vec<u8> {
    number.to_be_bytes().repeat(BYTES / size_of::<u64>())
}

/// The number of a packet that is as it was sent.
fn number(received: &[u8]) -> Option<u64> {
    let number = u64::from_be_bytes(*received.first_chunk()?);
    (received == packet(number)).then_some(number)
}

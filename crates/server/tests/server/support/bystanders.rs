use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::client::Client;
use super::{http, soon};

/// Two people in a room of their own, who talk on and on, whatever happens elsewhere in the server.
pub(crate) struct Bystanders {
    address: SocketAddr,
    started: Instant,
    rounds: watch::Receiver<u64>,
    stop: oneshot::Sender<()>,
    talking: JoinHandle<()>,
    /// What each was told on joining.
    pub(crate) joined: [Value; 2],
}

impl Bystanders {
    pub(crate) async fn start(address: SocketAddr) -> Self {
        let (mut cara, mut dan) = (
            Client::connect(address).await,
            Client::connect(address).await,
        );
        let joined = [
            cara.join("bystanders", "Cara").await,
            dan.join("bystanders", "Dan").await,
        ];
        assert_eq!(cara.next().await["type"], "participant_joined");
        let (count, rounds) = watch::channel(0);
        let (stop, mut stopped) = oneshot::channel();
        let talking = tokio::spawn(async move {
            // Slower than the limit of messages.
            let mut pace = tokio::time::interval(Duration::from_millis(20));
            // Who could not speak for seconds would say it all at once, which is too much.
            pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
            while stopped.try_recv().is_err() {
                pace.tick().await;
                let word = count.borrow().to_string();
                say(&mut cara, &mut dan, &word).await;
                say(&mut dan, &mut cara, &word).await;
                count.send_modify(|count| *count += 1);
            }
        });
        let mut bystanders = Self {
            address,
            started: Instant::now(),
            rounds,
            stop,
            talking,
            joined,
        };
        bystanders.talk_on().await;
        bystanders
    }

    /// Checks that they have heard each other, all and nothing but each other, and that the server is well.
    pub(crate) async fn are_undisturbed(mut self) {
        self.talk_on().await;
        assert_eq!(http::get(self.address, "/healthz").await.status, 200);
        self.talk_on().await;
        self.stop.send(()).unwrap();
        self.talking.await.unwrap();
    }

    /// Checks that they have said something to each other as often as a second has passed.
    pub(crate) fn talk_each_second(&self) {
        let (rounds, seconds) = (*self.rounds.borrow(), self.started.elapsed().as_secs());
        assert!(rounds >= seconds, "{rounds} rounds in {seconds} s");
    }

    async fn talk_on(&mut self) {
        let goal = *self.rounds.borrow() + 3;
        soon(
            "the bystanders to talk",
            self.rounds.wait_for(|count| *count >= goal),
        )
        .await
        .unwrap();
    }
}

/// The very next message that `listener` gets must be the one that `speaker` sends.
async fn say(speaker: &mut Client, listener: &mut Client, word: &str) {
    speaker.signal(listener.id, word).await;
    let heard = listener.next().await;
    let description = json!({ "kind": "offer", "sdp": word });
    let signal = json!({ "generation": 0, "description": description });
    assert_eq!(
        heard,
        json!({ "type": "signal", "from": speaker.id, "signal": signal })
    );
}

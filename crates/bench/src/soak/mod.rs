//! Hours of a server's life in minutes: people come, talk, drop, come back, vanish without a word, and go.
//!
//! At the end everybody is gone, and so must be everything that was kept for them: rooms, seats, connections, tasks,
//! file descriptors and memory.

mod life;
mod person;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::life::{Life, Rest};
use self::person::Talk;

/// How many people are busy at a time.
const PEOPLE: u64 = 60;

/// The messages that are said before the base is taken: whatever has a bound has reached it by then.
///
/// What takes longest to fill are the 1,024 ids that each room knows of its chat.
const WARM_UP_MESSAGES: u64 = 3 * person::ROOMS * 1_024 / 2;

/// How long people come and go between two looks at how much they have said.
const WARM_UP_ROUND: Duration = Duration::from_secs(15);

/// How long the server may take to let go of everything; it keeps seats and waits for silent sockets for less.
const REST_LIMIT: Duration = Duration::from_secs(60);

/// How much larger the memory may be at the end than at the base.
const MEMORY_LIMIT: f64 = 1.10;

/// Churns for `duration`, then checks that everything is back to base.
pub(crate) async fn run(duration: Duration) -> Result<ExitCode> {
    let mut life = Life::start()?;
    println!(
        "soak: {PEOPLE} people at a time for {} s",
        duration.as_secs()
    );
    let mut talk = Talk::default();
    let mut seed = 0;
    while talk.said() < WARM_UP_MESSAGES {
        talk += churn(life.port, WARM_UP_ROUND, seed).await?;
        seed += PEOPLE;
    }
    let base = life.rest(REST_LIMIT).await.context("after the warm-up")?;
    println!("soak: at the base: {base}");
    talk += churn(life.port, duration, seed).await?;
    println!("soak: {talk}");
    let end = life.rest(REST_LIMIT).await.context("at the end")?;
    println!("soak: at the end: {end}");
    let (last, complaints) = life.stop()?;
    println!("soak: the server's last word: {last}");
    let findings = [
        ("nobody lost or doubled a chat message", talk.is_whole()),
        ("no room, seat or connection is left", last.is_empty()),
        ("no task is left", last.tasks <= Life::TASKS_AT_REST),
        (
            "file descriptors are back to base",
            end.descriptors <= base.descriptors,
        ),
        ("memory is back to base", is_back(&base, &end)),
        ("the server did not complain", complaints.is_empty()),
    ];
    for complaint in complaints.iter().take(10) {
        println!("soak: {complaint}");
    }
    for (sentence, passed) in findings {
        println!("{}: {sentence}", if passed { "passed" } else { "FAILED" });
    }
    Ok(if findings.iter().all(|(_, passed)| *passed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn is_back(base: &Rest, end: &Rest) -> bool {
    end.memory_kib <= base.memory_kib * MEMORY_LIMIT
}

async fn churn(port: u16, duration: Duration, seed: u64) -> Result<Talk> {
    let until = Instant::now() + duration;
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        people.spawn(person::live(port, seed + number, until));
    }
    let mut talk = Talk::default();
    while let Some(outcome) = people.join_next().await {
        talk += outcome??;
    }
    // The last goodbyes reach the server.
    sleep(Duration::from_millis(100)).await;
    Ok(talk)
}

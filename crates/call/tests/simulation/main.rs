//! Two calls negotiate over a server and two fake peer connections that take their time, in every order that chance
//! finds, with and without failures.
//!
//! `TATAP_SIMULATION_RUNS` sets the number of runs of each test, `TATAP_SIMULATION_SEED` the one seed to run.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

mod browser;
mod fake_connection;
mod random;
mod world;

use world::{Outcome, World};

/// As many runs as find rare orders, in release; enough to notice a slip, in debug.
const RUNS: u64 = if cfg!(debug_assertions) {
    2_000
} else {
    200_000
};

/// The probabilities with which an operation of a browser fails.
const FAILURES: [f64; 3] = [0.02, 0.1, 0.6];

#[test]
fn every_order_of_events_ends_stable() {
    for seed in seeds() {
        let outcome = World::new(seed, 0.0).run();
        assert_eq!(
            outcome,
            Ok(Outcome::Connected { generation: 0 }),
            "seed {seed}"
        );
    }
}

#[test]
fn failures_end_in_a_new_connection_or_are_told() {
    let (mut rebuilt, mut failed) = (0, 0);
    for seed in seeds() {
        match World::new(seed, FAILURES[seed as usize % FAILURES.len()]).run() {
            Ok(Outcome::Connected { generation: 0 }) => {}
            Ok(Outcome::Connected { .. }) => rebuilt += 1,
            Ok(Outcome::GivenUp) => failed += 1,
            Err(problem) => panic!("seed {seed}: {problem}"),
        }
    }
    if std::env::var_os("TATAP_SIMULATION_SEED").is_none() {
        assert!(
            rebuilt > 0 && failed > 0,
            "the simulation must reach both: {rebuilt} rebuilt, {failed} given up"
        );
    }
}

fn seeds() -> impl Iterator<Item = u64> {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    match number("TATAP_SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("TATAP_SIMULATION_RUNS").unwrap_or(RUNS),
    }
}

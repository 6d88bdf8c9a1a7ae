//! Two calls talk over a server, two fake peer connections and a network that take their time, in every order that
//! chance finds; in some runs operations fail, connections get lost, paths are cut and the server forgets.
//!
//! `TATAP_SIMULATION_RUNS` sets the number of runs of each test, `TATAP_SIMULATION_SEED` the one seed to run.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

mod browser;
mod fake_connection;
mod fake_ice;
mod fake_server;
mod random;
mod surprise;
mod witness;
mod world;

use world::{Outcome, Weather, World};

/// As many runs as find rare orders, in release; enough to notice a slip, in debug.
const RUNS: u64 = if cfg!(debug_assertions) { 400 } else { 50_000 };

/// The probabilities with which an operation of a browser fails.
const FAILURES: [f64; 3] = [0.02, 0.1, 0.6];

const FAIR: Weather = Weather {
    failures: 0.0,
    gestures: true,
    sockets: false,
    amnesia: false,
    network: false,
    begins_fair: false,
};

#[test]
fn every_order_of_events_ends_stable() {
    for seed in seeds() {
        let outcome = run(seed, FAIR);
        let is_first = matches!(outcome, Outcome::Connected { generation: 0, .. });
        assert!(is_first, "seed {seed}: {outcome:?}");
    }
}

#[test]
fn failures_end_in_a_new_connection_or_are_told() {
    let (mut rebuilt, mut failed) = (0, 0);
    for seed in seeds() {
        let failures = FAILURES[seed as usize % FAILURES.len()];
        match run(seed, Weather { failures, ..FAIR }) {
            Outcome::Connected { generation: 0, .. } => {}
            Outcome::Connected { .. } => rebuilt += 1,
            Outcome::GivenUp => failed += 1,
        }
    }
    if std::env::var_os("TATAP_SIMULATION_SEED").is_none() {
        assert!(
            rebuilt > 0 && failed > 0,
            "the simulation must reach both: {rebuilt} rebuilt, {failed} given up"
        );
    }
}

#[test]
fn the_loss_of_signaling_never_touches_media() {
    let weather = Weather {
        sockets: true,
        begins_fair: true,
        ..FAIR
    };
    for seed in seeds() {
        let untouched = Outcome::Connected {
            generation: 0,
            deeds: 0,
        };
        assert_eq!(run(seed, weather), untouched, "seed {seed}");
    }
}

#[test]
fn a_path_that_is_lost_is_found_again() {
    let weather = Weather {
        network: true,
        ..FAIR
    };
    seeds().for_each(|seed| is_connected(seed, weather));
}

#[test]
fn whatever_happens_both_sides_find_each_other_again() {
    let weather = Weather {
        sockets: true,
        amnesia: true,
        network: true,
        ..FAIR
    };
    seeds().for_each(|seed| is_connected(seed, weather));
}

fn is_connected(seed: u64, weather: Weather) {
    let outcome = run(seed, weather);
    assert!(
        matches!(outcome, Outcome::Connected { .. }),
        "seed {seed}: {outcome:?}"
    );
}

fn run(seed: u64, weather: Weather) -> Outcome {
    match World::new(seed, weather).run() {
        Ok(outcome) => outcome,
        Err(problem) => panic!("seed {seed}, {weather:?}: {problem}"),
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

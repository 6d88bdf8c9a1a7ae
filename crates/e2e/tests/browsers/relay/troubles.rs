use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Access, Kind, Role, Story, stories};

use super::lab::{Lab, join};
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    without_a_way_and_without_a_relay_the_tile_says_so_chromium_and_chromium,
    without_a_way_and_without_a_relay_the_tile_says_so_chromium_and_firefox,
    a_relay_that_is_out_of_reach_is_told,
    a_relay_that_takes_no_credentials_is_told_to_who_hides,
];

/// Ten seconds from the moment that the other one is there, and some for the page to draw and the test to look.
const LIMIT: Duration = Duration::from_secs(14);

fn without_a_way_and_without_a_relay_the_tile_says_so_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    without_a_way_and_without_a_relay(stage, [Chromium, Chromium])
}

fn without_a_way_and_without_a_relay_the_tile_says_so_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    without_a_way_and_without_a_relay(stage, [Chromium, Firefox])
}

fn without_a_way_and_without_a_relay(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::without_relay(stage, [Access::Symmetric; 2])?;
    let expected = |name: &str| {
        format!("No direct way to {name} works, and this server has no relay to go around it.")
    };
    tiles_say(&lab, stage, kinds, [&expected("Budi"), &expected("Ana")])
}

fn a_relay_that_is_out_of_reach_is_told(stage: &mut Stage) -> Result<()> {
    let only_udp = [("TATAP_TURN_URLS", "turn:203.0.113.1:3478?transport=udp")];
    let access = [Access::WithoutUdp, Access::Symmetric];
    let lab = Lab::with_coturn(stage, access, &only_udp)?;
    tiles_say(
        &lab,
        stage,
        [Chromium, Chromium],
        [
            "Your network reaches neither Budi nor this server’s relay.",
            "Neither a direct way to Ana nor the relay works.",
        ],
    )
}

/// Chromium says nothing at all of such a connection, which stays "new" for ever.
fn a_relay_that_takes_no_credentials_is_told_to_who_hides(stage: &mut Stage) -> Result<()> {
    let settings = [
        ("TATAP_TURN_SECRET", "another secret"),
        ("TATAP_RELAY_ONLY", "true"),
    ];
    let lab = Lab::with_coturn(stage, [Access::Open; 2], &settings)?;
    let expected =
        |name: &str| format!("Your network reaches neither {name} nor this server’s relay.");
    tiles_say(
        &lab,
        stage,
        [Chromium, Firefox],
        [&expected("Budi"), &expected("Ana")],
    )
}

/// Checks that Ana and Budi each read their sentence in time, with a link to the check of the network.
fn tiles_say(lab: &Lab, stage: &mut Stage, kinds: [Kind; 2], sentences: [&str; 2]) -> Result<()> {
    let people = lab.people(kinds)?;
    join(stage, &people)?;
    let met = Instant::now();
    for (person, sentence) in people.iter().zip(sentences) {
        person.browser.says(&[sentence])?;
        person.browser.shows(Role::Link, "Check the network")?;
    }
    let took = met.elapsed();
    ensure!(took < LIMIT, "it took {took:?}");
    Ok(())
}

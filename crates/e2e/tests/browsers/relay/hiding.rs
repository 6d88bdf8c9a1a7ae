use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Access, Kind, Story, eventually, stories};
use serde_json::Value;

use super::lab::{Lab, join, reads_path};
use crate::person::Person;
use crate::settings::switches;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    who_does_not_hide_is_reached_directly,
    a_server_that_wants_relays_hides_everyone_chromium_and_chromium,
    a_server_that_wants_relays_hides_everyone_chromium_and_firefox,
    to_hide_during_the_call_takes_the_way_by_the_relay,
];

pub(crate) const HIDE: &str =
    "Hide my address from the others (calls take the way through a relay, with more delay)";

/// What the next stories look for is found where nobody hides.
fn who_does_not_hide_is_reached_directly(stage: &mut Stage) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::Open; 2], &[])?;
    let people = lab.people([Chromium, Chromium])?;
    join(stage, &people)?;
    for (person, home) in people.iter().zip(lab.homes.people()) {
        for path in person.sees_and_hears(1)? {
            ensure!(path.path == "host to host", "{path:?}");
        }
        ensure!(home.strays()? > 0, "nothing went from home to home");
        let told = candidates(person)?;
        ensure!(told.iter().any(|one| !is_hidden(one)), "{told:?}");
    }
    reads_path(&people[0], "Budi", "path: direct, udp, ipv4")
}

fn a_server_that_wants_relays_hides_everyone_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    a_server_that_wants_relays_hides_everyone(stage, [Chromium, Chromium])
}

fn a_server_that_wants_relays_hides_everyone_chromium_and_firefox(stage: &mut Stage) -> Result<()> {
    a_server_that_wants_relays_hides_everyone(stage, [Chromium, Firefox])
}

fn a_server_that_wants_relays_hides_everyone(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let settings = [("TATAP_RELAY_ONLY", "true")];
    let lab = Lab::with_own_relay(stage, [Access::Open; 2], &settings)?;
    let people = lab.call(stage, kinds)?;
    for (index, person) in people.iter().enumerate() {
        let strays = lab.homes.people()[index].strays()?;
        ensure!(strays == 0, "{strays} packets went from home to home");
        let told = candidates(person)?;
        ensure!(!told.is_empty(), "no candidates at all");
        ensure!(told.iter().all(|one| is_hidden(one)), "{told:?}");
        for signal in person.browser.signals()? {
            // The homes' addresses begin so.
            ensure!(!signal.contains("192.168."), "{signal}");
        }
    }
    Ok(())
}

/// Budi, who does not hide, still tells his own address, and Ana's browser sends nothing there by itself.
fn to_hide_during_the_call_takes_the_way_by_the_relay(stage: &mut Stage) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::Open; 2], &[])?;
    let people = lab.people([Chromium, Chromium])?;
    join(stage, &people)?;
    let [ana, budi] = &people;
    for person in &people {
        person.sees_and_hears(1)?;
    }
    ana.clicks("Settings")?;
    switches(ana, HIDE, true)?;
    eventually("Ana sends through the relay", || {
        let media = ana.browser.media()?;
        let is_relayed = media.len() == 1 && media.iter().all(|one| one.path.starts_with("relay"));
        Ok(is_relayed.then_some(()))
    })?;
    let before = lab.homes.people()[0].strays()?;
    for person in [ana, budi] {
        person.sees_and_hears(1)?;
    }
    let after = lab.homes.people()[0].strays()?;
    ensure!(
        before == after,
        "{} packets went from home to home",
        after - before
    );
    Ok(())
}

/// Every candidate in what the page has sent and received to find the other.
fn candidates(person: &Person) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for signal in person.browser.signals()? {
        let frame: Value = serde_json::from_str(&signal)?;
        let signal = &frame["signal"];
        if let Some(sdp) = signal["description"]["sdp"].as_str() {
            let lines = sdp.lines().filter_map(|line| line.strip_prefix("a="));
            found.extend(
                lines
                    .filter(|line| line.starts_with("candidate:"))
                    .map(str::to_owned),
            );
        }
        if let Some(candidate) = signal["candidate"]["candidate"]
            .as_str()
            .filter(|text| !text.is_empty())
        {
            found.push(candidate.to_owned());
        }
    }
    Ok(found)
}

/// True if the candidate is a relay's and tells nothing of what is behind it.
fn is_hidden(candidate: &str) -> bool {
    candidate.contains(" typ relay ")
        && (candidate.contains(" raddr 0.0.0.0 ") || candidate.contains(" raddr :: "))
}

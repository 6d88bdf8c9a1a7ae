use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Browser, Kind, Server, Story, TwoPaths, eventually, stories};

use super::{measured, rounds};
use crate::person::Person;
use crate::stage::Stage;

/// A gap that a call without a disturbance does not have.
const STOPPED: Duration = Duration::from_millis(300);

pub(crate) const STORIES: &[Story<Stage>] = stories![
    another_network_during_the_call_chromium_and_chromium,
    another_network_during_the_call_chromium_and_firefox,
    another_network_during_the_call_firefox_and_chromium,
];

fn another_network_during_the_call_chromium_and_chromium(stage: &mut Stage) -> Result<()> {
    another_network_during_the_call(stage, [Chromium, Chromium], rounds(3))
}

fn another_network_during_the_call_chromium_and_firefox(stage: &mut Stage) -> Result<()> {
    another_network_during_the_call(stage, [Chromium, Firefox], rounds(2))
}

fn another_network_during_the_call_firefox_and_chromium(stage: &mut Stage) -> Result<()> {
    another_network_during_the_call(stage, [Firefox, Chromium], rounds(2))
}

/// The first one goes from one network to the other, as a telephone does that leaves the house.
fn another_network_during_the_call(
    stage: &mut Stage,
    kinds: [Kind; 2],
    rounds: usize,
) -> Result<()> {
    let paths = TwoPaths::build(&stage.network)?;
    let server = Server::start(paths.server(), &[])?;
    let origin = paths.origin(server.port());
    let start = |index: usize, name: &'static str| -> Result<Person> {
        let network = paths.people()[index].network();
        let browser =
            Browser::start_trusting(kinds[index], network, std::slice::from_ref(&origin))?;
        browser.renew_window()?;
        Ok(Person {
            name,
            browser: Rc::new(browser),
            origin: origin.clone(),
        })
    };
    let (ana, budi) = (start(0, "Ana")?, start(1, "Budi")?);
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;

    let mut away = Vec::new();
    for _ in 0..rounds {
        for person in [&ana, &budi] {
            person.browser.mark()?;
        }
        // Within some milliseconds one path is gone and the other up.
        paths.people()[0].switch()?;
        for person in [&ana, &budi] {
            media_is_back(person)?;
            let gaps = person.browser.gaps()?.all;
            away.push(gaps.audio.max(gaps.video));
            person.browser.end_mark()?;
        }
        for person in [&ana, &budi] {
            media_flows(person)?;
        }
    }
    let [first, second] = kinds;
    measured(
        &format!(
            "network switch of {first:?} with {second:?}: longest time without sound or picture"
        ),
        &mut away,
    );
    Ok(())
}

/// Waits until more frames and packets come than could have been on their way.
fn media_is_back(person: &Person) -> Result<()> {
    eventually("media has stopped", || {
        let gap = person.browser.gaps()?.all;
        Ok((gap.audio.min(gap.video) > STOPPED).then_some(()))
    })?;
    let before = person.browser.gaps()?.all;
    eventually("media is back", || {
        let now = person.browser.gaps()?.all;
        Ok((now.frames > before.frames + 5 && now.packets > before.packets + 20).then_some(()))
    })
}

/// Waits for some seconds of picture and sound. Firefox may call a connection "connecting" all the while.
fn media_flows(person: &Person) -> Result<()> {
    person.browser.mark()?;
    eventually("picture and sound flow", || {
        let now = person.browser.gaps()?.all;
        Ok((now.frames > 30 && now.packets > 100).then_some(()))
    })?;
    person.browser.end_mark()
}

use anyhow::Result;
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Story, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    two_in_chromium_see_and_hear_each_other,
    chromium_and_firefox_see_and_hear_each_other,
    firefox_and_chromium_see_and_hear_each_other,
    two_in_firefox_see_and_hear_each_other,
    four_see_each_other,
];

fn two_in_chromium_see_and_hear_each_other(stage: &mut Stage) -> Result<()> {
    two_see_and_hear_each_other(stage, [Chromium, Chromium])
}

fn chromium_and_firefox_see_and_hear_each_other(stage: &mut Stage) -> Result<()> {
    two_see_and_hear_each_other(stage, [Chromium, Firefox])
}

fn firefox_and_chromium_see_and_hear_each_other(stage: &mut Stage) -> Result<()> {
    two_see_and_hear_each_other(stage, [Firefox, Chromium])
}

fn two_in_firefox_see_and_hear_each_other(stage: &mut Stage) -> Result<()> {
    two_see_and_hear_each_other(stage, [Firefox, Firefox])
}

/// The second to come makes the offer, so the order of the browsers matters.
fn two_see_and_hear_each_other(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let [ana, budi] = stage.people(kinds)?;
    let room = stage.room();

    ana.joins(&room)?;
    budi.joins(&room)?;

    for (one, other) in [(&ana, &budi), (&budi, &ana)] {
        one.sees_only(&[other])?;
        one.sees_and_hears(1)?;
        one.sees_video(other.name, true)?;
        one.sees_video(&one.own_tile(), true)?;
        one.own_tile_is_silent_and_mirrored()?;
    }
    Ok(())
}

/// Four videos in software are more than two cores can do at full rate: one new frame is enough.
fn four_see_each_other(stage: &mut Stage) -> Result<()> {
    let people = stage.people([Chromium, Chromium, Chromium, Firefox])?;
    let room = stage.room();

    for person in &people {
        person.joins(&room)?;
    }

    for person in &people {
        let others: Vec<&Person> = people
            .iter()
            .filter(|one| one.name != person.name)
            .collect();
        person.sees_only(&others)?;
        person.browser.receives(3, |before, after| {
            after.frames > before.frames && after.packets > before.packets
        })?;
    }
    Ok(())
}

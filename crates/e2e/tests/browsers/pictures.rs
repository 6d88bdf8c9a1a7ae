//! Pictures for people to look at; the pages of other stories take their own.

use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{Role, Story, stories};

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    home_and_green_room_fit_a_phone,
    a_call_of_one_two_and_four_fits_a_phone,
];

fn home_and_green_room_fit_a_phone(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    ana.browser.take_pictures("home")?;

    ana.waits_before("daily-standup")?;
    ana.sees_preview()?;
    ana.browser.take_pictures("green-room")
}

fn a_call_of_one_two_and_four_fits_a_phone(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra, dewi] = stage.people([Chromium; 4])?;
    let room = stage.room();

    ana.joins(&room)?;
    ana.sees_video(&ana.own_tile(), true)?;
    ana.browser.take_pictures("call-1")?;

    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
    ana.browser.take_pictures("call-2")?;

    citra.joins(&room)?;
    dewi.joins(&room)?;
    for other in [&citra, &dewi] {
        ana.sees_video(other.name, true)?;
    }
    citra.clicks("Turn camera off")?;
    dewi.clicks("Mute microphone")?;
    ana.sees_video(citra.name, false)?;
    ana.sees_muted(dewi.name, true)?;
    ana.browser.take_pictures("call-4")?;

    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    ana.browser.take_pictures("left")
}

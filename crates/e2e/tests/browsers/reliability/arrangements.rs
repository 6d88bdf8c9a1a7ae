use std::thread;
use std::time::Duration;

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Role, Story, UdpLoss, stories};

use super::pair;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    media_that_was_cut_comes_back_chromium_and_chromium,
    media_that_was_cut_comes_back_chromium_and_firefox,
    media_that_was_cut_comes_back_firefox_and_chromium,
    media_that_was_cut_comes_back_firefox_and_firefox,
    media_that_stays_away_is_given_up_and_started_anew_by_hand,
];

fn media_that_was_cut_comes_back_chromium_and_chromium(stage: &mut Stage) -> Result<()> {
    media_that_was_cut_comes_back(stage, [Chromium, Chromium])
}

fn media_that_was_cut_comes_back_chromium_and_firefox(stage: &mut Stage) -> Result<()> {
    media_that_was_cut_comes_back(stage, [Chromium, Firefox])
}

fn media_that_was_cut_comes_back_firefox_and_chromium(stage: &mut Stage) -> Result<()> {
    media_that_was_cut_comes_back(stage, [Firefox, Chromium])
}

fn media_that_was_cut_comes_back_firefox_and_firefox(stage: &mut Stage) -> Result<()> {
    media_that_was_cut_comes_back(stage, [Firefox, Firefox])
}

/// Long enough for several tries to fail; whoever restarts, the pair finds each other again.
fn media_that_was_cut_comes_back(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, kinds)?;
    let cut = UdpLoss::start(&stage.network, 100)?;
    ana.browser.says(&["Waiting for Budi’s connection…"])?;
    budi.browser.says(&["Waiting for Ana’s connection…"])?;
    thread::sleep(Duration::from_secs(5));
    drop(cut);
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    ana.sees_video(budi.name, true)?;
    budi.sees_video(ana.name, true)
}

fn media_that_stays_away_is_given_up_and_started_anew_by_hand(stage: &mut Stage) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [Chromium, Chromium])?;
    let cut = UdpLoss::start(&stage.network, 100)?;
    thread::sleep(Duration::from_secs(20));
    e2e::wait::within(
        Duration::from_secs(120),
        "the connection is given up",
        || {
            let text = ana.browser.text()?;
            let is_lost = text.contains("The connection to Budi is lost.");
            // A browser that thinks its network has changed starts over by itself: then it is given up again.
            Ok((is_lost && ana.browser.click(Role::Button, "Try again").is_ok()).then_some(()))
        },
    )?;
    ana.browser.hides(Role::Button, "Try again")?;
    drop(cut);
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

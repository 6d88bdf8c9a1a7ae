use std::thread;
use std::time::Duration;

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Story, stories};

use super::pair;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_machine_that_sleeps_for_twenty_seconds_is_back_with_chromium,
    a_machine_that_sleeps_for_twenty_seconds_is_back_with_firefox,
];

fn a_machine_that_sleeps_for_twenty_seconds_is_back_with_chromium(stage: &mut Stage) -> Result<()> {
    a_machine_that_sleeps_is_back(stage, Chromium)
}

fn a_machine_that_sleeps_for_twenty_seconds_is_back_with_firefox(stage: &mut Stage) -> Result<()> {
    a_machine_that_sleeps_is_back(stage, Firefox)
}

fn a_machine_that_sleeps_is_back(stage: &mut Stage, kind: Kind) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [Chromium, kind])?;
    let stopped = budi.browser.stop()?;
    ana.browser.says(&["Waiting for Budi’s connection…"])?;
    ana.browser.take_picture("reliability", "stalled")?;
    thread::sleep(Duration::from_secs(18));
    stopped.go_on();
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

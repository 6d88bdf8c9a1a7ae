use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{Role, Story, stories};

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![the_first_picture_comes_after_joining];

const ROUNDS: usize = 5;

/// Measures and prints; the figure in DESIGN.md is for a machine that does nothing else.
#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn the_first_picture_comes_after_joining(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let room = stage.room();
        ana.joins(&room)?;
        budi.waits_before(&room)?;
        budi.browser.watch_first_frame("Join now")?;
        budi.clicks("Join now")?;
        times.push(budi.browser.first_frame()?.as_millis());
        for person in [&ana, &budi] {
            person.clicks("Leave")?;
            person.browser.shows(Role::Button, "Rejoin")?;
        }
    }
    times.sort_unstable();
    println!(
        "measured: click on \"Join now\" to first remote frame, Chromium to Chromium: median {} ms of {times:?}",
        times[ROUNDS / 2]
    );
    Ok(())
}

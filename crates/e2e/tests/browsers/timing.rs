use anyhow::{Context, Result};
use e2e::Kind::Chromium;
use e2e::{Role, Story, stories};

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_home_page_is_usable_at_once,
    the_first_picture_comes_after_joining,
];

const ROUNDS: usize = 5;

/// Notes when the first button is in the page, in milliseconds since the navigation began.
const WATCH_START: &str = "new MutationObserver((_, observer) => {
    if (document.querySelector('button')) {
        window.__usableAfter = performance.now();
        observer.disconnect();
    }
}).observe(document, { childList: true, subtree: true });";

/// Measures and prints: the time holds for a machine that does nothing else.
#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn the_home_page_is_usable_at_once(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(WATCH_START)?;
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        ana.opens("/")?;
        ana.browser.shows(Role::Button, "New meeting")?;
        let time = ana.browser.script("return window.__usableAfter", vec![])?;
        times.push(time.as_f64().context("the page was not watched")?.round());
    }
    times.sort_by(f64::total_cmp);
    println!(
        "measured: start of the web app in Chromium to its first button: median {} ms of {times:?}",
        times[ROUNDS / 2]
    );
    Ok(())
}

/// Measures and prints: the time holds for a machine that does nothing else.
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

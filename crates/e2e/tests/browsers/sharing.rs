use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_shared_screen_takes_the_stage_also_for_one_who_comes_late,
    two_screens_at_once_and_one_that_the_browser_ends,
];

/// Widths of the tiles by name, in CSS pixels.
const WIDTHS: &str = "return Object.fromEntries([...document.querySelectorAll('figure.tile')].map((tile) => [tile.getAttribute('aria-label'), tile.getBoundingClientRect().width]))";

fn a_shared_screen_takes_the_stage_also_for_one_who_comes_late(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;

    ana.clicks("Share screen")?;
    ana.browser.shows(Role::Button, "Stop sharing")?;
    ana.browser.says(&["You are sharing your screen"])?;
    budi.sees_video("Ana’s screen", true)?;
    // The camera goes on beside it.
    budi.sees_video("Ana", true)?;
    is_on_stage(&budi, "Ana’s screen", "Ana")?;

    citra.joins(&room)?;
    citra.sees_video("Ana’s screen", true)?;
    is_on_stage(&citra, "Ana’s screen", "Budi")?;
    ensure_one_connection(&ana, 2)?;

    ana.clicks("Stop sharing")?;
    for person in [&budi, &citra] {
        person.sees_only(&others(person, [&ana, &budi, &citra]))?;
    }
    budi.sees_video("Ana", true)?;
    Ok(())
}

fn two_screens_at_once_and_one_that_the_browser_ends(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    ana.clicks("Share screen")?;
    budi.clicks("Share screen")?;
    budi.sees_video("Ana’s screen", true)?;
    ana.sees_video("Budi’s screen", true)?;

    // The browser's own "Stop sharing" ends the track, and says so.
    let end = "for (const pc of window.__e2e.connections) for (const s of pc.getSenders()) { if (s.track?.label.startsWith('screen') || s.track?.getSettings().displaySurface) { s.track.stop(); s.track.dispatchEvent(new Event('ended')); } } return 1";
    ana.browser.script(end, vec![])?;
    ana.browser.shows(Role::Button, "Share screen")?;
    budi.sees_only(&[&ana])?;
    ana.sees_video("Budi’s screen", true)?;
    Ok(())
}

/// Waits until one tile is several times as wide as another.
fn is_on_stage(person: &Person, big: &str, small: &str) -> Result<()> {
    let what = format!("{} sees {big} on the stage", person.name);
    eventually(&what, || {
        let widths = person.browser.script(WIDTHS, vec![])?;
        let width = |name: &str| widths[name].as_f64().unwrap_or_default();
        ensure!(
            width(big) > 2.0 * width(small),
            "the tiles are {widths} wide"
        );
        Ok(Some(()))
    })
}

fn ensure_one_connection(person: &Person, to: usize) -> Result<()> {
    let count = "return window.__e2e.connections.length";
    let connections = person.browser.script(count, vec![])?;
    ensure!(connections == to, "{connections} connections were made");
    Ok(())
}

fn others<'a>(person: &Person, people: [&'a Person; 3]) -> Vec<&'a Person> {
    people
        .into_iter()
        .filter(|one| one.name != person.name)
        .collect()
}

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_shared_screen_takes_the_stage_also_for_one_who_comes_late,
    whoever_comes_late_sees_a_shared_screen_sharp_at_once,
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

/// The width of the screen that is shared, as it is captured.
const CAPTURED: &str = "
    const senders = window.__e2e.connections.flatMap((pc) => pc.getSenders());
    return Math.max(...senders.map(({ track }) => (track?.getSettings().displaySurface ? track.getSettings().width : 0)));
";

/// Notes when the screen is there for the first time, and when in its full width, since the tile was there.
const WATCH_SCREEN: &str = "
    const [label, width] = arguments;
    window.__sharp = {};
    const look = () => {
        const tile = [...document.querySelectorAll('figure.tile')].find((one) => one.getAttribute('aria-label') === label);
        const shown = tile?.querySelector('video').videoWidth ?? 0;
        const now = performance.now();
        if (tile) window.__sharp.tile ??= now;
        if (shown > 0) window.__sharp.seen ??= now;
        if (shown >= width) window.__sharp.sharp ??= now;
        if (!window.__sharp.sharp) setTimeout(look, 10);
    };
    look();
";

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn whoever_comes_late_sees_a_shared_screen_sharp_at_once(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.clicks("Share screen")?;
    budi.sees_video("Ana’s screen", true)?;
    let captured = ana.browser.script(CAPTURED, vec![])?;
    ensure!(
        captured.as_u64() > Some(0),
        "the screen is {captured} px wide"
    );

    citra.waits_before(&room)?;
    let arguments = vec!["Ana’s screen".into(), captured.clone()];
    citra.browser.script(WATCH_SCREEN, arguments)?;
    citra.enters()?;
    let times = eventually("the screen is sharp", || {
        let times = citra.browser.script("return window.__sharp", vec![])?;
        ensure!(
            times["sharp"].is_number(),
            "{captured} px are not there: {times}"
        );
        Ok(Some(times))
    })?;
    let since = |what: &str| {
        let [from, to] = ["tile", what].map(|moment| times[moment].as_f64().unwrap_or_default());
        to - from
    };
    let (seen, sharp) = (since("seen"), since("sharp"));
    println!(
        "measured: a shared screen of {captured} px for whoever comes late: seen after {seen:.0} ms, sharp after {sharp:.0} ms"
    );
    ensure!(sharp <= 2000.0, "it was sharp after {sharp} ms");
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

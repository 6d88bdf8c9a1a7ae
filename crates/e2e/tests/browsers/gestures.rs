use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};
use thirtyfour::Key;

use crate::keyboard::Keys;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    hands_keep_their_order_for_everyone,
    a_reaction_is_seen_by_everyone_for_a_moment,
    a_held_space_bar_is_heard_and_never_left_on,
    a_pinned_tile_has_the_stage_and_is_muted_for_one_alone,
    the_list_of_people_has_volumes_that_keep_the_focus,
];

/// The names in the list of people, in its order.
const PEOPLE: &str = "return [...document.querySelectorAll('.people .person-name')].map((name) => name.textContent.trim())";

fn hands_keep_their_order_for_everyone(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.clicks("Raise hand")?;
    budi.browser.shows(Role::Button, "Lower hand")?;
    ana.browser.says(&["Budi raised a hand"])?;
    ana.clicks("Raise hand")?;

    citra.joins(&room)?;
    citra.clicks("People (3)")?;
    lists(&citra, &["Budi", "Ana", "Citra (you)"])?;

    // A page that is loaded again has its hand where it was.
    budi.browser.script("location.reload(); return 1", vec![])?;
    budi.browser.shows(Role::Button, "Lower hand")?;
    lists(&citra, &["Budi", "Ana", "Citra (you)"])?;
    budi.clicks("Lower hand")?;
    lists(&citra, &["Ana", "Citra (you)", "Budi"])
}

fn a_reaction_is_seen_by_everyone_for_a_moment(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_only(&[&ana])?;
    ana.clicks("Reactions")?;
    ana.clicks("Heart")?;
    for person in [&ana, &budi] {
        person.browser.says(&["Ana: Heart"])?;
    }
    eventually("the reaction is gone", || {
        let shown = budi.browser.text()?;
        Ok((!shown.contains("Ana: Heart")).then_some(()))
    })
}

fn lists(person: &Person, expected: &[&str]) -> Result<()> {
    let what = format!("{} sees {expected:?} in this order", person.name);
    eventually(&what, || {
        let names = person.browser.script(PEOPLE, vec![])?;
        ensure!(names == serde_json::json!(expected), "the list is {names}");
        Ok(Some(()))
    })
}

fn a_held_space_bar_is_heard_and_never_left_on(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    let key = |kind: &str| {
        let script = "document.activeElement?.blur(); document.dispatchEvent(new KeyboardEvent(arguments[0], { key: ' ', bubbles: true })); return 1";
        ana.browser.script(script, vec![kind.into()])
    };
    key("keydown")?;
    budi.sees_muted(ana.name, false)?;
    key("keyup")?;
    budi.sees_muted(ana.name, true)?;

    key("keydown")?;
    budi.sees_muted(ana.name, false)?;
    let blur = "window.dispatchEvent(new Event('blur')); return 1";
    ana.browser.script(blur, vec![])?;
    budi.sees_muted(ana.name, true)?;
    ana.browser.shows(Role::Button, "Unmute microphone")
}

fn a_pinned_tile_has_the_stage_and_is_muted_for_one_alone(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    ana.sees_and_hears(2)?;
    ana.clicks("Options for Budi")?;
    ana.clicks("Pin")?;
    let widest = "return [...document.querySelectorAll('figure.tile')].sort((a, b) => b.getBoundingClientRect().width - a.getBoundingClientRect().width)[0].getAttribute('aria-label')";
    eventually("Budi has the stage", || {
        Ok((ana.browser.script(widest, vec![])? == "Budi").then_some(()))
    })?;
    ana.clicks("Options for Budi")?;
    ana.clicks("Mute for me")?;
    let volume = "return [...document.querySelectorAll('figure.tile')].find((t) => t.getAttribute('aria-label') === 'Budi').querySelector('video').volume";
    eventually("Budi is silent for Ana", || {
        Ok((ana.browser.script(volume, vec![])? == 0).then_some(()))
    })?;
    ana.clicks("Connection info")?;
    // How good it is depends on what else the machine does.
    ana.browser
        .says(&["Connection info", "fault: ", "path: direct"])?;
    citra.sees_and_hears(2)?;
    Ok(())
}

fn the_list_of_people_has_volumes_that_keep_the_focus(stage: &mut Stage) -> Result<()> {
    for kind in [Chromium, Firefox] {
        let [ana, budi, citra] = stage.people([kind, Chromium, Chromium])?;
        let room = stage.room();
        for person in [&ana, &budi, &citra] {
            person.joins(&room)?;
        }
        ana.sees_and_hears(2)?;
        ana.clicks("People (3)")?;
        lists(&ana, &["Ana (you)", "Budi", "Citra"])?;
        uses_the_volume_of_citra(&ana, &citra)?;
        let keys = Keys(&ana);
        // Her hand would take her to the top, and the focus from her volume.
        citra.clicks("Raise hand")?;
        budi.clicks("Mute microphone")?;
        ana.browser.says(&["Citra raised a hand"])?;
        ana.sees_muted(budi.name, true)?;
        keys.is_at("Volume: Citra")?;
        lists(&ana, &["Ana (you)", "Budi", "Citra"])?;
        ana.browser.presses_key(Key::Left)?;
        keys.is_at("Volume: Citra")?;
        keys.goes_to("Language")?;
        lists(&ana, &["Citra", "Ana (you)", "Budi"])?;
        stage.clear()?;
    }
    Ok(())
}

/// Turns Citra down and off by the keyboard; the tile that one hears her by follows.
fn uses_the_volume_of_citra(ana: &Person, citra: &Person) -> Result<()> {
    let keys = Keys(ana);
    let heard = |expected: f64| {
        let what = format!("{} is heard at {expected}", citra.name);
        eventually(&what, || {
            let volume = ana.browser.script_on(
                Role::Tile,
                citra.name,
                "return element.querySelector('video').volume",
            )?;
            ensure!(volume == expected, "the volume is {volume}");
            Ok(Some(()))
        })
    };
    keys.goes_to("Mute for me: Citra")?;
    ana.browser.presses(" ")?;
    keys.announces(|focus| focus.pressed == Some(true))?;
    heard(0.0)?;
    ana.browser.presses(" ")?;
    keys.announces(|focus| focus.pressed == Some(false))?;
    heard(1.0)?;
    keys.goes_to("Volume: Citra")?;
    for _ in 0..4 {
        ana.browser.presses_key(Key::Left)?;
    }
    heard(0.8)
}

//! People whose machine is slow, who want less motion, less data or another language.

use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Role, Story, eventually, stories};
use serde_json::{Value, json};

use crate::devices::chooses;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_wants_less_motion_sees_none,
    another_language_is_chosen_in_the_call,
    audio_only_sends_and_asks_for_no_picture,
    a_slow_machine_with_four_in_the_call_answers_clicks,
];

/// Notes each animation and each transition that begins.
const WATCH_MOTION: &str = "
    window.__motion = [];
    document.addEventListener('animationstart', (event) => window.__motion.push(event.animationName));
    document.addEventListener('transitionrun', (event) => window.__motion.push(event.propertyName));
";

fn whoever_wants_less_motion_sees_none(stage: &mut Stage) -> Result<()> {
    stage.in_both(sees_motion_as_wanted)
}

fn sees_motion_as_wanted(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi, citra] = stage.people([kind, kind, Chromium])?;
    let room = stage.room();
    for (person, less) in [(&ana, true), (&budi, false)] {
        person.browser.wants_less_motion(less)?;
        person.waits_before(&room)?;
        person.browser.script(WATCH_MOTION, vec![])?;
        person.enters()?;
    }
    citra.joins(&room)?;
    for person in [&ana, &budi] {
        person.browser.says(&["Citra joined"])?;
    }
    if kind == Chromium {
        ana.clicks("Share screen")?;
        ana.browser.says(&["You are sharing your screen"])?;
        ana.clicks("Stop sharing")?;
    }

    let moves = |person: &Person| {
        let moves = person.browser.script("return window.__motion", vec![])?;
        let mut moves: Vec<String> = serde_json::from_value(moves)?;
        moves.retain(|name| !name.contains("color"));
        anyhow::Ok(moves)
    };
    ensure!(moves(&budi)?.iter().any(|name| name == "arrive"));
    let moved = moves(&ana)?;
    ensure!(moved.is_empty(), "moved has {moved:?}");
    Ok(())
}

fn another_language_is_chosen_in_the_call(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.clicks("Raise hand")?;
    ana.clicks("People (2)")?;
    let choose = "const select = document.querySelector('.panel select');
        select.value = arguments[0];
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    ana.browser.script(choose, vec![json!("id")])?;
    ana.browser.shows(Role::Button, "Turunkan tangan")?;
    ana.browser.shows(Role::Tile, "Ana (Anda)")?;
    let language = "return document.documentElement.lang";
    ensure!(ana.browser.script(language, vec![])? == "id");
    ana.sees_and_hears(1)?;
    let made = "return window.__e2e.connections.length";
    ensure!(ana.browser.script(made, vec![])? == 1);

    ana.browser.script(choose, vec![json!("en")])?;
    ana.browser.shows(Role::Button, "Lower hand")?;
    budi.sees_and_hears(1)?;
    Ok(())
}

/// Bytes of pictures that go over the page's connections in two seconds, in either direction.
const PICTURE_BYTES: &str = "
    const count = async () => {
        let bytes = 0;
        for (const pc of window.__e2e.connections.filter((pc) => pc.signalingState !== 'closed')) {
            for (const stat of (await pc.getStats()).values()) {
                if (stat.kind === 'video') bytes += (stat.bytesSent ?? 0) + (stat.bytesReceived ?? 0);
            }
        }
        return bytes;
    };
    const before = await count();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return (await count()) - before;
";

fn audio_only_sends_and_asks_for_no_picture(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ensure!(picture_bytes(&ana)? > 10_000.0, "no picture to begin with");

    ana.clicks("Settings")?;
    chooses(&ana, "Data use", "Audio only")?;
    ana.browser.shows(Role::Button, "Turn camera on")?;
    ana.sees_video(budi.name, false)?;
    budi.sees_video(ana.name, false)?;
    for person in [&ana, &budi] {
        eventually("no picture is on the wire", || {
            let bytes = picture_bytes(person)?;
            ensure!(bytes < 1000.0, "{bytes} bytes of pictures in 2 s");
            Ok(Some(()))
        })?;
        person.browser.receives(1, |before, after| {
            after.packets > before.packets + 20 && after.energy > before.energy
        })?;
    }

    // Pictures of others come back by the choice, one's own only by the camera's button.
    chooses(&ana, "Data use", "As good as the network")?;
    ana.sees_video(budi.name, true)?;
    thread::sleep(Duration::from_secs(2));
    ana.browser.shows(Role::Button, "Turn camera on")?;
    budi.sees_video(ana.name, false)?;
    ana.clicks("Turn camera on")?;
    budi.sees_video(ana.name, true)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn picture_bytes(person: &Person) -> Result<f64> {
    let bytes = person.browser.script(PICTURE_BYTES, vec![])?;
    Ok(bytes.as_f64().unwrap_or(f64::MAX))
}

/// Measures from the moment at which the system had the click to the new name of what was clicked, and puts a button
/// beside the app that has a new name at once.
const WATCH_ANSWERS: &str = "
    window.__answers = [];
    const bare = document.body.appendChild(document.createElement('button'));
    bare.ariaLabel = 'Bare';
    bare.style = 'position: fixed; inset: 0 auto auto 0; width: 40px; height: 20px; z-index: 9';
    bare.onclick = () => bare.setAttribute('aria-label', 'Bare');
    document.addEventListener('click', (event) => {
        const button = event.target.closest('button');
        const observer = new MutationObserver(() => {
            window.__answers.push(performance.now() - event.timeStamp);
            observer.disconnect();
        });
        if (button) observer.observe(button, { attributeFilter: ['aria-label'] });
    }, { capture: true });
";

/// How many times longer everything takes on a slow machine.
const SLOWNESS: u32 = 6;

/// How many milliseconds more than a button without an app a click may take on a slow machine, in the middle.
const ANSWER_LIMIT: f64 = 200.0;

#[expect(clippy::print_stdout, reason = "a measurement is for the reader")]
fn a_slow_machine_with_four_in_the_call_answers_clicks(stage: &mut Stage) -> Result<()> {
    let people = stage.people([Chromium; 4])?;
    let room = stage.room();
    for person in &people {
        person.joins(&room)?;
    }
    let [ana, others @ ..] = &people;
    ana.sees_only(&others.iter().collect::<Vec<_>>())?;
    ana.sees_video(others[0].name, true)?;
    ana.browser.script(WATCH_ANSWERS, vec![])?;
    let middle = "const { left, top, width, height } = element.getBoundingClientRect(); return [left + width / 2, top + height / 2]";
    let buttons = ["Mute microphone", "Raise hand", "Bare"].map(|name| {
        eventually("the button is there", || {
            ana.browser.script_on(Role::Button, name, middle).map(Some)
        })
    });
    throttles(ana, SLOWNESS)?;
    let mut clicks = 0;
    for _ in 0..10 {
        for button in &buttons {
            let at = button.as_ref().map_err(|error| anyhow!("{error:#}"))?;
            ana.browser.clicks_at(pixel(&at[0]), pixel(&at[1]))?;
            clicks += 1;
            eventually("the click is answered", || {
                let answers = ana
                    .browser
                    .script("return window.__answers.length", vec![])?;
                Ok((answers == clicks).then_some(()))
            })?;
        }
    }
    let answers = ana.browser.script("return window.__answers", vec![])?;
    throttles(ana, 1)?;
    let answers: Vec<f64> = serde_json::from_value(answers)?;
    let (bare, app): (Vec<_>, Vec<_>) = answers
        .iter()
        .enumerate()
        .partition(|(index, _)| index % buttons.len() == 2);
    let [bare, app] = [bare, app].map(|answers| {
        let mut answers: Vec<f64> = answers.into_iter().map(|(_, answer)| *answer).collect();
        answers.sort_by(f64::total_cmp);
        answers
    });
    let middle = |answers: &[f64]| answers.get(answers.len() / 2).copied().unwrap_or(f64::MAX);
    println!(
        "measured: click to answer with four in the call, processor {SLOWNESS} times slower: median {:.0} ms, most {:.0} ms of {}; median of a button without an app {:.0} ms",
        middle(&app),
        app.last().copied().unwrap_or_default(),
        app.len(),
        middle(&bare),
    );
    ensure!(
        middle(&app) - middle(&bare) <= ANSWER_LIMIT,
        "answers took {app:?} ms, without an app {bare:?} ms"
    );
    Ok(())
}

fn pixel(number: &Value) -> i64 {
    number.as_f64().unwrap_or_default() as i64
}

fn throttles(person: &Person, rate: u32) -> Result<Value> {
    let browser = &person.browser;
    browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate }))
}

use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};

use crate::person::Person;
use crate::saved_file::{MediaTools, SavedFile};
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_recorded_call_has_picture_and_sound_and_everyone_knows,
    firefox_records_into_the_downloads,
    a_muted_microphone_is_not_heard_in_a_recording_of_oneself,
    a_full_disk_ends_a_recording_with_a_sentence,
    a_recording_goes_on_in_a_hidden_tab_and_ends_with_the_call,
    ones_own_screen_is_in_the_picture_that_is_recorded,
];

/// Keeps what the page writes to a file of the person's choice.
const FILE: &str = "
    const saved = window.__saved = { pieces: [], closed: false };
    window.showSaveFilePicker = async ({ suggestedName }) => {
        saved.name = suggestedName;
        return { createWritable: async () => ({
            write: async (piece) => {
                if (saved.isFull) throw new DOMException('full', 'QuotaExceededError');
                if (piece instanceof Blob) {
                    saved.pieces.push(piece);
                    return;
                }
                const all = new Blob(saved.pieces);
                const { position, data } = piece;
                saved.pieces = [all.slice(0, position), data, all.slice(position + data.byteLength)];
            },
            close: async () => { saved.closed = true; },
            abort: async () => {},
        }) };
    };
";

/// Keeps what the page puts among the downloads.
pub(crate) const DOWNLOADS: &str = "
    const saved = window.__saved = { pieces: [], closed: false };
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
        saved.pieces = [blob];
        return createObjectURL.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = function () {
        saved.name = this.download;
        saved.closed = true;
    };
";

const MARKED: &str = "return [...element.querySelectorAll('[role=img]')].some((one) => one.ariaLabel === 'Records the call')";

/// How long there is something to record.
pub(crate) const SOME_SECONDS: Duration = Duration::from_secs(4);

fn a_recorded_call_has_picture_and_sound_and_everyone_knows(stage: &mut Stage) -> Result<()> {
    let tools = MediaTools::find()?;
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.sees_video(budi.name, true)?;
    records(&ana, FILE, "Record the call")?;
    ana.browser.says(&["You are recording", "Recorded"])?;
    budi.browser.says(&["Ana records the call", "Recorded"])?;
    is_marked(&budi, ana.name, true)?;

    citra.joins(&room)?;
    citra.browser.says(&["Ana records the call"])?;
    is_marked(&citra, ana.name, true)?;
    is_marked(&citra, budi.name, false)?;
    thread::sleep(SOME_SECONDS);

    ana.clicks("Stop recording")?;
    ana.browser.says(&["The recording is saved."])?;
    for person in [&budi, &citra] {
        person.browser.says(&["Ana no longer records the call"])?;
        is_marked(person, ana.name, false)?;
    }
    let file = SavedFile::of(&ana)?;
    ensure!(file.name.starts_with(&format!("tatap-{room}-")));
    let loudness = tools.check(&file, SOME_SECONDS)?.loudest;
    ensure!(loudness > -60.0, "{loudness} dB is silence");
    ana.sees_and_hears(2)?;
    Ok(())
}

fn firefox_records_into_the_downloads(stage: &mut Stage) -> Result<()> {
    let tools = MediaTools::find()?;
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    records(&ana, DOWNLOADS, "Record the call")?;
    is_marked(&budi, ana.name, true)?;
    // Without a sound card Firefox runs no Web Audio, and what would be mixed is silent.
    ana.browser.says(&["The recording has no sound"])?;
    thread::sleep(SOME_SECONDS);
    ana.clicks("Stop recording")?;
    ana.browser.says(&["The recording is saved."])?;
    tools.check(&SavedFile::of(&ana)?, SOME_SECONDS)?;
    Ok(())
}

fn a_muted_microphone_is_not_heard_in_a_recording_of_oneself(stage: &mut Stage) -> Result<()> {
    let tools = MediaTools::find()?;
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.clicks("Mute microphone")?;
    budi.sees_muted(ana.name, true)?;
    records(&ana, FILE, "Record only me")?;
    is_marked(&budi, ana.name, true)?;
    thread::sleep(SOME_SECONDS);
    ana.clicks("Stop recording")?;
    ana.browser.says(&["The recording is saved."])?;
    let loudness = tools.check(&SavedFile::of(&ana)?, SOME_SECONDS)?.loudest;
    ensure!(loudness < -80.0, "{loudness} dB of a muted microphone");
    budi.sees_muted(ana.name, true)
}

fn a_full_disk_ends_a_recording_with_a_sentence(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    records(&ana, FILE, "Record the call")?;
    is_marked(&budi, ana.name, true)?;
    ana.browser.script("window.__saved.isFull = true", vec![])?;
    ana.browser
        .says(&["its file could not be written. See whether the disk is full"])?;
    is_marked(&budi, ana.name, false)?;
    // It can be tried again.
    ana.clicks("More")?;
    ana.browser.shows(Role::Button, "Record the call")
}

fn a_recording_goes_on_in_a_hidden_tab_and_ends_with_the_call(stage: &mut Stage) -> Result<()> {
    let tools = MediaTools::find()?;
    let [ana] = stage.people([Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    ana.sees_video(&ana.own_tile(), true)?;
    records(&ana, FILE, "Record the call")?;
    let call = ana.browser.tab()?;
    ana.browser.open_tab_in_front()?;
    thread::sleep(SOME_SECONDS);
    ana.browser.go_to_tab(&call)?;
    ana.clicks("Leave")?;
    ana.browser
        .says(&["You left the meeting", "The recording is saved."])?;
    let file = SavedFile::of(&ana)?;
    let gap = tools.check(&file, SOME_SECONDS)?.longest_gap;
    ensure!(gap < 1.5, "the picture stood still for {gap} s");
    Ok(())
}

/// Notes how wide each track was drawn last.
const WATCH_DRAWING: &str = "
    window.__drawn = {};
    const { drawImage } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.drawImage = function (image, ...place) {
        const [track] = image.srcObject?.getVideoTracks() ?? [];
        if (track && image.videoWidth > 0) window.__drawn[track.label] = place[2];
        return drawImage.call(this, image, ...place);
    };
";

fn ones_own_screen_is_in_the_picture_that_is_recorded(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
    ana.browser.script(WATCH_DRAWING, vec![])?;
    let width_of_screen = || {
        let width = "return Object.entries(window.__drawn).find(([label]) => label.startsWith('screen:'))?.[1] ?? 0";
        let width = ana.browser.script(width, vec![])?;
        anyhow::Ok(width.as_f64().unwrap_or_default())
    };
    records(&ana, FILE, "Record the call")?;
    ana.clicks("Share screen")?;
    budi.sees_video("Ana’s screen", true)?;
    eventually("the screen has the stage", || {
        let width = width_of_screen()?;
        ensure!(width > 800.0, "it is {width} wide");
        Ok(Some(()))
    })?;
    ana.clicks("Stop sharing")?;
    ana.browser.script("window.__drawn = {}", vec![])?;
    eventually("the others are drawn", || {
        let drawn = "return Object.keys(window.__drawn).length";
        Ok((ana.browser.script(drawn, vec![])?.as_u64() > Some(1)).then_some(()))
    })?;
    ensure!(width_of_screen()? == 0.0, "a screen that is not shared");
    ana.clicks("Stop recording")?;
    ana.browser.says(&["The recording is saved."])
}

/// Starts a recording, whose file goes where `saving` says.
pub(crate) fn records(person: &Person, saving: &str, what: &str) -> Result<()> {
    person.browser.script(saving, vec![])?;
    person.clicks("More")?;
    person.clicks(what)?;
    person.browser.shows(Role::Button, "Stop recording")
}

fn is_marked(person: &Person, name: &str, expected: bool) -> Result<()> {
    let what = format!("{} sees that {name} records: {expected}", person.name);
    eventually(&what, || {
        let marked = person.browser.script_on(Role::Tile, name, MARKED)?;
        Ok((marked == expected).then_some(()))
    })
}

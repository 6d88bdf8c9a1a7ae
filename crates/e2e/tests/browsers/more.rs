use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Focus, Role, Story, eventually, stories};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::devices::{chooses, sends};
use crate::keyboard::Keys;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_bar_and_its_menu_fit_the_screens_of_telephones,
    a_small_window_shows_the_call_mutes_and_leaves,
    menus_close_by_escape_and_by_what_is_done_elsewhere,
    devices_are_chosen_on_a_telephone_before_and_in_the_call,
    the_call_fills_the_screen_and_leaves_it,
];

fn the_bar_and_its_menu_fit_the_screens_of_telephones(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_only(&[&budi])?;
    ana.clicks("More")?;
    for (width, height) in [(360, 640), (390, 844), (844, 390), (1280, 800)] {
        ana.browser.has_screen(width, height)?;
        let outside = "
            const bar = document.querySelector('footer');
            const menu = bar.querySelector('[role=group]');
            const boxes = [...bar.querySelectorAll('button'), menu].filter((one) => one.checkVisibility());
            const inside = (one) => one.closest('[role=group]') === menu && one !== menu;
            return boxes.filter((one) => !inside(one)).filter((one) => {
                const { left, right, top, bottom } = one.getBoundingClientRect();
                return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
            }).map((one) => one.ariaLabel);
        ";
        eventually(&format!("everything is on a screen of {width}"), || {
            let outside = ana.browser.script(outside, vec![])?;
            ensure!(outside == json!([]), "outside is {outside}");
            Ok(Some(()))
        })?;
        ana.browser
            .take_picture("screenshots", &format!("more-{width}x{height}"))?;
        // What has no room in the bar is in the menu.
        ana.browser.shows(Role::Button, "Raise hand")?;
    }
    ana.browser.has_no_screen()
}

fn a_small_window_shows_the_call_mutes_and_leaves(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
    // A browser that only has small windows for videos shows the call in one.
    let only_videos =
        "Object.defineProperty(window, 'documentPictureInPicture', { value: undefined })";
    budi.browser.script(only_videos, vec![])?;
    budi.clicks("More")?;
    budi.clicks("Picture-in-picture")?;
    eventually("the small window of a video shows the call", || {
        let width = "return document.pictureInPictureElement?.videoWidth ?? null";
        Ok((budi.browser.script(width, vec![])? == 1280).then_some(()))
    })?;

    ana.clicks("More")?;
    ana.clicks("Picture-in-picture")?;
    let small = |script: &str| {
        let page = "const page = window.documentPictureInPicture?.window?.document;";
        ana.browser.script(&format!("{page} {script}"), vec![])
    };
    eventually("the small window shows the call", || {
        let width = small("return page?.querySelector('video')?.videoWidth ?? null")?;
        ensure!(width == 1280, "the picture is {width} wide");
        Ok(Some(()))
    })?;
    let says = |words: &str| {
        eventually(&format!("the small window says {words:?}"), || {
            let text = small("return page.body.innerText")?;
            let text = text.as_str().unwrap_or_default();
            ensure!(text.contains(words), "it says {text:?}");
            Ok(Some(()))
        })
    };
    says("Mute microphone")?;
    small("page.querySelectorAll('button')[0].click(); return 1")?;
    budi.sees_muted(ana.name, true)?;
    says("Unmute microphone")?;
    small("page.querySelectorAll('button')[1].click(); return 1")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    eventually("the small window is closed", || {
        Ok((small("return Boolean(page)")? == false).then_some(()))
    })
}

fn menus_close_by_escape_and_by_what_is_done_elsewhere(stage: &mut Stage) -> Result<()> {
    let all = [
        "Options for Budi",
        "Microphone and speaker options",
        "Camera options",
        "Reactions",
        "More",
    ];
    for (kind, menus) in [(Chromium, &all[..]), (Firefox, &all[3..])] {
        let [ana, budi] = stage.people([kind, Chromium])?;
        let room = stage.room();
        ana.joins(&room)?;
        budi.joins(&room)?;
        ana.sees_only(&[&budi])?;
        let keys = Keys(&ana);
        let closed = |focus: &Focus| focus.expanded == Some(false);
        for menu in menus {
            ana.clicks(menu)?;
            keys.announces(|focus| focus.expanded == Some(true))?;
            ana.browser.presses_key(Key::Tab)?;
            ana.browser.presses_key(Key::Escape)?;
            keys.is_at(menu)?;
            keys.announces(closed)?;

            ana.clicks(menu)?;
            keys.announces(|focus| focus.expanded == Some(true))?;
            clicks_beside(&ana)?;
            keys.is_at(menu)?;
            keys.announces(closed)?;

            // Whoever goes on with something else is not called back.
            ana.clicks(menu)?;
            ana.clicks("Chat")?;
            keys.is_at("Write to everyone")?;
            ana.browser.hides(Role::Button, "Pin")?;
            let open = "return document.querySelectorAll('.menu [aria-expanded=true]').length";
            ensure!(ana.browser.script(open, vec![])? == 0);
            keys.is_at("Write to everyone")?;
            ana.clicks("Chat")?;
        }
        stage.clear()?;
    }
    Ok(())
}

/// Clicks on something that is only there to be read.
fn clicks_beside(person: &Person) -> Result<()> {
    let middle = "
        const { left, top, width, height } = document.querySelector('.people-count').getBoundingClientRect();
        return [left + width / 2, top + height / 2];
    ";
    let at = person.browser.script(middle, vec![])?;
    let pixel = |number: &Value| number.as_f64().unwrap_or_default() as i64;
    person.browser.clicks_at(pixel(&at[0]), pixel(&at[1]))
}

/// The labels of the choices of devices that a person can see and touch.
const PICKERS: &str = "
    const touched = (select) => {
        select.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = select.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === select;
    };
    const selects = [...document.querySelectorAll('.device-pickers select')];
    return selects.filter(touched).map((select) => select.labels[0].innerText.split('\\n')[0]);
";

fn devices_are_chosen_on_a_telephone_before_and_in_the_call(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    budi.joins(&room)?;
    ana.waits_before(&room)?;
    ana.browser.has_screen(390, 844)?;
    let can_be_chosen = || {
        eventually("each device can be chosen", || {
            let pickers = ana.browser.script(PICKERS, vec![])?;
            ensure!(
                pickers == json!(["Microphone", "Camera", "Speaker"]),
                "there are {pickers}"
            );
            Ok(Some(()))
        })
    };
    can_be_chosen()?;
    chooses(&ana, "Microphone", "Fake Audio Input 1")?;
    ana.enters()?;
    sends(&ana, "Fake Audio Input 1")?;

    ana.browser
        .hides(Role::Button, "Microphone and speaker options")?;
    ana.clicks("More")?;
    // The button of the bar is called the same.
    let settings = "[...document.querySelectorAll('.more-menu button')].find((one) => one.innerText === 'Settings').click()";
    ana.browser.script(settings, vec![])?;
    can_be_chosen()?;
    chooses(&ana, "Microphone", "Fake Audio Input 2")?;
    sends(&ana, "Fake Audio Input 2")?;
    budi.sees_and_hears(1)?;
    ana.browser.has_no_screen()
}

fn the_call_fills_the_screen_and_leaves_it(stage: &mut Stage) -> Result<()> {
    stage.in_both(|stage, kind| {
        let [ana] = stage.people([kind])?;
        ana.joins(&stage.room())?;
        for fills in [true, false] {
            ana.clicks("More")?;
            ana.clicks("Full screen")?;
            let look = "return document.fullscreenElement !== null";
            eventually(&format!("the call fills the screen: {fills}"), || {
                Ok((ana.browser.script(look, vec![])? == fills).then_some(()))
            })?;
        }
        Ok(())
    })
}

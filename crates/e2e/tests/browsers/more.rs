use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};
use serde_json::json;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_menu_and_the_keys_are_reached_by_keyboard,
    the_bar_and_its_menu_fit_the_screens_of_telephones,
    a_small_window_shows_the_call_mutes_and_leaves,
];

const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";

/// What has the focus, by its name or its text.
const FOCUS: &str =
    "const one = document.activeElement; return one.ariaLabel ?? one.textContent.trim()";

fn the_menu_and_the_keys_are_reached_by_keyboard(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.joins(&stage.room())?;
    tabs_to(&ana, "More")?;
    types(&ana, ENTER)?;
    ana.browser.shows(Role::Button, "Keyboard help")?;
    types(&ana, ESCAPE)?;
    ana.browser.hides(Role::Button, "Keyboard help")?;
    has_focus(&ana, "More")?;

    types(&ana, ENTER)?;
    tabs_to(&ana, "Keyboard help")?;
    types(&ana, ENTER)?;
    ana.browser.says(&["Hold to talk", "Raise hand"])?;
    has_focus(&ana, "Close")?;
    types(&ana, ESCAPE)?;
    has_focus(&ana, "More")?;
    types(&ana, "?")?;
    ana.browser.says(&["Hold to talk"])?;
    has_focus(&ana, "Close")?;

    tabs_to(&ana, "More")?;
    types(&ana, ENTER)?;
    tabs_to(&ana, "Layout: By itself")?;
    types(&ana, ENTER)?;
    types(&ana, ENTER)?;
    ana.browser.shows(Role::Button, "Layout: Grid")
}

fn the_bar_and_its_menu_fit_the_screens_of_telephones(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_only(&[&budi])?;
    ana.clicks("More")?;
    for (width, height) in [(360, 640), (390, 844), (844, 390), (1280, 800)] {
        ana.browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true }),
        )?;
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
    ana.browser
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))?;
    Ok(())
}

fn a_small_window_shows_the_call_mutes_and_leaves(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
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

fn types(person: &Person, keys: &str) -> Result<()> {
    let keys = keys.to_owned();
    person.browser.run(async move |driver| {
        let focus = driver.active_element().await?;
        Ok(focus.send_keys(keys.as_str()).await?)
    })
}

fn tabs_to(person: &Person, name: &str) -> Result<()> {
    for _ in 0..40 {
        if person.browser.script(FOCUS, vec![])? == name {
            return Ok(());
        }
        types(person, TAB)?;
    }
    anyhow::bail!("{name:?} is not reached by the key Tab")
}

fn has_focus(person: &Person, name: &str) -> Result<()> {
    eventually(&format!("{name:?} has the focus"), || {
        let focus = person.browser.script(FOCUS, vec![])?;
        ensure!(focus == name, "the focus is on {focus}");
        Ok(Some(()))
    })
}

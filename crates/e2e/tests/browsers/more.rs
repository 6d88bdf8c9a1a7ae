use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, eventually, stories};
use serde_json::json;

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_bar_and_its_menu_fit_the_screens_of_telephones,
    a_small_window_shows_the_call_mutes_and_leaves,
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

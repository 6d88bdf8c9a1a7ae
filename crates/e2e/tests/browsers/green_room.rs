use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, ChromiumWithoutDevices, Firefox, FirefoxRefusing};
use e2e::{Role, Story, eventually, stories};
use serde_json::json;

use crate::devices::chooses;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    who_is_in_is_said_before_one_joins,
    the_level_follows_the_microphone_and_is_gone_with_it,
    firefox_says_where_it_keeps_what_was_refused,
    one_without_any_device_takes_part,
    the_speakers_are_tested_where_they_were_chosen,
    a_theme_is_there_before_the_app_and_after_a_reload,
];

fn who_is_in_is_said_before_one_joins(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.browser.says(&["Nobody is here yet."])?;
    ana.enters()?;
    citra.waits_before(&room)?;
    citra.browser.says(&["Ana is in the meeting."])?;
    budi.joins(&room)?;
    citra.browser.says(&["Ana and Budi are in the meeting."])?;
    citra.browser.take_pictures("green-room-who-is-in")?;
    ana.clicks("Leave")?;
    citra.browser.says(&["Budi is in the meeting."])
}

/// The step of the meter, or -1 without one.
const LEVEL: &str = "const meter = document.querySelector('meter[aria-label=\"Microphone level\"]'); return meter.hidden ? -1 : meter.value";

fn the_level_follows_the_microphone_and_is_gone_with_it(stage: &mut Stage) -> Result<()> {
    // Firefox runs no Web Audio on a machine without a sound card.
    let [ana] = stage.people([Chromium])?;
    ana.waits_before("level")?;
    let level = || ana.browser.script(LEVEL, vec![]);
    eventually("the meter rises", || {
        let level = level()?;
        ensure!(level.as_i64() > Some(2), "it is at {level}");
        Ok(Some(()))
    })?;
    ana.browser.take_pictures("green-room-level")?;
    ana.clicks("Mute microphone")?;
    eventually("the meter is gone", || Ok((level()? == -1).then_some(())))
}

fn firefox_says_where_it_keeps_what_was_refused(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, FirefoxRefusing])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.waits_before(&room)?;
    budi.browser.says(&[
        "The camera and the microphone are blocked in the browser.",
        "crossed-out icon",
    ])?;
    budi.enters()?;
    budi.sees_video(ana.name, true)
}

fn one_without_any_device_takes_part(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, ChromiumWithoutDevices])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.waits_before(&room)?;
    budi.browser.says(&[
        "No camera and no microphone were found.",
        "join all the same",
    ])?;
    budi.enters()?;
    budi.sees_only(&[&ana])?;
    budi.sees_video(ana.name, true)?;
    ana.sees_muted(budi.name, true)
}

/// Keeps the elements that play though they are not in the page.
const WATCH_SOUND: &str = "
    window.__sounds = [];
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      if (!this.isConnected && !window.__sounds.includes(this)) window.__sounds.push(this);
      return play.call(this);
    };
";

fn the_speakers_are_tested_where_they_were_chosen(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(WATCH_SOUND)?;
    ana.waits_before("speakers")?;
    ana.sees_preview()?;
    chooses(&ana, "Speaker", "Fake Audio Output 2")?;
    ana.clicks("Test speakers")?;
    let heard = ana.browser.script(
        "const [element] = window.__sounds;
         const context = new AudioContext();
         const analyser = context.createAnalyser();
         context.createMediaStreamSource(element.srcObject).connect(analyser);
         const samples = new Float32Array(analyser.fftSize);
         let loudest = 0;
         for (let i = 0; i < 40; i++) {
           await new Promise((resolve) => setTimeout(resolve, 25));
           analyser.getFloatTimeDomainData(samples);
           loudest = Math.max(loudest, ...samples.map(Math.abs));
         }
         const outputs = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.deviceId === element.sinkId);
         return { loudest, plays: !element.paused, through: outputs.map((one) => one.label) };",
        vec![],
    )?;
    let loudest = heard["loudest"].as_f64().unwrap_or_default();
    ensure!(loudest > 0.1, "the loudest of it was {loudest}");
    ensure!(heard["plays"] == true, "the element does not play");
    ensure!(
        heard["through"] == json!(["Fake Audio Output 2"]),
        "it is heard through {}",
        heard["through"]
    );
    Ok(())
}

fn a_theme_is_there_before_the_app_and_after_a_reload(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(
        "document.addEventListener('DOMContentLoaded', () => {
           window.__early = [getComputedStyle(document.documentElement).colorScheme, document.body.childElementCount];
         });",
    )?;
    let scheme = || {
        ana.browser.script(
            "return getComputedStyle(document.body).backgroundColor",
            vec![],
        )
    };
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    let light = scheme()?;
    let choose = "const select = [...document.querySelectorAll('select')].find((one) => one.ariaLabel.startsWith('Colours'));
        select.selectedIndex = [...select.options].findIndex((one) => one.textContent === arguments[0]);
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    ana.browser.script(choose, vec!["Dark".into()])?;
    eventually(
        "the page is dark",
        || Ok((scheme()? != light).then_some(())),
    )?;
    let dark = scheme()?;
    ana.browser.take_pictures("home-dark")?;

    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    let early = ana.browser.script("return window.__early", vec![])?;
    ensure!(early[0] == "dark", "before the app it is {early}");
    ensure!(scheme()? == dark, "after the reload it is {}", scheme()?);

    ana.browser.script(choose, vec!["Automatic".into()])?;
    eventually("the page is as the device", || {
        Ok((scheme()? == light).then_some(()))
    })
}

use anyhow::Result;
use e2e::Kind::{Chromium, ChromiumRefusing};
use e2e::{Role, Story, stories};

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    one_who_refuses_camera_and_microphone_takes_part,
    a_page_that_is_not_secure_says_so,
    a_browser_without_webrtc_is_told_so,
    a_bad_room_name_is_explained_beside_the_field,
    an_unknown_page_is_told_in_words,
];

fn one_who_refuses_camera_and_microphone_takes_part(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, ChromiumRefusing])?;
    let room = stage.room();
    ana.joins(&room)?;

    budi.waits_before(&room)?;
    budi.browser.says(&[
        "The camera and the microphone are blocked in the browser.",
        "the icon left of the address",
    ])?;
    budi.browser.take_pictures("green-room-refused")?;
    budi.enters()?;

    budi.sees_only(&[&ana])?;
    budi.sees_and_hears(1)?;
    budi.sees_video(ana.name, true)?;
    budi.browser.take_pictures("call-refused")?;
    ana.sees_only(&[&budi])?;
    ana.sees_video(budi.name, false)?;
    ana.sees_muted(budi.name, true)
}

fn a_page_that_is_not_secure_says_so(stage: &mut Stage) -> Result<()> {
    let address = stage.network.address()?;
    let origin = format!("http://{address}:{}", stage.server()?.port());
    let [ana] = stage.people_at(&origin, [Chromium])?;
    // Chromium complains about the header on every page that is not secure.
    stage.expected_errors.push("Cross-Origin-Opener-Policy");

    ana.opens("/r/tea")?;

    ana.browser.says(&["https"])?;
    ana.browser.take_pictures("not-secure")
}

fn a_browser_without_webrtc_is_told_so(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.browser.run_before_pages(
        "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;",
    )?;

    ana.opens("/r/tea")?;

    ana.browser.says(&["this browser", "webrtc"])?;
    ana.browser.take_pictures("no-webrtc")
}

fn a_bad_room_name_is_explained_beside_the_field(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;

    ana.browser.fill("Room name", "tea!")?;

    ana.browser.says(&["hyphens", "!"])?;
    ana.browser.take_pictures("home-bad-name")
}

fn an_unknown_page_is_told_in_words(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;

    ana.opens("/nowhere/at/all")?;

    ana.browser.shows(Role::Link, "Home")
}

//! The pages around a call.

use anyhow::Result;
use e2e::Kind::{Chromium, ChromiumRefusing, Firefox, FirefoxRefusing};
use e2e::{Role, Story, stories};

use super::album::Album;
use super::guests::{Guests, seen};
use super::{is_drawn, large_server};
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    home,
    green_room,
    green_room_in_trouble,
    pages_that_end,
    check,
    pages_in_firefox,
];

fn home(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let [ana] = stage.people([Chromium])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    album.takes(&ana.browser, "home")?;
    ana.clicks("Join")?;
    album.takes(&ana.browser, "home-no-name")?;
    ana.browser.fill("Room name", "Tea & cake")?;
    album.takes(&ana.browser, "home-bad-name")?;
    let go = "Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }); dispatchEvent(new Event('offline'))";
    ana.browser.script(go, vec![])?;
    album.takes(&ana.browser, "home-offline")?;
    for room in [
        "daily-standup",
        "rapat-pagi",
        "a-room-with-a-rather-long-name-for-the-whole-family",
    ] {
        ana.joins(room)?;
    }
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "Forget these rooms")?;
    album.takes(&ana.browser, "home-recent")
}

fn green_room(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    ana.opens("/r/rapat-pagi")?;
    ana.sees_preview()?;
    album.takes(&ana.browser, "green-room-new")?;
    Guests::of(&host, "rapat-pagi")?.enter(&[
        seen("Budi"),
        seen("Citra"),
        seen("Dewi"),
        seen("Eka"),
    ])?;
    ana.waits_before("rapat-pagi")?;
    ana.sees_preview()?;
    ana.browser.says(&["2 others"])?;
    album.takes(&ana.browser, "green-room")?;
    ana.clicks("Turn camera off")?;
    ana.clicks("Mute microphone")?;
    ana.browser.fill("Your name", " ")?;
    ana.clicks("Join now")?;
    album.takes(&ana.browser, "green-room-off")?;
    let silent =
        "window.WebSocket = class extends EventTarget { readyState = 0; close() {} send() {} }";
    ana.browser.script(silent, vec![])?;
    ana.browser.fill("Your name", "Ana")?;
    ana.clicks("Join now")?;
    album.takes(&ana.browser, "green-room-joining")
}

/// What a browser says when it gives no device: for what it is asked, the name and the words of its error.
const TROUBLES: [(&str, &str, &str, &str); 6] = [
    ("blocked", "both", "NotAllowedError", "Permission denied"),
    (
        "blocked-by-system",
        "both",
        "NotAllowedError",
        "Permission denied by system",
    ),
    (
        "nothing-there",
        "both",
        "NotFoundError",
        "Requested device not found",
    ),
    (
        "no-camera",
        "video",
        "NotFoundError",
        "Requested device not found",
    ),
    (
        "busy",
        "both",
        "NotReadableError",
        "Could not start video source",
    ),
    ("broken", "both", "AbortError", ""),
];

fn green_room_in_trouble(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    for (name, kind, error, words) in TROUBLES {
        let [ana] = stage.people([Chromium])?;
        let fail = format!(
            "const get = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
             if (get) navigator.mediaDevices.getUserMedia = async (wish) => {{
                 if ('{kind}' === 'both' || wish.{kind}) throw new DOMException('{words}', '{error}');
                 return get(wish);
             }};"
        );
        ana.browser.run_before_pages(&fail)?;
        ana.waits_before("rapat-pagi")?;
        ana.browser.says(&["You can join all the same."])?;
        album.takes(&ana.browser, &format!("green-room-{name}"))?;
        stage.end_scene();
    }
    Ok(())
}

fn pages_that_end(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    stage.expects_a_lost_server();
    stage.expected_errors.push("Cross-Origin-Opener-Policy");
    let address = stage.network.address()?;
    let port = stage.server()?.port();
    let [ana] = stage.people([Chromium])?;
    for (path, name) in [("/nowhere", "not-found"), ("/r/Tea%20time", "bad-room")] {
        ana.opens(path)?;
        ana.browser.shows(Role::Link, "Home")?;
        album.takes(&ana.browser, name)?;
    }
    ana.joins("tea")?;
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    album.takes(&ana.browser, "left")?;
    let small = e2e::Server::start(&stage.network, &[("TATAP_ROOM_CAPACITY", "2")])?;
    let [budi, host] = stage.people_at(&small.origin(), [Chromium, Chromium])?;
    Guests::of(&host, "tea")?.enter(&[seen("Citra"), seen("Dewi")])?;
    budi.waits_before("tea")?;
    budi.clicks("Join now")?;
    budi.browser.says(&["full"])?;
    album.takes(&budi.browser, "room-full")?;
    ana.browser
        .goto(&format!("http://{address}:{port}/r/tea"))?;
    ana.browser.says(&["https"])?;
    album.takes(&ana.browser, "not-secure")?;
    ana.browser.run_before_pages(
        "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;",
    )?;
    ana.opens("/r/tea")?;
    ana.browser.says(&["webrtc"])?;
    album.takes(&ana.browser, "too-old")
}

fn check(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, budi] = stage.people_at(&server.origin(), [Chromium, ChromiumRefusing])?;
    ana.checks()?;
    album.takes(&ana.browser, "check")?;
    budi.checks()?;
    album.takes(&budi.browser, "check-trouble")
}

fn pages_in_firefox(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let [ana] = stage.people([Firefox])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    album.takes(&ana.browser, "home")?;
    ana.waits_before("rapat-pagi")?;
    ana.sees_preview()?;
    album.takes(&ana.browser, "green-room")?;
    stage.end_scene();
    for (kind, name) in [(FirefoxRefusing, "blocked"), (ChromiumRefusing, "refused")] {
        let [ana] = stage.people([kind])?;
        ana.waits_before("rapat-pagi")?;
        ana.browser.says(&["blocked"])?;
        album.takes(&ana.browser, &format!("green-room-{name}"))?;
        stage.end_scene();
    }
    Ok(())
}

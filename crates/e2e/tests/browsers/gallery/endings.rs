//! The pages after a call, and those instead of one.

use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{Role, Server, Story, stories};

use super::album::Album;
use super::guests::{Guests, seen};
use super::large_server;
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    pages_that_are_not_there,
    pages_that_refuse,
    a_browser_that_cannot,
    a_call_that_goes_on_elsewhere,
    a_server_that_is_gone,
];

fn pages_that_are_not_there(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    stage.expects_a_lost_server();
    let [ana] = stage.people([Chromium])?;
    for (path, name) in [("/nowhere", "not-found"), ("/r/Tea%20time", "bad-room")] {
        ana.opens(path)?;
        ana.browser.shows(Role::Link, "Home")?;
        album.takes(&ana.browser, name)?;
    }
    ana.joins("tea")?;
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    album.takes(&ana.browser, "left")
}

fn pages_that_refuse(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    for (limit, room, says, name) in [
        (
            "TATAP_ROOM_CAPACITY",
            "tea",
            "This room is full",
            "room-full",
        ),
        (
            "TATAP_MAX_ROOMS",
            "cake",
            "The server is full",
            "server-full",
        ),
    ] {
        stage.expects_a_lost_server();
        let most = if room == "tea" { "2" } else { "1" };
        let server = Server::start(&stage.network, &[(limit, most)])?;
        let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
        Guests::of(&host, "tea")?.enter(&[seen("Citra"), seen("Dewi")])?;
        ana.waits_before(room)?;
        ana.clicks("Join now")?;
        ana.browser.says(&[says])?;
        album.takes(&ana.browser, name)?;
        stage.end_scene();
    }
    Ok(())
}

fn a_browser_that_cannot(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    stage.expected_errors.push("Cross-Origin-Opener-Policy");
    let address = stage.network.address()?;
    let port = stage.server()?.port();
    let [ana] = stage.people([Chromium])?;
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

/// Takes the page's own seat, as another window of the person would.
const TAKE_OVER: &str = "
    const [room] = arguments;
    const kept = sessionStorage.getItem(`tatap.seat.${room}`);
    const { token } = JSON.parse(kept.slice(kept.indexOf(' ') + 1));
    window.__elsewhere = new WebSocket(`ws://${location.host}/ws`);
    const resume = { type: 'resume', versions: [1], room, token, attempt: 1000, chat: 0, publications: [] };
    window.__elsewhere.onopen = () => window.__elsewhere.send(JSON.stringify(resume));
";

fn a_call_that_goes_on_elsewhere(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let [ana] = stage.people([Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    ana.browser.script(TAKE_OVER, vec![room.into()])?;
    ana.browser.says(&["This call goes on in another window"])?;
    album.takes(&ana.browser, "elsewhere")
}

fn a_server_that_is_gone(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let mut server = large_server(stage)?;
    let [ana] = stage.people_at(&server.origin(), [Chromium])?;
    ana.waits_before("tea")?;
    server.kill()?;
    ana.clicks("Join now")?;
    ana.browser.says(&["The server cannot be reached"])?;
    album.takes(&ana.browser, "unreachable")
}

//! The pages around a call.

use anyhow::Result;
use e2e::Kind::{Chromium, ChromiumRefusing, Firefox, FirefoxRefusing};
use e2e::{PlainProxy, Role, Server, Story, stories};

use super::album::Album;
use super::guests::{Guests, seen};
use super::{is_drawn, large_server};
use crate::person::Person;
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    home,
    green_room,
    green_room_in_trouble,
    check,
    check_that_fails,
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
const TROUBLES: [(&str, &str, &str, &str); 7] = [
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
    (IN_SAFARI, "both", "NotAllowedError", "Permission denied"),
];

/// The one that is taken in what calls itself Safari, whose way to allow it is another.
const IN_SAFARI: &str = "blocked-safari";
const SAFARI: &str = "Object.defineProperty(navigator, 'userAgent', { value:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15' });";

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
        if name == IN_SAFARI {
            ana.browser.run_before_pages(SAFARI)?;
        }
        ana.waits_before("rapat-pagi")?;
        ana.browser.says(&["You can join all the same."])?;
        album.takes(&ana.browser, &format!("green-room-{name}"))?;
        stage.end_scene();
    }
    Ok(())
}

fn check(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, budi] = stage.people_at(&server.origin(), [Chromium, ChromiumRefusing])?;
    ana.checks()?;
    album.takes(&ana.browser, "check")?;
    at_the_end(&album, &ana, "check-end")?;
    budi.checks()?;
    album.takes(&budi.browser, "check-trouble")
}

fn check_that_fails(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    stage.expects_a_lost_server();
    let without = Server::start(&stage.network, &[("TATAP_TURN_ADDR", "off")])?;
    let server = large_server(stage)?;
    let proxy = PlainProxy::start(&stage.network, server.port())?;
    for (origin, name) in [
        (without.origin(), "check-no-relay"),
        (proxy.origin(), "check-no-upgrade"),
    ] {
        let [ana] = stage.people_at(&origin, [Chromium])?;
        ana.checks()?;
        album.takes(&ana.browser, name)?;
        at_the_end(&album, &ana, &format!("{name}-end"))?;
        stage.end_scene();
    }
    Ok(())
}

/// Takes the picture of a long page's end.
fn at_the_end(album: &Album, person: &Person, name: &str) -> Result<()> {
    // A page that is made narrower is longer, and stays where it was: at its beginning, without this.
    let stay = "const end = () => scrollTo(0, document.scrollingElement.scrollHeight); end(); addEventListener('resize', end)";
    person.browser.script(stay, vec![])?;
    album.takes(&person.browser, name)
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

//! What a call looks like when something is wrong, or is recorded.

use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{MisbehavingServer, Mode, Role, Story, stories};

use super::album::Album;
use super::guests::{Guests, seen, unseen};
use super::{is_drawn, is_quiet, large_server, sees_pictures};
use crate::sound::TONE;
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    a_lost_server,
    lost_people,
    ones_own_recording,
    a_muted_voice,
    messages_that_failed,
    sound_that_is_blocked,
];

fn a_lost_server(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    stage.expects_a_lost_server();
    let mut server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi"), seen("Citra"), unseen("Dewi")])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 3)?;
    is_quiet(&ana)?;
    server.kill()?;
    ana.browser.says(&["Next try"])?;
    album.takes(&ana.browser, "reconnecting")?;
    ana.clicks("Chat")?;
    ana.says_in_chat("Does this arrive?")?;
    album.takes(&ana.browser, "reconnecting-chat")?;
    ana.clicks("Chat")?;
    server.start_again()?;
    ana.browser.says(&["joined again"])?;
    album.takes(&ana.browser, "back-again")
}

fn lost_people(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi"), seen("Citra"), unseen("Dewi"), seen("Eka")])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 4)?;
    is_quiet(&ana)?;
    guests.act("Budi", "vanish", ())?;
    guests.act("Citra", "freeze", ())?;
    guests.act("Dewi", "freeze", ())?;
    ana.browser.says(&["Waiting for Citra’s connection"])?;
    album.takes(&ana.browser, "stalled")?;
    let lost = || ana.browser.says(&["The connection to Dewi is lost"]);
    // Each try to build the connection anew takes its time.
    lost().or_else(|_| lost()).or_else(|_| lost())?;
    album.takes(&ana.browser, "lost")
}

/// A file that takes all that is written.
const FILE: &str = "window.showSaveFilePicker = async () => ({
    createWritable: async () => ({ write: async () => {}, close: async () => {}, abort: async () => {} }),
})";

fn ones_own_recording(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi")])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 2)?;
    is_quiet(&ana)?;
    ana.browser.script(FILE, vec![])?;
    ana.clicks("More")?;
    ana.clicks("Record the call")?;
    ana.browser.shows(Role::Button, "Stop recording")?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "recording")
}

fn a_muted_voice(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    ana.browser.run_before_pages(TONE)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi")])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 2)?;
    is_quiet(&ana)?;
    ana.clicks("Mute microphone")?;
    ana.browser.says(&["You are muted"])?;
    album.takes(&ana.browser, "muted-voice")
}

fn messages_that_failed(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let proper = large_server(stage)?;
    let server = MisbehavingServer::start(&stage.network, proper.port())?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi"), unseen("Dewi")])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 2)?;
    guests.act("Budi", "say", "Did you send the figures?")?;
    ana.reads_in_chat(&["the figures?"])?;
    server.becomes(Mode::RefusesChat);
    for message in [
        "Yes, yesterday.",
        "They are at https://example.org/figures, with a page for each month and one for the whole year.",
    ] {
        ana.says_in_chat(message)?;
        ana.browser
            .shows(Role::Button, &format!("Delete {message}"))?;
    }
    is_quiet(&ana)?;
    album.takes(&ana.browser, "chat-failed")
}

/// A browser that plays nothing with sound before a click.
const QUIET: &str = "
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        if (this.muted) return play.call(this);
        return Promise.reject(new DOMException('play() failed', 'NotAllowedError'));
    };
";

fn sound_that_is_blocked(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    ana.browser.run_before_pages(QUIET)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&[seen("Budi"), seen("Citra"), unseen("Dewi")])?;
    ana.joins("rapat-pagi")?;
    ana.browser.shows(Role::Button, "Turn sound on")?;
    sees_pictures(&ana, 3)?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "sound-blocked")
}

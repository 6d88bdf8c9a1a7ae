//! Calls of one to nine, in all layouts.

use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{Role, Story, stories};

use super::album::Album;
use super::guests::{Guest, Guests, seen, unseen};
use super::{is_drawn, is_quiet, large_server, sees_pictures};
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    one_to_nine,
    spotlight_and_screens,
    ones_own_screen_and_picture
];

const COMPANY: [Guest; 8] = [
    seen("Budi"),
    Guest {
        name: "Citra",
        camera: true,
        microphone: false,
    },
    unseen("Dewi"),
    seen("Eka"),
    Guest {
        name: "Raden Mas Fajar Kusumawardhana Prawiranegara",
        camera: true,
        microphone: false,
    },
    Guest {
        name: "Gita",
        camera: false,
        microphone: true,
    },
    seen("عمر"),
    seen("Hana"),
];

fn one_to_nine(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 1)?;
    album.takes(&ana.browser, "call-1")?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    let mut pictures = 1;
    for (index, guest) in COMPANY.iter().enumerate() {
        guests.enter(&[*guest])?;
        pictures += usize::from(guest.camera);
        sees_pictures(&ana, pictures)?;
        if index == 0 {
            album.takes(&ana.browser, "notice-joined")?;
        }
        is_quiet(&ana)?;
        album.takes(&ana.browser, &format!("call-{}", index + 2))?;
    }
    Ok(())
}

fn spotlight_and_screens(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&COMPANY[..3])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 3)?;
    guests.act("Budi", "speak", true)?;
    for layout in ["Layout: Automatic", "Layout: Grid"] {
        ana.clicks("More")?;
        ana.clicks(layout)?;
    }
    is_quiet(&ana)?;
    album.takes(&ana.browser, "spotlight-4")?;
    guests.act("Budi", "share", ())?;
    ana.browser.shows(Role::Tile, "Budi’s screen")?;
    sees_pictures(&ana, 4)?;
    ana.clicks("More")?;
    ana.clicks("Layout: Spotlight")?;
    album.takes(&ana.browser, "screen-4")?;
    ana.clicks("Chat")?;
    album.takes(&ana.browser, "screen-4-chat")?;
    ana.clicks("Chat")?;
    guests.enter(&COMPANY[3..])?;
    sees_pictures(&ana, 8)?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "screen-9")?;
    ana.clicks("Options for Budi’s screen")?;
    album.takes(&ana.browser, "screen-9-menu")
}

fn ones_own_screen_and_picture(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    is_drawn(&ana)?;
    let mut guests = Guests::of(&host, "rapat-pagi")?;
    guests.enter(&COMPANY[..2])?;
    ana.joins("rapat-pagi")?;
    sees_pictures(&ana, 3)?;
    ana.clicks("Share screen")?;
    ana.browser.shows(Role::Button, "Stop sharing")?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "sharing")?;
    ana.clicks("Stop sharing")?;
    ana.clicks("Turn camera off")?;
    ana.clicks("Mute microphone")?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "all-off")?;
    ana.clicks("Settings")?;
    let hide = "[...document.querySelectorAll('label')].find((one) => one.textContent.trim() === 'Show my own picture').querySelector('input').click()";
    ana.browser.script(hide, vec![])?;
    ana.clicks("Settings")?;
    album.takes(&ana.browser, "self-hidden")
}

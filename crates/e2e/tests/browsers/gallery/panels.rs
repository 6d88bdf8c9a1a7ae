//! Everything that opens in a call.

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Story, stories};

use super::album::Album;
use super::guests::{Guest, Guests, seen, unseen};
use super::{is_drawn, is_drawn_as, is_quiet, large_server, sees_pictures};
use crate::person::Person;
use crate::stage::Stage;

pub(super) const STORIES: &[Story<Stage>] = stories![
    menus_and_panels,
    chat,
    files,
    hands_and_reactions,
    the_call_in_firefox,
];

const COMPANY: [Guest; 3] = [
    seen("Budi"),
    Guest {
        name: "Citra",
        camera: true,
        microphone: false,
    },
    unseen("Dewi"),
];

/// What opens: its picture's name, the buttons that open it and the one that closes it.
const OPENINGS: [(&str, &[&str], &str); 9] = [
    ("people", &["People (4)"], "People (4)"),
    ("settings", &["Settings"], "Settings"),
    ("keys", &["More", "Keyboard help"], "Close"),
    ("more", &["More"], "More"),
    ("reaction-menu", &["Reactions"], "Reactions"),
    ("tile-menu", &["Options for Citra"], "Options for Citra"),
    ("link", &["Options for Citra", "Connection info"], "Close"),
    (
        "microphone-menu",
        &["Microphone and speaker options"],
        "Microphone and speaker options",
    ),
    ("camera-menu", &["Camera options"], "Camera options"),
];

fn menus_and_panels(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    let mut guests = meet(&ana, &host)?;
    guests.act("Dewi", "raise", true)?;
    ana.browser.says(&["raised a hand"])?;
    is_quiet(&ana)?;
    for (name, opens, closes) in OPENINGS {
        for button in opens {
            ana.clicks(button)?;
        }
        album.takes(&ana.browser, name)?;
        if name == "settings" {
            let end =
                "const all = document.querySelector('.settings'); all.scrollTop = all.scrollHeight";
            ana.browser.script(end, vec![])?;
            album.takes(&ana.browser, "settings-end")?;
        }
        ana.clicks(closes)?;
    }
    let names = ["Eka", "Raden Mas Fajar Kusumawardhana Prawiranegara"];
    guests.enter(&names.map(unseen))?;
    guests.act(names[1], "raise", true)?;
    ana.clicks("People (6)")?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "people-6")
}

fn chat(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    let guests = meet(&ana, &host)?;
    ana.clicks("Chat")?;
    album.takes(&ana.browser, "chat-empty")?;
    ana.says_in_chat("Good morning! Shall we begin?")?;
    guests.act("Budi", "say", "Selamat pagi 👋")?;
    guests.act("Budi", "say", "The notes of last week are at https://example.org/notes/2026/week-47?part=2&view=all#what-we-learned")?;
    guests.act(
        "Citra",
        "say",
        "Thank you. I have two things:\n1. the figures\n2. who comes on Friday",
    )?;
    ana.browser.says(&["who comes on Friday"])?;
    album.takes(&ana.browser, "chat")?;
    guests.act(
        "Dewi",
        "say",
        "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselanhänger",
    )?;
    for line in [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight",
    ] {
        guests.act(
            "Dewi",
            "say",
            format!("{line}: a line among many, so that the list is longer than the panel."),
        )?;
    }
    ana.browser.says(&["Eight: a line"])?;
    ana.browser
        .fill("Write to everyone", &"A text that grows ".repeat(12))?;
    album.takes(&ana.browser, "chat-long")?;
    ana.browser.fill("Write to everyone", "")?;
    ana.clicks("Chat")?;
    guests.act("Budi", "say", "Still there?")?;
    guests.act("Budi", "say", "I hear nothing.")?;
    ana.browser.shows(Role::Button, "Chat (2 new messages)")?;
    album.takes(&ana.browser, "chat-unread")
}

fn files(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, budi] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    for (person, look) in [(&ana, 0), (&budi, 1)] {
        is_drawn_as(person, look)?;
        person.joins("rapat-pagi")?;
    }
    sees_pictures(&ana, 2)?;
    let folder = tempfile::TempDir::new()?;
    let write = |name: &str, size: usize| {
        let path = folder.path().join(name);
        std::fs::write(&path, vec![7; size])?;
        anyhow::Ok(path.display().to_string())
    };
    let attach = "Send a file to everyone (up to 100 MB)";
    budi.says_in_chat("Here are the plans.")?;
    budi.browser.choose_file(
        attach,
        &write(
            "floor-plan-of-the-new-office-building-second-floor.pdf",
            4_200_000,
        )?,
    )?;
    budi.browser
        .choose_file(attach, &write("film.mkv", 90_000_000)?)?;
    ana.reads_in_chat(&["film.mkv"])?;
    album.takes(&ana.browser, "files-offered")?;
    album.takes(&budi.browser, "files-own")?;
    ana.clicks("Download floor-plan-of-the-new-office-building-second-floor.pdf")?;
    ana.reads_in_chat(&["It is here."])?;
    ana.clicks("Download film.mkv")?;
    ana.browser.shows(Role::Button, "Cancel film.mkv")?;
    album.takes(&ana.browser, "files-coming")?;
    budi.browser
        .choose_file(attach, &write("too-large.iso", 100_000_001)?)?;
    budi.browser.says(&["too large"])?;
    album.takes(&budi.browser, "files-too-large")
}

fn hands_and_reactions(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, host] = stage.people_at(&server.origin(), [Chromium, Chromium])?;
    let guests = meet(&ana, &host)?;
    ana.clicks("Raise hand")?;
    guests.act("Citra", "raise", true)?;
    guests.act("Citra", "record", true)?;
    guests.act("Budi", "speak", true)?;
    ana.browser.says(&["Citra records the call"])?;
    album.takes(&ana.browser, "hands")?;
    // A reaction is gone before all pictures are taken: one is made for each.
    let keep = "window.__react = setInterval(() => { for (const [name, what] of [['Budi', 'celebrate'], ['Dewi', 'thumbs_up'], ['Citra', 'heart']]) window.__guests.all[name].react(what); }, 2500)";
    host.browser.script(keep, vec![])?;
    ana.browser.says(&["Heart"])?;
    album.takes(&ana.browser, "reactions")
}

fn the_call_in_firefox(stage: &mut Stage) -> Result<()> {
    let album = Album::open()?;
    let server = large_server(stage)?;
    let [ana, budi] = stage.people_at(&server.origin(), [Firefox, Chromium])?;
    is_drawn_as(&budi, 1)?;
    budi.joins("rapat-pagi")?;
    ana.waits_before("rapat-pagi")?;
    album.takes(&ana.browser, "green-room")?;
    ana.enters()?;
    sees_pictures(&ana, 2)?;
    is_quiet(&ana)?;
    album.takes(&ana.browser, "call-2")?;
    for (name, opens, closes) in [
        ("chat", "Chat", "Chat"),
        ("people", "People (2)", "People (2)"),
        ("settings", "Settings", "Settings"),
        ("more", "More", "More"),
        ("tile-menu", "Options for Budi", "Options for Budi"),
    ] {
        ana.clicks(opens)?;
        album.takes(&ana.browser, name)?;
        ana.clicks(closes)?;
    }
    Ok(())
}

/// Ana is in a call with the company, and was there first: hosts have more to open.
fn meet(ana: &Person, host: &Person) -> Result<Guests> {
    is_drawn(ana)?;
    let mut guests = Guests::of(host, "rapat-pagi")?;
    ana.joins("rapat-pagi")?;
    guests.enter(&COMPANY)?;
    sees_pictures(ana, 3)?;
    is_quiet(ana)?;
    Ok(guests)
}

//! People whose screen is small, whose letters are large, and whose language has longer words.

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Kind, Role, Story, stories};
use serde_json::json;

use crate::devices::chooses;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![everything_fits_narrow_screens_and_large_letters];

/// A screen in CSS pixels, with letters of so many percent.
struct Screen {
    width: u32,
    height: u32,
    letters: u32,
}

/// The narrowest that has to do (WCAG 1.4.10), one of 1280 by 800 at 200 %, and large letters on a phone.
const SCREENS: [Screen; 3] = [
    Screen {
        width: 320,
        height: 640,
        letters: 100,
    },
    Screen {
        width: 640,
        height: 400,
        letters: 100,
    },
    Screen {
        width: 360,
        height: 740,
        letters: 200,
    },
];

fn everything_fits_narrow_screens_and_large_letters(stage: &mut Stage) -> Result<()> {
    let mut crowded = Vec::new();
    for (kind, in_indonesian) in [(Chromium, false), (Chromium, true), (Firefox, false)] {
        goes_through(stage, kind, in_indonesian, &mut crowded)?;
        stage.clear()?;
    }
    ensure!(crowded.is_empty(), "crowded:\n{}", crowded.join("\n"));
    Ok(())
}

/// What is clicked on the way through a call, in Bahasa Indonesia.
const INDONESIAN: [(&str, &str); 12] = [
    ("New meeting", "Rapat baru"),
    ("Your name", "Nama Anda"),
    ("Join now", "Gabung sekarang"),
    ("Ana (you)", "Ana (Anda)"),
    ("People (2)", "Peserta (2)"),
    ("Chat", "Obrolan"),
    ("Settings", "Pengaturan"),
    ("Options for Budi", "Pilihan untuk Budi"),
    ("Connection info", "Info koneksi"),
    ("Close", "Tutup"),
    ("Leave", "Keluar"),
    ("Rejoin", "Gabung lagi"),
];

fn goes_through(
    stage: &mut Stage,
    kind: Kind,
    in_indonesian: bool,
    crowded: &mut Vec<String>,
) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    let say = |english: &'static str| {
        let mut words = INDONESIAN.into_iter().filter(|_| in_indonesian);
        let word = words.find(|(word, _)| *word == english);
        word.map_or(english, |(_, word)| word)
    };
    let clicks = |button| ana.clicks(say(button));
    let mut looks = |state: &str| {
        let state = format!("{kind:?}, {state}, Indonesian {in_indonesian}");
        looks(&ana, &state, crowded)
    };
    budi.joins(&room)?;
    ana.opens("/")?;
    if in_indonesian {
        chooses(&ana, "Language", "Indonesia")?;
    }
    ana.browser.shows(Role::Button, say("New meeting"))?;
    looks("home")?;
    ana.opens(&format!("/r/{room}"))?;
    ana.browser.fill(say("Your name"), ana.name)?;
    ana.sees_preview()?;
    looks("green room")?;
    clicks("Join now")?;
    ana.browser.shows(Role::Tile, say("Ana (you)"))?;
    ana.sees_video(budi.name, true)?;
    looks("call")?;
    for panel in ["People (2)", "Chat", "Settings"] {
        clicks(panel)?;
        looks(panel)?;
        clicks(panel)?;
    }
    clicks("Options for Budi")?;
    clicks("Connection info")?;
    looks("connection info")?;
    clicks("Close")?;
    clicks("Leave")?;
    ana.browser.shows(Role::Button, say("Rejoin"))?;
    looks("left")
}

/// Looks at the page on every screen.
fn looks(person: &Person, state: &str, crowded: &mut Vec<String>) -> Result<()> {
    let letters = "document.documentElement.style.fontSize = arguments[0]";
    for screen in SCREENS {
        let Screen {
            width,
            height,
            letters: percent,
        } = screen;
        person.browser.has_screen(width, height)?;
        let size = json!(format!("{percent}%"));
        person.browser.script(letters, vec![size])?;
        person.browser.settle()?;
        let problems = person.browser.crowding()?.into_iter();
        crowded.extend(problems.map(|problem| {
            format!("{state} on {width} x {height}, letters of {percent} %: {problem}")
        }));
    }
    person.browser.script(letters, vec![json!("")])?;
    person.browser.has_no_screen()
}

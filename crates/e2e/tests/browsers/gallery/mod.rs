//! Pictures of every page and state, on all screens, in both languages and themes, for people to look at.
//!
//! They are taken where `TATAP_PICTURES` names a folder for them, and then nothing else is played.
//! `TATAP_PICTURES_SCREEN=1280x800` takes those of one screen alone.

mod album;
mod endings;
mod guests;
mod outside;
mod panels;
mod together;
mod troubles;

use anyhow::Result;
use e2e::{Server, Story, eventually};

use self::album::FOLDER;
use self::guests::DRAWING;
use crate::person::Person;
use crate::stage::Stage;

const CAMERA: &str = include_str!("camera.js");

/// All pictures, where there is a folder for them.
pub(crate) fn stories() -> Option<Vec<Story<Stage>>> {
    std::env::var_os(FOLDER)?;
    let all = [
        outside::STORIES,
        endings::STORIES,
        together::STORIES,
        panels::STORIES,
        troubles::STORIES,
    ];
    Some(all.concat())
}

/// A server whose rooms take a dozen.
fn large_server(stage: &mut Stage) -> Result<Server> {
    // It ends before the pages do.
    stage.expects_a_lost_server();
    Server::start(&stage.network, &[("TATAP_ROOM_CAPACITY", "12")])
}

/// The camera of `person` shows a drawn one from the next page on.
fn is_drawn(person: &Person) -> Result<()> {
    is_drawn_as(person, 0)
}

/// Like [`is_drawn`], with a look of `drawing.js`.
fn is_drawn_as(person: &Person, look: u8) -> Result<()> {
    person
        .browser
        .run_before_pages(&format!("window.__look = {look}"))?;
    person.browser.run_before_pages(DRAWING)?;
    person.browser.run_before_pages(CAMERA)
}

/// Waits until nothing is told for a moment any more.
fn is_quiet(person: &Person) -> Result<()> {
    let toasts = "return document.querySelectorAll('.toast, .reaction').length";
    eventually("the notices are gone", || {
        Ok((person.browser.script(toasts, vec![])? == 0).then_some(()))
    })
}

/// Waits until so many tiles show a moving picture.
fn sees_pictures(person: &Person, count: usize) -> Result<()> {
    let playing = "return [...document.querySelectorAll('figure.tile video')].filter((one) => one.videoWidth > 0 && !one.paused && getComputedStyle(one).opacity === '1').length";
    eventually(&format!("{count} pictures move"), || {
        let now = person.browser.script(playing, vec![])?;
        Ok((now.as_u64() == u64::try_from(count).ok()).then_some(()))
    })
}

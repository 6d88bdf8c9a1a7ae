//! What a browser knows of a person who comes again.

use anyhow::{Result, ensure};
use e2e::Kind::{ChromiumWithCameras, Firefox};
use e2e::{Role, Story, eventually, stories};
use serde_json::json;

use crate::devices::{chooses, sends};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_name_and_the_chosen_devices_are_there_again,
    firefox_knows_the_name_again,
];

/// What the green room has chosen: a name, and the words of each list.
const CHOSEN: &str = "
    const words = (select) => select.selectedOptions[0]?.textContent.trim();
    const lists = [...document.querySelectorAll('.device-pickers select')];
    return [document.querySelector('form input').value, ...lists.map(words)];
";

/// The names of the cameras whose pictures the page shows.
const SEEN: &str = "
    const streams = [...document.querySelectorAll('video')].map((video) => video.srcObject);
    return streams.flatMap((stream) => stream?.getVideoTracks() ?? []).map((track) => track.label);
";

fn a_name_and_the_chosen_devices_are_there_again(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([ChromiumWithCameras, Firefox])?;
    let room = stage.room();
    let (microphone, camera, speaker) =
        ("Fake Audio Input 2", "fake_device_2", "Fake Audio Output 2");
    ana.waits_before(&room)?;
    ana.sees_preview()?;
    let shows_another = ana.browser.script(SEEN, vec![])?;
    ensure!(
        shows_another != json!([camera]),
        "{camera} is the usual one"
    );
    for (list, device) in [
        ("Microphone", microphone),
        ("Camera", camera),
        ("Speaker", speaker),
    ] {
        chooses(&ana, list, device)?;
    }
    shows_picture_of(&ana, camera)?;
    ana.enters()?;
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;

    // What only a tab keeps is gone with it.
    ana.browser.renew_window()?;
    let next = stage.room();
    ana.opens(&format!("/r/{next}"))?;
    has_chosen(&ana, &[ana.name, microphone, camera, speaker])?;
    shows_picture_of(&ana, camera)?;
    ana.enters()?;
    budi.joins(&next)?;
    sends(&ana, microphone)?;
    budi.sees_video(ana.name, true)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

fn firefox_knows_the_name_again(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Firefox])?;
    ana.joins(&stage.room())?;
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    ana.browser.renew_window()?;
    ana.opens(&format!("/r/{}", stage.room()))?;
    eventually("the name is there", || {
        let chosen = ana.browser.script(CHOSEN, vec![])?;
        ensure!(chosen[0] == ana.name, "there is {chosen}");
        Ok(Some(()))
    })?;
    ana.browser.record()?;
    ana.enters()
}

fn has_chosen(person: &Person, expected: &[&str]) -> Result<()> {
    eventually(&format!("{expected:?} are chosen"), || {
        let chosen = person.browser.script(CHOSEN, vec![])?;
        let chosen: Vec<_> = chosen
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one.as_str())
            .collect();
        ensure!(
            chosen.len() == expected.len()
                && chosen
                    .iter()
                    .zip(expected)
                    .all(|(one, part)| one.contains(part)),
            "chosen are {chosen:?}"
        );
        Ok(Some(()))
    })
}

fn shows_picture_of(person: &Person, camera: &str) -> Result<()> {
    eventually(&format!("the picture is of {camera}"), || {
        let seen = person.browser.script(SEEN, vec![])?;
        ensure!(seen == json!([camera]), "it is of {seen}");
        Ok(Some(()))
    })?;
    person.sees_preview()
}

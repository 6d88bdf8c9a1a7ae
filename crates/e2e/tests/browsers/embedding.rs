//! A call in a frame of another site's page: the page of `docs/embedding`.

use std::path::Path;

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Server, StaticHost, Story, eventually, stories};
use serde_json::Value;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_page_of_another_site_has_a_call_in_a_frame,
    a_page_that_the_operator_does_not_name_has_none,
];

fn a_page_of_another_site_has_a_call_in_a_frame(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    let site = StaticHost::of(&stage.network, &examples())?;
    let server = Server::start(&stage.network, &[("TATAP_EMBED_ORIGINS", &site.origin())])?;
    for (inside, outside) in [(Chromium, Firefox), (Firefox, Chromium)] {
        let [ana, budi] = stage.people_at(&server.origin(), [inside, outside])?;
        let room = stage.room();
        embeds(&ana, &site, &server, &room)?;
        ana.browser.enter_frame()?;
        let named = "return document.querySelector('#your-name')?.value";
        eventually("the name is filled in", || {
            let name = ana.browser.script(named, vec![])?;
            Ok((name == ana.name).then_some(()))
        })?;
        ana.clicks("Join now")?;
        ana.browser.shows(Role::Tile, &ana.own_tile())?;
        ana.browser.shows(Role::Button, "Turn camera on")?;
        budi.joins(&room)?;
        budi.sees_muted(ana.name, false)?;
        budi.sees_video(ana.name, false)?;

        ana.browser.leave_frame()?;
        is_told(
            &ana,
            &[
                r#"{"tatap":1,"event":"ready"}"#,
                r#"{"tatap":1,"event":"joined"}"#,
                r#"{"tatap":1,"event":"microphone","on":true}"#,
                r#"{"tatap":1,"event":"participants","count":2}"#,
            ],
        )?;
        ana.clicks("Mute me")?;
        budi.sees_muted(ana.name, true)?;
        is_told(&ana, &[r#"{"tatap":1,"event":"microphone","on":false}"#])?;
        ana.clicks("Hang up")?;
        budi.sees_only(&[])?;
        is_told(&ana, &[r#"{"tatap":1,"event":"left","reason":"left"}"#])?;
        for person in [&ana, &budi] {
            person.opens("/")?;
        }
    }
    Ok(())
}

fn a_page_that_the_operator_does_not_name_has_none(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    // Chromium says why the frame is empty.
    stage.expected_errors.push("frame-ancestors");
    let site = StaticHost::of(&stage.network, &examples())?;
    let other = StaticHost::of(&stage.network, &examples())?;
    let server = Server::start(&stage.network, &[("TATAP_EMBED_ORIGINS", &other.origin())])?;
    for kind in [Chromium, Firefox] {
        let [ana] = stage.people_at(&server.origin(), [kind])?;
        let room = stage.room();
        embeds(&ana, &other, &server, &room)?;
        is_told(&ana, &[r#"{"tatap":1,"event":"ready"}"#])?;
        embeds(&ana, &site, &server, &room)?;
        ana.browser.enter_frame()?;
        let is_app = "return Boolean(document.querySelector('#your-name'))";
        eventually("the frame shows something else", || {
            let loaded = ana.browser.script("return document.readyState", vec![])?;
            Ok((loaded == "complete").then_some(()))
        })?;
        let is_app = ana.browser.script(is_app, vec![])?;
        ensure!(is_app == false, "the app is in the frame");
        ana.browser.leave_frame()?;
        let told = events(&ana)?;
        ensure!(told.is_empty(), "it was told {told:?}");
        ana.opens("/")?;
    }
    Ok(())
}

fn embeds(person: &Person, site: &StaticHost, server: &Server, room: &str) -> Result<()> {
    let (site, server) = (site.origin(), server.origin());
    person.browser.goto(&format!(
        "{site}/example.html?server={server}&room={room}&name={}",
        person.name
    ))
}

/// Waits until the page has shown all of `expected`, in this order, among others.
fn is_told(person: &Person, expected: &[&str]) -> Result<()> {
    eventually(&format!("the page is told {expected:?}"), || {
        let told = events(person)?;
        let mut told = told.iter();
        let all = expected.iter().all(|one| told.any(|told| told == one));
        Ok(all.then_some(()))
    })
}

fn events(person: &Person) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('#events li')].map((item) => item.textContent)";
    let events = person.browser.script(script, vec![])?;
    let texts = events.as_array().into_iter().flatten();
    Ok(texts.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn examples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/embedding")
}

//! What is loaded later than the app itself: the call, while people are in the green room.

use std::fs;

use anyhow::{Context, Result, ensure};
use e2e::Kind::Chromium;
use e2e::{Kind, Role, Server, Story, eventually, stories, web_app};
use serde_json::json;

use crate::installing::copy;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_call_is_loaded_in_the_green_room_and_not_before,
    all_panels_open_while_the_server_is_away,
    whoever_joins_without_the_call_is_told_and_tries_again,
    a_page_that_is_loaded_again_without_the_call_says_so,
];

/// The paths of the parts that the page has asked for.
const LOADED: &str = "
    const paths = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    return paths.filter((path) => path.startsWith('/call-'));
";

fn the_call_is_loaded_in_the_green_room_and_not_before(stage: &mut Stage) -> Result<()> {
    stage.in_both(|stage, kind| {
        let [ana] = stage.people([kind])?;
        ana.opens("/")?;
        ana.browser.shows(Role::Button, "New meeting")?;
        let loaded = ana.browser.script(LOADED, vec![])?;
        ensure!(loaded == json!([]), "the home page has loaded {loaded}");
        ana.clicks("New meeting")?;
        ana.browser.shows(Role::Button, "Join now")?;
        // Once each: the program and its style.
        eventually("the call is loaded", || {
            let loaded = ana.browser.script(LOADED, vec![])?;
            ensure!(
                loaded.as_array().map(Vec::len) == Some(2),
                "loaded is {loaded}"
            );
            Ok(Some(()))
        })
    })
}

fn all_panels_open_while_the_server_is_away(stage: &mut Stage) -> Result<()> {
    stage.in_both(opens_all_panels)
}

fn opens_all_panels(stage: &mut Stage, kind: Kind) -> Result<()> {
    stage.expects_a_lost_server();
    let mut server = Server::start(&stage.network, &[])?;
    let [ana, budi] = stage.people_at(&server.origin(), [kind, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;

    server.kill()?;
    ana.browser.says(&["Reconnecting"])?;
    for (button, words) in [
        ("People (2)", "Mute for me"),
        ("Chat", "Nothing has been written yet"),
        ("Settings", "Remove noise"),
    ] {
        ana.clicks(button)?;
        ana.browser.says(&[words])?;
        ana.clicks(button)?;
    }
    ana.clicks("More")?;
    ana.clicks("Keyboard help")?;
    ana.browser.says(&["Hold to talk"])?;
    ana.clicks("Close")?;
    ana.clicks("Options for Budi")?;
    ana.clicks("Connection info")?;
    ana.browser.says(&["path: direct"])?;
    ana.clicks("Close")?;
    ana.clicks("Reactions")?;
    ana.browser.shows(Role::Button, "Thumbs up")?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn whoever_joins_without_the_call_is_told_and_tries_again(stage: &mut Stage) -> Result<()> {
    stage.in_both(joins_without_the_call)
}

fn joins_without_the_call(stage: &mut Stage, kind: Kind) -> Result<()> {
    stage.expects_a_lost_server();
    let files = tempfile::tempdir()?;
    copy(&web_app(), files.path())?;
    let mut entries = fs::read_dir(files.path())?.flatten();
    let part = entries
        .find(|entry| entry.file_name().to_string_lossy().starts_with("call-"))
        .context("the web app has no such part")?
        .path();
    let content = fs::read(&part)?;
    fs::remove_file(&part)?;
    let folder = files.path().to_string_lossy().into_owned();
    let server = Server::start(&stage.network, &[("TATAP_WEB_DIR", &folder)])?;
    stage.expected_errors.extend(["/call-", "fetch Wasm"]);

    let [ana] = stage.people_at(&server.origin(), [kind])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.clicks("Join now")?;
    let told = "A part of Tatap could not be loaded.";
    ana.browser.says(&[told])?;
    is_in_no_call(&ana)?;
    fs::write(&part, content)?;
    ana.enters()
}

/// Nobody is heard who does not see the call.
fn is_in_no_call(person: &Person) -> Result<()> {
    person.browser.shows(Role::Button, "Join now")?;
    let room = "
        const room = location.pathname.replace('/r/', '');
        return await (await fetch(`/api/rooms/${room}`)).text();
    ";
    let told = person.browser.script(room, vec![])?;
    let told = told.as_str().unwrap_or_default();
    ensure!(!told.contains(person.name), "the server says {told}");
    Ok(())
}

fn a_page_that_is_loaded_again_without_the_call_says_so(stage: &mut Stage) -> Result<()> {
    stage
        .expected_errors
        .extend(["/call-", "net::ERR", "fetch"]);
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_only(&[&budi])?;

    let blocked = |parts: &[&str]| {
        let browser = &ana.browser;
        browser.devtools("Network.enable", json!({}))?;
        browser.devtools("Network.setBypassServiceWorker", json!({ "bypass": true }))?;
        browser.devtools("Network.setBlockedURLs", json!({ "urls": parts }))
    };
    blocked(&["*/call-*"])?;
    ana.opens(&format!("/r/{room}"))?;
    ana.browser
        .says(&["A part of Tatap could not be loaded", "then reload"])?;
    ana.browser.shows(Role::Button, "Reload")?;

    blocked(&[])?;
    ana.clicks("Reload")?;
    ana.sees_only(&[&budi])?;
    budi.sees_and_hears(1)?;
    Ok(())
}

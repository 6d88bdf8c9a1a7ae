//! The app as something that is installed: it opens without a network, and never in an old version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::Kind::Chromium;
use e2e::{Kind, Role, Server, Story, eventually, stories, web_app};
use serde_json::{Value, json};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_app_can_be_installed,
    the_app_opens_without_its_server_and_says_that_there_is_no_network,
    a_new_version_takes_the_place_of_what_was_kept,
];

/// The paths of all that is kept for a page without a network.
const KEPT: &str = "
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname).sort();
";

fn the_app_can_be_installed(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    is_kept(&ana)?;
    let manifest = ana.browser.devtools("Page.getAppManifest", json!({}))?;
    ensure!(
        manifest["errors"] == json!([]),
        "the manifest has {}",
        manifest["errors"]
    );
    let parsed: Value = serde_json::from_str(manifest["data"].as_str().context("no manifest")?)?;
    ensure!(parsed["display"] == "standalone", "it says {parsed}");
    let problems = ana
        .browser
        .devtools("Page.getInstallabilityErrors", json!({}))?;
    ensure!(
        problems["installabilityErrors"] == json!([]),
        "it cannot be installed: {problems}"
    );
    // What is no page names none, and browsers look there by themselves.
    let icon = "
        const image = new Image();
        image.src = '/favicon.ico';
        await image.decode();
        return image.naturalWidth;
    ";
    let icon = ana.browser.script(icon, vec![])?;
    ensure!(icon == 32, "the icon is {icon} pixels wide");
    Ok(())
}

fn the_app_opens_without_its_server_and_says_that_there_is_no_network(
    stage: &mut Stage,
) -> Result<()> {
    stage.in_both(opens_without_its_server)
}

fn opens_without_its_server(stage: &mut Stage, kind: Kind) -> Result<()> {
    stage.expects_a_lost_server();
    let mut server = Server::start(&stage.network, &[])?;
    let [ana] = stage.people_at(&server.origin(), [kind])?;
    let room = stage.room();
    ana.joins(&room)?;
    is_kept(&ana)?;
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    let kept = is_kept(&ana)?;
    ensure!(
        kept.iter().all(|path| path == "/"
            || path.contains("client-")
            || path.contains("call-")
            || path.contains("main-")
            || path.contains("favicon-")),
        "kept is {kept:?}"
    );

    server.kill()?;
    for path in ["/", "/r/tea"] {
        ana.opens(path)?;
        let button = if path == "/" {
            "New meeting"
        } else {
            "Join now"
        };
        ana.browser.shows(Role::Button, button)?;
        if path != "/" {
            ana.browser.says(&["The server does not answer."])?;
        }
        ensure!(!ana.browser.text()?.contains("There is no network"));
        ana.browser.has_network(false)?;
        ana.browser.says(&["There is no network"])?;
        ana.browser.has_network(true)?;
        eventually("the network is there", || {
            Ok((!ana.browser.text()?.contains("There is no network")).then_some(()))
        })?;
    }
    server.start_again()?;
    eventually("the server is there", || {
        Ok((!ana.browser.text()?.contains("The server does not answer.")).then_some(()))
    })?;
    ana.joins(&room)
}

fn a_new_version_takes_the_place_of_what_was_kept(stage: &mut Stage) -> Result<()> {
    stage.in_both(takes_a_new_version)
}

fn takes_a_new_version(stage: &mut Stage, kind: Kind) -> Result<()> {
    stage.expects_a_lost_server();
    let versions = tempfile::tempdir()?;
    copy(&web_app(), versions.path())?;
    let folder = versions.path().to_string_lossy().into_owned();
    let mut server = Server::start(&stage.network, &[("TATAP_WEB_DIR", &folder)])?;
    let [ana] = stage.people_at(&server.origin(), [kind])?;
    ana.opens("/")?;
    let old = is_kept(&ana)?;

    // Another version: other words on the page, and another name for the style.
    let page = fs::read_to_string(versions.path().join("index.html"))?;
    let style = old
        .iter()
        .find_map(|path| path.strip_prefix("/main-"))
        .context("no style is kept")?;
    let (old_style, new_style) = (format!("main-{style}"), "main-0123456789abcdef.css");
    fs::rename(
        versions.path().join(&old_style),
        versions.path().join(new_style),
    )?;
    let page = page.replace(&old_style, new_style);
    let page = page.replace("<body>", "<body data-version=\"2\">");
    fs::write(versions.path().join("index.html"), page)?;

    ana.opens("/")?;
    shows_version_2(&ana)?;
    eventually(
        "the new version is kept, and nothing of the old one",
        || {
            let kept = kept(&ana)?;
            let is_new = kept.iter().any(|path| path.ends_with(new_style))
                && !kept.iter().any(|path| path.ends_with(&old_style));
            ensure!(is_new, "kept is {kept:?}");
            Ok(Some(()))
        },
    )?;
    server.kill()?;
    ana.opens("/")?;
    shows_version_2(&ana)?;
    ana.browser.shows(Role::Button, "New meeting")
}

fn shows_version_2(person: &Person) -> Result<()> {
    let version = person
        .browser
        .script("return document.body.dataset.version", vec![])?;
    ensure!(version == "2", "the page is of version {version}");
    Ok(())
}

/// Waits until the page is kept with its style, its script and its module.
fn is_kept(person: &Person) -> Result<Vec<String>> {
    eventually("the page is kept", || {
        let kept = kept(person)?;
        ensure!(
            kept.len() >= 4 && kept.iter().any(|path| path == "/"),
            "kept is {kept:?}"
        );
        Ok(Some(kept))
    })
}

fn kept(person: &Person) -> Result<Vec<String>> {
    let kept = person.browser.script(KEPT, vec![])?;
    Ok(serde_json::from_value(kept)?)
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

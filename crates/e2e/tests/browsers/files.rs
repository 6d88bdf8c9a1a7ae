use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox, FirefoxOnScreen};
use e2e::{Browser, FaultProxy, Role, Story, UdpLoss, eventually, stories};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::keyboard::Keys;
use crate::person::Person;
use crate::screen::Screen;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_file_goes_on_while_the_server_is_away,
    a_file_goes_on_over_the_connection_that_is_built_anew,
    either_side_ends_a_transfer_and_the_other_is_told,
    a_hostile_name_is_cleaned_and_a_small_image_is_shown,
    files_are_dropped_on_the_call_and_pasted_into_the_chat,
    firefox_takes_a_picture_from_the_clipboard,
];

const ATTACH: &str = "Send a file to everyone (up to 100 MB)";

/// The SHA-256 of a blob whose address the page has made.
const HASH: &str = "
    const blob = window.__e2e.blobs.get(arguments[0]);
    const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')";

/// The SHA-256 of bytes that count up, as `counting` makes them.
const EXPECTED_HASH: &str = "
    const bytes = new Uint8Array(arguments[0]);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.imul(i, 2654435761) >>> 13;
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')";

fn a_file_goes_on_while_the_server_is_away(stage: &mut Stage) -> Result<()> {
    const SIZE: usize = 20_000_000;
    let port = stage.server()?.port();
    let proxy = FaultProxy::start(&stage.network, port)?;
    stage.expects_a_lost_server();
    let [ana, budi] = stage.people_at(&proxy.origin(), [Chromium, Firefox])?;
    meet(stage, &ana, &budi)?;
    let files = TempDir::new()?;
    share(&ana, &counting(files.path(), "film.bin", SIZE)?)?;
    budi.browser.shows(Role::Button, "Chat (1 new message)")?;
    budi.reads_in_chat(&["film.bin", "20.0 MB · Not downloaded yet."])?;
    budi.browser.take_picture("files", "offered")?;

    budi.clicks("Download film.bin")?;
    budi.browser.shows(Role::Button, "Cancel film.bin")?;
    proxy.cut()?;
    thread::sleep(Duration::from_millis(1500));
    proxy.pass()?;
    budi.browser.shows(Role::Link, "Save film.bin")?;
    ana.reads_in_chat(&["One person has it."])?;
    ana.browser.take_picture("files", "sent")?;
    budi.browser.take_picture("files", "received")?;
    has(&budi, "film.bin", SIZE)?;
    for person in [&ana, &budi] {
        eventually("both are in the room again", || {
            let sockets = person.browser.sockets()?;
            let welcome = sockets.iter().filter(|one| one.welcomed().is_some());
            Ok((welcome.count() == 2).then_some(()))
        })?;
    }
    ana.sees_only(&[&budi])
}

fn a_file_goes_on_over_the_connection_that_is_built_anew(stage: &mut Stage) -> Result<()> {
    const SIZE: usize = 60_000_000;
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    meet(stage, &ana, &budi)?;
    let files = TempDir::new()?;
    share(&ana, &counting(files.path(), "disk.img", SIZE)?)?;
    budi.reads_in_chat(&["disk.img"])?;
    budi.clicks("Download disk.img")?;
    budi.browser.shows(Role::Button, "Cancel disk.img")?;
    let focus = "element.focus()";
    budi.browser
        .script_on(Role::Button, "Cancel disk.img", focus)?;
    let cut = UdpLoss::start(&stage.network, 100)?;
    budi.reads_in_chat(&["Paused until the connection is back."])?;
    let there = progress(&budi)?;
    ensure!((0..100).contains(&there), "{there} % were there already");
    budi.browser.take_picture("files", "paused")?;
    drop(cut);
    budi.browser.shows(Role::Link, "Save disk.img")?;
    // "Cancel" is gone, and the focus with what it belonged to.
    let focused = "return document.activeElement.className";
    let focused = budi.browser.script(focused, vec![])?;
    ensure!(focused == "file", "the focus is on {focused}");
    has(&budi, "disk.img", SIZE)?;
    let connections = budi
        .browser
        .script("return window.__e2e.connections.length", vec![])?;
    ensure!(connections.as_u64() > Some(1), "{connections} connections");
    Ok(())
}

fn either_side_ends_a_transfer_and_the_other_is_told(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    meet(stage, &ana, &budi)?;
    let files = TempDir::new()?;
    for name in ["one.bin", "two.bin"] {
        share(&ana, &counting(files.path(), name, 90_000_000)?)?;
    }
    budi.reads_in_chat(&["one.bin", "two.bin"])?;
    budi.clicks("Download one.bin")?;
    budi.clicks("Cancel one.bin")?;
    budi.reads_in_chat(&["Declined."])?;
    budi.clicks("Download two.bin")?;
    ana.reads_in_chat(&["Sending…"])?;
    ana.clicks("Take back two.bin")?;
    budi.reads_in_chat(&["No longer offered."])?;
    ana.reads_in_chat(&["No longer offered."])?;

    share(&ana, &counting(files.path(), "three.bin", 100_000_001)?)?;
    ana.browser
        .says(&["“three.bin” is too large: a file can have up to 100 MB."])?;
    Ok(())
}

fn a_hostile_name_is_cleaned_and_a_small_image_is_shown(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Firefox, Chromium])?;
    meet(stage, &ana, &budi)?;
    // A browser lets nobody choose such a file; another client can offer it.
    let offer = "
        const [id, name, size, image] = arguments;
        const channel = window.__e2e.channels[0];
        channel.send(JSON.stringify({ type: 'offer', id, name, size, image }));";
    let hostile = [
        ("00000000000000a1", "../../\u{202e}gnp.\u{0}exe\n"),
        ("00000000000000a2", "<img src=x onerror=alert(1)>"),
        ("00000000000000a3", "CON"),
    ];
    for (id, name) in hostile {
        let arguments = vec![json!(id), json!(name), json!(5), Value::Null];
        ana.browser.script(offer, arguments)?;
    }
    budi.reads_in_chat(&["gnp.exe", "_img src=x onerror=alert(1)_", "_CON"])?;
    budi.clicks("Download gnp.exe")?;
    // Nobody has it.
    budi.reads_in_chat(&["No longer offered."])?;
    let too_large = vec![
        json!("00000000000000a4"),
        json!("film.mkv"),
        json!(100_000_001),
        Value::Null,
    ];
    ana.browser.script(offer, too_large)?;
    budi.browser
        .says(&["Ana offers more or larger files than can be taken; the rest is left out."])?;

    let files = TempDir::new()?;
    let picture = files.path().join("cat.png");
    fs::write(&picture, PNG)?;
    share(&ana, &picture)?;
    budi.reads_in_chat(&["cat.png", "It is here."])?;
    let drawn = "return [...document.querySelectorAll('img')].some((one) => one.alt === 'cat.png' && one.naturalWidth === 1)";
    for person in [&ana, &budi] {
        eventually("the picture is shown", || {
            Ok((person.browser.script(drawn, vec![])? == true).then_some(()))
        })?;
    }
    budi.browser.take_picture("files", "image")?;
    Ok(())
}

/// Does what a browser does with files that a person drags over the page or pastes; tells whether the page took it.
const GIVE: &str = "
    const [kind, where, names, texts] = arguments;
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File(['12345'], name, { type: 'image/png' }));
    for (const type of texts) data.setData(type, 'words');
    const target = document.querySelector(where);
    const init = { bubbles: true, cancelable: true };
    const event = kind === 'paste'
        ? new ClipboardEvent(kind, { ...init, clipboardData: data })
        : new DragEvent(kind, { ...init, dataTransfer: data });
    return !target.dispatchEvent(event);
";

fn files_are_dropped_on_the_call_and_pasted_into_the_chat(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Firefox])?;
    meet(stage, &ana, &budi)?;
    for (giver, taker) in [(&ana, &budi), (&budi, &ana)] {
        let name = |file: &str| format!("{}-{file}", giver.name);
        let gives = |kind: &str, place: &str, names: &[String], texts: &[&str]| {
            let arguments = vec![json!(kind), json!(place), json!(names), json!(texts)];
            anyhow::Ok(giver.browser.script(GIVE, arguments)? == true)
        };
        // A text that is dragged is the browser's.
        ensure!(!gives("dragover", ".stage", &[], &["text/plain"])?);
        let two = [name("one.png"), name("two.png")];
        ensure!(gives("dragover", ".stage", &two, &[])?);
        giver.browser.says(&[ATTACH])?;
        giver
            .browser
            .take_picture("files", &format!("drop-{}", giver.name))?;
        gives("dragleave", ".drop-place", &[], &[])?;
        eventually("the place to drop is gone", || {
            Ok((!giver.browser.text()?.contains(ATTACH)).then_some(()))
        })?;
        ensure!(gives("dragover", ".stage", &two, &[])?);
        ensure!(gives("drop", ".drop-place", &two, &[])?);
        // The chat is open, and shows what is offered.
        giver.browser.says(&[&two[0], &two[1]])?;
        giver.browser.shows(Role::Textbox, "Write to everyone")?;
        Keys(giver).is_at("Write to everyone")?;
        taker.reads_in_chat(&[&two[0], &two[1]])?;

        // Firefox gives the files of a clipboard only to a page that a person pastes into: see the next story.
        if giver.browser.kind() != Chromium {
            continue;
        }
        let pasted = [name("picture.png")];
        let field = ".composer textarea";
        ensure!(gives("paste", field, &pasted, &["text/html"])?);
        taker.reads_in_chat(&[&pasted[0]])?;
        ensure!(!gives(
            "paste",
            field,
            &[name("words.png")],
            &["text/html", "text/plain"]
        )?);
        ensure!(!gives("paste", field, &[], &["text/plain"])?);
        ensure!(!giver.browser.text()?.contains("words.png"));
    }
    Ok(())
}

fn firefox_takes_a_picture_from_the_clipboard(stage: &mut Stage) -> Result<()> {
    let mut screen = Screen::start()?;
    let display = [("DISPLAY", screen.display())];
    let firefox = Browser::start_with(FirefoxOnScreen, &stage.network, &display)?;
    let ana = stage.person_at(Rc::new(firefox))?;
    let [budi] = stage.people([Chromium])?;
    meet(stage, &ana, &budi)?;
    let directory = TempDir::new()?;
    let copied = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        fs::write(&path, content)?;
        anyhow::Ok(path)
    };
    ana.reads_in_chat(&[])?;
    Keys(&ana).is_at("Write to everyone")?;
    screen.copies("image/png", &copied("one-pixel.png", PNG)?)?;
    ana.browser.presses_with_control("v")?;
    // As Firefox calls it.
    budi.reads_in_chat(&["image.png"])?;
    screen.copies("UTF8_STRING", &copied("words.txt", b"just words")?)?;
    ana.browser.presses_with_control("v")?;
    ana.clicks("Send message")?;
    budi.reads_in_chat(&["just words"])?;
    let text = budi.browser.text()?;
    ensure!(text.matches("image.png").count() == 1, "{text}");
    // The browser is to end before its screen does.
    stage.clear()
}

/// A picture of one pixel.
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\x54\x78\x9c\x63\x50\x68\x38\xf0\x1f\x00\x04\x84\x02\x60\x8a\x40\x9e\xcd\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

fn meet(stage: &mut Stage, ana: &Person, budi: &Person) -> Result<()> {
    let room = stage.room();
    for person in [ana, budi] {
        person.joins(&room)?;
    }
    for person in [ana, budi] {
        person.sees_and_hears(1)?;
    }
    Ok(())
}

/// Writes a file of so many bytes that count up in a way of their own.
fn counting(directory: &Path, name: &str, size: usize) -> Result<PathBuf> {
    let path = directory.join(name);
    let byte = |index: usize| ((index as u32).wrapping_mul(2_654_435_761) >> 13) as u8;
    let bytes: Vec<u8> = (0..size).map(byte).collect();
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Chooses a file in the chat.
fn share(person: &Person, path: &Path) -> Result<()> {
    // Opens it.
    person.reads_in_chat(&[])?;
    let path = path.to_str().context("no such name")?;
    person.browser.choose_file(ATTACH, path)
}

/// Checks that what `person` can save is what `counting` has written.
fn has(person: &Person, name: &str, size: usize) -> Result<()> {
    let link = format!("Save {name}");
    let href = person
        .browser
        .script_on(Role::Link, &link, "return element.href")?;
    let file = person
        .browser
        .script_on(Role::Link, &link, "return element.download")?;
    ensure!(file == name, "it would be saved as {file}");
    let hash = person.browser.script(HASH, vec![href])?;
    let expected = person.browser.script(EXPECTED_HASH, vec![json!(size)])?;
    ensure!(hash == expected, "{hash} and {expected}");
    Ok(())
}

/// How much of the one file under way is there, in percent.
fn progress(person: &Person) -> Result<i64> {
    let value = "return document.querySelector('progress').value";
    let value = person.browser.script(value, vec![])?;
    value
        .as_f64()
        .map(|value| value as i64)
        .context("no progress")
}

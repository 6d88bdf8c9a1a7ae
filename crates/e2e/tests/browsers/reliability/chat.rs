use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{MisbehavingServer, Mode, Role, Story, eventually, stories};

use super::{call_at, pair, welcomed};
use crate::keyboard::Keys;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    people_write_to_each_other,
    what_is_written_offline_is_sent_later,
    whoever_comes_later_reads_what_was_written,
    links_are_links_and_nothing_else_is,
    what_the_server_does_not_take_is_offered_again,
];

fn people_write_to_each_other(stage: &mut Stage) -> Result<()> {
    let (_proxy, ana, budi) = pair(stage, [Chromium, Firefox])?;
    ana.says_in_chat("Halo Budi!")?;
    budi.browser.shows(Role::Button, "Chat (1 new message)")?;
    budi.browser.take_picture("reliability", "chat-unread")?;
    budi.reads_in_chat(&["Halo Budi!"])?;
    budi.says_in_chat("Halo Ana,\napa kabar?")?;
    ana.reads_in_chat(&["Halo Budi!", "Halo Ana,", "apa kabar?"])?;
    ana.browser.take_picture("reliability", "chat")?;
    Ok(())
}

fn what_is_written_offline_is_sent_later(stage: &mut Stage) -> Result<()> {
    let (proxy, ana, budi) = pair(stage, [Chromium, Chromium])?;
    proxy.cut()?;
    for text in ["one", "two", "three"] {
        ana.says_in_chat(text)?;
    }
    ana.reads_in_chat(&["one", "two", "three", "Sending…"])?;
    ana.browser.take_picture("reliability", "chat-pending")?;
    proxy.pass()?;
    welcomed(&ana, 2)?;
    budi.reads_in_chat(&["one", "two", "three"])?;
    eventually("nothing waits any more", || {
        let text = ana.browser.text()?;
        ensure!(!text.contains("Sending…"), "{text}");
        Ok(Some(()))
    })?;
    let text = budi.browser.text()?;
    for word in ["one", "two", "three"] {
        ensure!(
            text.matches(word).count() == 1,
            "{word} is there once: {text}"
        );
    }
    Ok(())
}

fn whoever_comes_later_reads_what_was_written(stage: &mut Stage) -> Result<()> {
    let [ana, budi] = stage.people([Chromium, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    ana.says_in_chat("first")?;
    ana.says_in_chat("second")?;
    budi.joins(&room)?;
    budi.reads_in_chat(&["first", "second"])
}

fn links_are_links_and_nothing_else_is(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    ana.joins(&stage.room())?;
    ana.says_in_chat("see https://example.org/a?b=c, not javascript:alert(1) <b>bold</b>")?;
    ana.reads_in_chat(&["<b>bold</b>"])?;
    let links = "return [...document.querySelectorAll('aside a, [role=log] a')]
        .map((a) => `${a.href} ${a.rel} ${a.target}`)";
    let links = ana.browser.script(links, vec![])?;
    ensure!(
        links == serde_json::json!(["https://example.org/a?b=c noopener noreferrer _blank"]),
        "{links}"
    );
    Ok(())
}

fn what_the_server_does_not_take_is_offered_again(stage: &mut Stage) -> Result<()> {
    let port = stage.server()?.port();
    let server = MisbehavingServer::start(&stage.network, port)?;
    let [ana, budi] = call_at(stage, &server.origin(), [Firefox, Chromium])?;
    server.becomes(Mode::RefusesChat);
    ana.says_in_chat("first")?;
    ana.reads_in_chat(&["Not sent: the server did not take it."])?;
    ana.says_in_chat("second")?;
    ana.browser.shows(Role::Button, "Delete second")?;
    ana.browser.take_picture("reliability", "chat-failed")?;

    // It fails again, and the focus stays with the messages.
    ana.clicks("Send again first")?;
    Keys(&ana).is_at("Messages")?;
    ana.browser.shows(Role::Button, "Send again first")?;
    ana.clicks("Delete second")?;
    Keys(&ana).is_at("Messages")?;
    ana.browser.hides(Role::Button, "Delete second")?;

    server.becomes(Mode::Proper);
    ana.clicks("Send again first")?;
    ana.browser.hides(Role::Button, "Send again first")?;
    budi.reads_in_chat(&["first"])?;
    let text = budi.browser.text()?;
    ensure!(
        text.matches("first").count() == 1 && !text.contains("second"),
        "{text}"
    );
    Ok(())
}

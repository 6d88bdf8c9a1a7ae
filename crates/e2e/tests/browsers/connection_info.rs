use std::net::Ipv4Addr;

use anyhow::{Result, ensure};
use e2e::Kind::Chromium;
use e2e::{Role, Story, eventually, stories};

use crate::keyboard::Keys;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![what_is_known_of_a_connection_is_copied_without_addresses];

/// What is written into the chat and not sent yet.
const WRITTEN: &str = "return document.querySelector('.composer textarea').value";

fn what_is_known_of_a_connection_is_copied_without_addresses(stage: &mut Stage) -> Result<()> {
    let address = stage.network.address()?;
    let [first, second, ..] = address.parse::<Ipv4Addr>()?.octets();
    let network = format!("{first}.{second}.0.0/16");
    stage.in_both(|stage, kind| {
        let [ana, budi] = stage.people([kind, Chromium])?;
        let room = stage.room();
        ana.joins(&room)?;
        budi.joins(&room)?;
        ana.sees_and_hears(1)?;
        ana.clicks("Options for Budi")?;
        ana.clicks("Connection info")?;
        ana.browser.says(&["path: direct, udp"])?;
        ana.clicks("Copy")?;
        ana.browser.shows(Role::Button, "Copied")?;

        // Pasted as a person does it, it is what went to the clipboard.
        ana.reads_in_chat(&[])?;
        Keys(&ana).is_at("Write to everyone")?;
        ana.browser.presses_with_control("v")?;
        let text = eventually("the report is pasted", || {
            let text = ana.browser.script(WRITTEN, vec![])?;
            Ok(text
                .as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned))
        })?;
        for part in ["connection to participant ", "quality: ", "codecs: "] {
            ensure!(text.contains(part), "{part:?} is missing in {text}");
        }
        let path = text
            .lines()
            .find_map(|line| line.strip_prefix("path: direct, udp, ipv4, "));
        let ends: Vec<&str> = path.unwrap_or_default().split(" to ").collect();
        // On one machine either end may be taken for loopback.
        let networks = [network.as_str(), "127.0.0.0/16"];
        ensure!(
            ends.len() == 2 && ends.iter().all(|end| networks.contains(end)),
            "the path is {path:?}"
        );
        ensure!(text.lines().count() > 5, "it is no list: {text}");
        for secret in [address.as_str(), "127.0.0.1", ana.name, budi.name] {
            ensure!(!text.contains(secret), "{secret:?} is in {text}");
        }
        Ok(())
    })
}

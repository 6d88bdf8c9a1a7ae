use anyhow::{Context, Result};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Access, Kind, Story, UdpLoss, eventually, stories};

use super::lab::Lab;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_restart_of_paths_uses_the_credentials_of_the_day_chromium_and_chromium,
    a_restart_of_paths_uses_the_credentials_of_the_day_firefox_and_firefox,
];

/// By whose name the page's one connection uses the relay.
const USERNAME: &str = "
    const open = window.__e2e.connections.filter((pc) => pc.signalingState !== 'closed');
    return open.length === 1 ? open[0].getConfiguration().iceServers.at(-1).username : null;
";

fn a_restart_of_paths_uses_the_credentials_of_the_day_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    a_restart_of_paths_uses_the_credentials_of_the_day(stage, [Chromium, Chromium])
}

fn a_restart_of_paths_uses_the_credentials_of_the_day_firefox_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    a_restart_of_paths_uses_the_credentials_of_the_day(stage, [Firefox, Firefox])
}

/// Both have come back to their seats, with later credentials: the connection goes on with the first until it has to
/// look for paths, and then both sides of it have the later ones.
fn a_restart_of_paths_uses_the_credentials_of_the_day(
    stage: &mut Stage,
    kinds: [Kind; 2],
) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let path = directory.path().to_str().context("a path in UTF-8")?;
    let access = [Access::Symmetric; 2];
    let settings = [
        ("TATAP_DATA_DIR", path),
        // Over TCP the browsers would go on by themselves.
        ("TATAP_TURN_URLS", "turn:203.0.113.1:3478?transport=udp"),
    ];
    let mut lab = Lab::with_coturn(stage, access, &settings)?;
    let people = lab.call(stage, kinds)?;
    let before = [username(&people[0])?, username(&people[1])?];
    lab.server.stop_gracefully()?;
    lab.server.start_again()?;
    for person in &people {
        eventually("the seat is there again", || {
            let sockets = person.browser.sockets()?;
            let is_back = |one: &e2e::Socket| one.received.contains_key("resumed");
            Ok(sockets.iter().any(is_back).then_some(()))
        })?;
    }
    let cut = UdpLoss::start(lab.homes.people()[0].network(), 100)?;
    people[0]
        .browser
        .says(&["Waiting for Budi’s connection…"])?;
    drop(cut);
    for (person, before) in people.iter().zip(before) {
        person.sees_and_hears(1)?;
        eventually("the connection has later credentials", || {
            Ok((username(person)? > before).then_some(()))
        })?;
    }
    Ok(())
}

fn username(person: &Person) -> Result<String> {
    let username = person.browser.script(USERNAME, vec![])?;
    username
        .as_str()
        .map(str::to_owned)
        .context("no single connection with credentials")
}

use anyhow::Result;
use e2e::Kind::Chromium;
use e2e::{ForeignPeer, Role, Story, stories};
use serde_json::Value;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    aiortc_in_the_room_answers_chromium,
    aiortc_offers_to_chromium_in_the_room,
];

const PEER: &str = "Aiortc";

fn aiortc_in_the_room_answers_chromium(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    let room = stage.room();

    let server = stage.server()?;
    let peer = ForeignPeer::start(&stage.network, &server, &room, PEER)?;
    peer.reports("joined", |event| event["others"] == Value::Array(vec![]))?;
    ana.joins(&room)?;

    media_flows_both_ways(&ana, &peer)?;
    drop(peer);
    ana.browser.hides(Role::Tile, PEER)
}

fn aiortc_offers_to_chromium_in_the_room(stage: &mut Stage) -> Result<()> {
    let [ana] = stage.people([Chromium])?;
    let room = stage.room();

    ana.joins(&room)?;
    let server = stage.server()?;
    let peer = ForeignPeer::start(&stage.network, &server, &room, PEER)?;
    peer.reports("joined", |event| event["others"][0] == ana.name)?;

    media_flows_both_ways(&ana, &peer)?;
    ana.clicks("Leave")?;
    peer.reports("left", |event| event["name"] == ana.name)?;
    Ok(())
}

fn media_flows_both_ways(ana: &Person, peer: &ForeignPeer) -> Result<()> {
    ana.browser.shows(Role::Tile, PEER)?;
    ana.sees_and_hears(1)?;
    ana.sees_video(PEER, true)?;
    let enough =
        |event: &Value| event["video"].as_u64() >= Some(10) && event["audio"].as_u64() >= Some(10);
    peer.reports("media", |event| event["from"] == ana.name && enough(event))?;
    Ok(())
}

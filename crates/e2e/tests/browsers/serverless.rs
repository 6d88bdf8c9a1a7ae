//! Calls without a server: files and a function on one host, and a service that speaks Pusher's protocol.

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Coturn, FunctionHost, PusherService, Story, eventually, stories};

use crate::person::Person;
use crate::relay::hiding::HIDE;
use crate::settings::switches;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    people_talk_without_a_server,
    a_call_outlives_the_service_and_nothing_is_lost,
    a_relay_hides_addresses_where_there_is_no_server,
];

const HINT: &str = "There is no server behind this page";

fn people_talk_without_a_server(stage: &mut Stage) -> Result<()> {
    let house = House::start(stage)?;
    let [ana, budi, citra] = house.people(stage, [Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.browser.says(&[HINT])?;
    ana.browser.take_picture("serverless", "green-room")?;
    ana.enters()?;
    budi.joins(&room)?;
    citra.joins(&room)?;
    ana.sees_only(&[&budi, &citra])?;
    budi.sees_only(&[&ana, &citra])?;
    for person in [&ana, &budi, &citra] {
        person.sees_and_hears(2)?;
    }
    budi.says_in_chat("Halo semua")?;
    for person in [&ana, &citra] {
        person.reads_in_chat(&["Halo semua"])?;
    }
    ana.clicks("Raise hand")?;
    budi.browser.says(&["Ana raised a hand"])?;
    citra.clicks("Mute microphone")?;
    for person in [&ana, &budi] {
        person.sees_muted(citra.name, true)?;
    }
    ana.browser.take_picture("serverless", "call")?;

    // Whoever leaves, or loads the page again, is gone at once.
    citra.clicks("Leave")?;
    ana.sees_only(&[&budi])?;
    budi.browser
        .run(async |driver| Ok(driver.refresh().await?))?;
    ana.sees_only(&[])?;
    budi.is_in_the_green_room()?;
    budi.enters()?;
    ana.sees_only(&[&budi])?;
    budi.sees_and_hears(1)?;
    ana.sees_and_hears(1)?;
    Ok(())
}

fn a_call_outlives_the_service_and_nothing_is_lost(stage: &mut Stage) -> Result<()> {
    let mut house = House::start(stage)?;
    let [ana, budi] = house.people(stage, [Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    budi.sees_and_hears(1)?;
    house.service.kill();
    for person in [&ana, &budi] {
        person.browser.says(&["Reconnecting"])?;
    }
    ana.says_in_chat("Are you there?")?;
    // Media needs no service.
    budi.sees_and_hears(1)?;
    house.service.restart(&stage.network)?;
    budi.reads_in_chat(&["Are you there?"])?;
    budi.says_in_chat("I am")?;
    ana.reads_in_chat(&["Are you there?", "I am"])?;
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    ana.sees_and_hears(1)?;
    Ok(())
}

/// The function makes the credentials, and a relay that no one here wrote takes them.
fn a_relay_hides_addresses_where_there_is_no_server(stage: &mut Stage) -> Result<()> {
    let address = stage.network.address()?;
    let _relay = Coturn::start(&stage.network, &[address.parse()?], "north")?;
    let urls = format!("turn:{address}:{}?transport=udp", Coturn::PORT);
    let settings = [
        ("TATAP_TURN_URLS", urls.as_str()),
        ("TATAP_TURN_SECRET", "north"),
    ];
    let house = House::with(stage, &settings)?;
    let [ana, budi] = house.people(stage, [Chromium, Firefox])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_and_hears(1)?;
    ana.clicks("Settings")?;
    switches(&ana, HIDE, true)?;
    eventually("Ana sends through the relay", || {
        let media = ana.browser.media()?;
        let is_relayed = media.len() == 1 && media.iter().all(|one| one.path.starts_with("relay"));
        Ok(is_relayed.then_some(()))
    })?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    Ok(())
}

/// A service and a host of files and functions.
struct House {
    service: PusherService,
    host: FunctionHost,
}

impl House {
    fn start(stage: &mut Stage) -> Result<Self> {
        Self::with(stage, &[])
    }

    /// With more settings for the function.
    fn with(stage: &mut Stage, settings: &[(&str, &str)]) -> Result<Self> {
        // The service is gone before the pages are.
        stage.expects_a_lost_server();
        let service = PusherService::start(&stage.network)?;
        let host = FunctionHost::start(&stage.network, &service, settings)?;
        Ok(Self { service, host })
    }

    fn people<const N: usize>(
        &self,
        stage: &mut Stage,
        kinds: [e2e::Kind; N],
    ) -> Result<[Person; N]> {
        stage.people_at(&self.host.origin(), kinds)
    }
}

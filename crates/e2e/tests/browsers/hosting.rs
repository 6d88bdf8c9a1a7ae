use std::rc::Rc;

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Browser, Server, StaticHost, Story, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_app_on_another_origin_joins_calls_on_the_server,
    a_server_that_has_signed_for_itself_carries_calls_on_a_lan,
];

/// Budi's app comes from a static host, Ana's from the server itself: one call.
fn the_app_on_another_origin_joins_calls_on_the_server(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    let host = StaticHost::start(&stage.network)?;
    let server = Server::start(&stage.network, &[("FRONTEND_URL", &host.origin())])?;
    host.set_config(format!(r#"{{"server":"{}"}}"#, server.origin()))?;
    let [ana] = stage.people_at(&server.origin(), [Chromium])?;
    let [budi, citra] = stage.people_at(&host.origin(), [Chromium, Firefox])?;
    let room = stage.room();

    ana.joins(&room)?;
    budi.waits_before(&room)?;
    budi.browser.says(&["Ana is in the meeting."])?;
    budi.enters()?;
    citra.joins(&room)?;

    ana.sees_only(&[&budi, &citra])?;
    budi.sees_only(&[&ana, &citra])?;
    for person in [&ana, &budi, &citra] {
        person.sees_and_hears(2)?;
    }
    Ok(())
}

/// By https, browsers give camera and microphone at an address that is not their own machine's.
fn a_server_that_has_signed_for_itself_carries_calls_on_a_lan(stage: &mut Stage) -> Result<()> {
    let settings = [("TATAP_TLS", "self-signed"), ("TATAP_TURN_ADDR", "off")];
    let server = Server::start(&stage.network, &settings)?;
    let origin = format!("https://{}:{}", stage.network.address()?, server.port());
    let person = |name, kind| -> Result<Person> {
        let browser = Browser::start_taking_any_certificate(kind, &stage.network)?;
        browser.renew_window()?;
        Ok(Person {
            name,
            browser: Rc::new(browser),
            origin: origin.clone(),
        })
    };
    let (ana, budi) = (person("Ana", Chromium)?, person("Budi", Firefox)?);
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_only(&[&budi])?;
    budi.sees_only(&[&ana])?;
    for person in [&ana, &budi] {
        person.sees_and_hears(1)?;
    }
    Ok(())
}

use anyhow::Result;
use e2e::Kind::{Chromium, Firefox};
use e2e::{Server, StaticHost, Story, stories};

use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] =
    stories![the_app_on_another_origin_joins_calls_on_the_server];

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

//! The app's files on one host and the server on another, as on Vercel beside Railway.
//!
//! Nothing here is on `localhost`, between whose ports the server takes every page for the developer's own.

use std::rc::Rc;

use anyhow::{Result, ensure};
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Browser, Server, StaticHost, Story, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    the_app_on_another_origin_joins_calls_on_the_server,
    a_server_that_has_signed_for_itself_carries_calls_on_a_lan,
    an_app_that_the_server_does_not_know_joins_nothing,
];

/// Budi's and Citra's app comes from a static host, Ana's from the server itself: one call.
fn the_app_on_another_origin_joins_calls_on_the_server(stage: &mut Stage) -> Result<()> {
    let hosts = Hosts::start(stage)?;
    let ana = hosts.lives_at(stage, "Ana", Chromium, &hosts.server_origin)?;
    let budi = hosts.lives_at(stage, "Budi", Chromium, &hosts.known.origin())?;
    let citra = hosts.lives_at(stage, "Citra", Firefox, &hosts.known.origin())?;
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
    for person in [&budi, &citra] {
        let reached = hosts.reached(person, &room)?;
        ensure!(
            reached == "reads who is in, opens a WebSocket",
            "{} {reached}",
            person.name
        );
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

/// The same files at an origin that `FRONTEND_URL` does not name: they see nothing of the server, and no call of it.
fn an_app_that_the_server_does_not_know_joins_nothing(stage: &mut Stage) -> Result<()> {
    let hosts = Hosts::start(stage)?;
    let ana = hosts.lives_at(stage, "Ana", Chromium, &hosts.known.origin())?;
    let room = stage.room();
    ana.joins(&room)?;
    for kind in [Chromium, Firefox] {
        let budi = hosts.lives_at(stage, "Budi", kind, &hosts.foreign.origin())?;
        budi.waits_before(&room)?;
        let reached = hosts.reached(&budi, &room)?;
        ensure!(
            reached == "reads nothing, opens nothing",
            "{kind:?} {reached}"
        );
        budi.clicks("Join now")?;
        budi.browser.says(&["The server cannot be reached"])?;
    }
    ana.sees_only(&[])
}

/// A server, a host of files that it knows, and one that it does not.
struct Hosts {
    _server: Server,
    server_origin: String,
    known: StaticHost,
    foreign: StaticHost,
}

impl Hosts {
    fn start(stage: &mut Stage) -> Result<Self> {
        let known = StaticHost::start(&stage.network)?;
        let foreign = StaticHost::start(&stage.network)?;
        let settings = [
            ("FRONTEND_URL", known.origin()),
            ("TATAP_TURN_ADDR", "off".to_owned()),
        ];
        let settings = settings
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let server = Server::start(&stage.network, &settings)?;
        let server_origin = format!("http://{}:{}", stage.network.address()?, server.port());
        for host in [&known, &foreign] {
            host.set_config(format!(r#"{{"server":"{server_origin}"}}"#))?;
        }
        Ok(Self {
            _server: server,
            server_origin,
            known,
            foreign,
        })
    }

    /// A person with a browser that takes the pages of all three for secure, as they are where there is HTTPS.
    fn lives_at(
        &self,
        stage: &Stage,
        name: &'static str,
        kind: Kind,
        origin: &str,
    ) -> Result<Person> {
        let trusted = [
            self.server_origin.clone(),
            self.known.origin(),
            self.foreign.origin(),
        ];
        let browser = Browser::start_trusting(kind, &stage.network, &trusted)?;
        browser.renew_window()?;
        Ok(Person {
            name,
            browser: Rc::new(browser),
            origin: origin.to_owned(),
        })
    }

    /// What a script of the person's page can have from the server.
    fn reached(&self, person: &Person, room: &str) -> Result<String> {
        let script = "
            const [server, room] = arguments;
            const told = await fetch(`${server}/api/rooms/${room}`).then(answer => answer.json()).catch(() => null);
            const opened = await new Promise(tell => {
                const socket = new WebSocket(`${server.replace('http', 'ws')}/ws`);
                socket.onopen = () => { socket.close(); tell(true); };
                socket.onerror = () => tell(false);
            });
            return `reads ${told ? 'who is in' : 'nothing'}, opens ${opened ? 'a WebSocket' : 'nothing'}`;
        ";
        let arguments = vec![self.server_origin.clone().into(), room.into()];
        let reached = person.browser.script(script, arguments)?;
        Ok(reached.as_str().unwrap_or_default().to_owned())
    }
}

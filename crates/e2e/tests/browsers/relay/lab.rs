use std::net::IpAddr;
use std::rc::Rc;

use anyhow::{Result, ensure};
use e2e::{Access, Browser, Certificate, Coturn, Homes, Kind, Server, Trust};

use crate::person::Person;
use crate::stage::Stage;

const SECRET: &str = "a secret of the tests";

/// Nobody's addresses are the lab's internet; a relay takes them for what they are.
const OPEN: (&str, &str) = ("TATAP_TURN_ALLOW_PEERS", "203.0.113.0/24,2001:db8::/32");

/// What the relay is called that speaks TLS.
const RELAY: &str = "relay.tatap.example";

/// Two people at home, and what is on the internet between them.
pub(super) struct Lab {
    pub(super) homes: Homes,
    pub(super) server: Server,
    /// Which the relay shows where it speaks TLS, and what Ana's and Budi's browsers think of it.
    certificate: Option<(Certificate, Trust)>,
    _coturn: Option<Coturn>,
}

impl Lab {
    /// Has no relay.
    pub(super) fn without_relay(stage: &Stage, access: [Access; 2]) -> Result<Self> {
        let homes = Homes::build(&stage.network, access)?;
        Self::with(homes, None, &[("TATAP_TURN_ADDR", "off")])
    }

    /// Has the server's own relay.
    pub(super) fn with_own_relay(
        stage: &Stage,
        access: [Access; 2],
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let homes = Homes::build(&stage.network, access)?;
        Self::with(homes, None, &[&[OPEN], settings].concat())
    }

    /// Has the server's own relay, which also speaks TLS on port 443.
    pub(super) fn with_own_relay_over_tls(
        stage: &Stage,
        access: [Access; 2],
        trust: Trust,
    ) -> Result<Self> {
        let homes = Homes::build(&stage.network, access)?;
        let (address, _) = homes.addresses();
        let certificate = Certificate::new(RELAY, address.into())?;
        let files = certificate.settings("443")?;
        let mut settings = vec![OPEN];
        settings.extend(files.iter().map(|(name, value)| (*name, value.as_str())));
        let mut lab = Self::with(homes, None, &settings)?;
        lab.certificate = Some((certificate, trust));
        Ok(lab)
    }

    /// Has coturn as the relay, with credentials of the server's; what `settings` say comes later and counts.
    pub(super) fn with_coturn(
        stage: &Stage,
        access: [Access; 2],
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let homes = Homes::build(&stage.network, access)?;
        let (v4, v6) = homes.addresses();
        let addresses = [IpAddr::V4(v4), IpAddr::V6(v6)];
        let coturn = Coturn::start(homes.server(), &addresses, SECRET)?;
        let port = Coturn::PORT;
        let urls = [format!("{v4}"), format!("[{v6}]")].map(|host| {
            format!("turn:{host}:{port}?transport=udp,turn:{host}:{port}?transport=tcp")
        });
        let urls = urls.join(",");
        let shared = [("TATAP_TURN_URLS", &*urls), ("TATAP_TURN_SECRET", SECRET)];
        Self::with(homes, Some(coturn), &[&shared, settings].concat())
    }

    fn with(homes: Homes, coturn: Option<Coturn>, settings: &[(&str, &str)]) -> Result<Self> {
        let server = Server::start(homes.server(), settings)?;
        Ok(Self {
            homes,
            server,
            certificate: None,
            _coturn: coturn,
        })
    }

    /// Ana and Budi in a call by way of a relay; both see and hear each other.
    pub(super) fn call(&self, stage: &mut Stage, kinds: [Kind; 2]) -> Result<[Person; 2]> {
        let people = self.people(kinds)?;
        join(stage, &people)?;
        for person in &people {
            for path in person.sees_and_hears(1)? {
                ensure!(path.path.contains("relay"), "{path:?}");
            }
        }
        Ok(people)
    }

    pub(super) fn people(&self, kinds: [Kind; 2]) -> Result<[Person; 2]> {
        Ok([
            self.person(0, "Ana", kinds[0])?,
            self.person(1, "Budi", kinds[1])?,
        ])
    }

    fn person(&self, index: usize, name: &'static str, kind: Kind) -> Result<Person> {
        let home = &self.homes.people()[index];
        let origin = home.origin(self.server.port());
        let trusted = std::slice::from_ref(&origin);
        let browser = match &self.certificate {
            None => Browser::start_trusting(kind, home.network(), trusted)?,
            Some((certificate, trust)) => {
                Browser::start_near(kind, home.network(), trusted, certificate, *trust)?
            }
        };
        browser.renew_window()?;
        Ok(Person {
            name,
            browser: Rc::new(browser),
            origin,
        })
    }
}

/// Has both come into a room of their own.
pub(super) fn join(stage: &mut Stage, people: &[Person; 2]) -> Result<()> {
    let room = stage.room();
    people.iter().try_for_each(|person| person.joins(&room))
}

/// Opens "Connection info" of someone, and waits until it tells this of the path.
pub(super) fn reads_path(person: &Person, other: &str, path: &str) -> Result<()> {
    person.clicks(&format!("Options for {other}"))?;
    person.clicks("Connection info")?;
    person.browser.says(&[path])
}

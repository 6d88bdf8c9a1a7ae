use std::net::IpAddr;
use std::rc::Rc;

use anyhow::{Result, ensure};
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Access, Browser, Coturn, Homes, Server, Story, stories};

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_chromium,
    two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_firefox,
    who_may_send_no_udp_meets_the_other_over_tcp_chromium_and_chromium,
    who_may_send_no_udp_meets_the_other_over_tcp_firefox_and_chromium,
    who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_chromium,
    who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_firefox,
];

const SECRET: &str = "a secret of the tests";

fn two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    two_behind_symmetric_nats_meet(stage, [Chromium, Chromium])
}

fn two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    two_behind_symmetric_nats_meet(stage, [Chromium, Firefox])
}

fn two_behind_symmetric_nats_meet(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::with_coturn(stage, [Access::Symmetric; 2], &[])?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, udp, ipv4")?;
    reads_path(&budi, "Ana", "path: relayed, udp, ipv4")
}

fn who_may_send_no_udp_meets_the_other_over_tcp_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_send_no_udp_meets_the_other(stage, [Chromium, Chromium])
}

fn who_may_send_no_udp_meets_the_other_over_tcp_firefox_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_send_no_udp_meets_the_other(stage, [Firefox, Chromium])
}

fn who_may_send_no_udp_meets_the_other(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::with_coturn(stage, [Access::WithoutUdp, Access::Symmetric], &[])?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, tcp, ipv4")?;
    reads_path(&budi, "Ana", "path: relayed, udp, ipv4")
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_has_ipv6_alone_meets_who_has_ipv4_alone(stage, [Chromium, Chromium])
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    who_has_ipv6_alone_meets_who_has_ipv4_alone(stage, [Chromium, Firefox])
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::with_coturn(stage, [Access::Ipv6, Access::Symmetric], &[])?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, udp")?;
    reads_path(&budi, "Ana", "path: relayed, udp")
}

/// Two people at home, and what is on the internet between them.
struct Lab {
    homes: Homes,
    server: Server,
    _coturn: Coturn,
}

impl Lab {
    /// Has coturn as the relay, with credentials of the server's.
    fn with_coturn(stage: &Stage, access: [Access; 2], settings: &[(&str, &str)]) -> Result<Self> {
        let homes = Homes::build(&stage.network, access)?;
        let (v4, v6) = homes.addresses();
        let coturn = Coturn::start(homes.server(), &[IpAddr::V4(v4), IpAddr::V6(v6)], SECRET)?;
        let port = Coturn::PORT;
        let urls = [format!("{v4}"), format!("[{v6}]")].map(|host| {
            format!("turn:{host}:{port}?transport=udp,turn:{host}:{port}?transport=tcp")
        });
        let urls = urls.join(",");
        let mut all = vec![
            ("TATAP_TURN_URLS", urls.as_str()),
            ("TATAP_TURN_SECRET", SECRET),
        ];
        all.extend(settings);
        let server = Server::start(homes.server(), &all)?;
        Ok(Self {
            homes,
            server,
            _coturn: coturn,
        })
    }

    /// Ana and Budi in a call; both see and hear each other.
    fn call(&self, stage: &mut Stage, kinds: [Kind; 2]) -> Result<[Person; 2]> {
        let people = self.people(kinds)?;
        let room = stage.room();
        for person in &people {
            person.joins(&room)?;
        }
        for person in &people {
            for path in person.sees_and_hears(1)? {
                ensure!(path.path.contains("relay"), "{path:?}");
            }
        }
        Ok(people)
    }

    fn people(&self, kinds: [Kind; 2]) -> Result<[Person; 2]> {
        Ok([
            self.person(0, "Ana", kinds[0])?,
            self.person(1, "Budi", kinds[1])?,
        ])
    }

    fn person(&self, index: usize, name: &'static str, kind: Kind) -> Result<Person> {
        let home = &self.homes.people()[index];
        let origin = home.origin(self.server.port());
        let trusted = std::slice::from_ref(&origin);
        let browser = Browser::start_trusting(kind, home.network(), trusted)?;
        browser.renew_window()?;
        Ok(Person {
            name,
            browser: Rc::new(browser),
            origin,
        })
    }
}

/// Opens "Connection info" of someone, and waits until it tells this of the path.
fn reads_path(person: &Person, other: &str, path: &str) -> Result<()> {
    person.clicks(&format!("Options for {other}"))?;
    person.clicks("Connection info")?;
    person.browser.says(&[path])
}

//! The page that says what stands in the way of a call, before every network that is broken in another way.

use std::net::IpAddr;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use e2e::Kind::{self, Chromium, ChromiumRefusing, Firefox, FirefoxRefusing};
use e2e::{
    Access, Browser, Coturn, CoturnSetup, Homes, PlainProxy, Role, Server, Skipped, Story,
    eventually, stories,
};

use crate::keyboard::Keys;
use crate::person::Person;
use crate::recording::DOWNLOADS;
use crate::saved_file::SavedFile;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    check_of_a_network_with_the_own_relay_chromium,
    check_of_a_network_with_the_own_relay_firefox,
    check_of_a_network_with_coturn_chromium,
    check_of_a_network_with_coturn_firefox,
    check_behind_a_firewall_without_udp_chromium,
    check_behind_a_firewall_without_udp_firefox,
    check_of_a_server_without_a_relay,
    check_of_a_wrong_secret_chromium,
    check_of_a_wrong_secret_firefox,
    check_of_a_server_whose_clock_is_an_hour_behind,
    check_of_a_server_that_is_told_a_wrong_address,
    check_through_a_proxy_that_drops_the_upgrade,
    check_of_a_page_that_is_not_secure,
    check_of_blocked_devices_chromium,
    check_of_blocked_devices_firefox,
    the_green_room_leads_to_the_check_and_back,
    the_check_by_the_keyboard_alone,
];

const SECRET: &str = "a secret of the tests";

const GOOD: &str = "Everything that a call needs works.";

const FAKE_TIME: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

fn check_of_a_network_with_the_own_relay_chromium(stage: &mut Stage) -> Result<()> {
    own_relay(stage, Chromium)
}

fn check_of_a_network_with_the_own_relay_firefox(stage: &mut Stage) -> Result<()> {
    own_relay(stage, Firefox)
}

fn own_relay(stage: &mut Stage, kind: Kind) -> Result<()> {
    let homes = Homes::build(&stage.network, [Access::Symmetric, Access::Open])?;
    let server = Server::start(homes.server(), &[])?;
    let ana = lives_at(&homes, &server, kind)?;
    ana.checks()?;
    ana.browser.says(&[GOOD])?;
    // As the router shows it.
    ana.browser
        .says(&["From outside you are seen at 203.0.113.11."])?;
    ana.finds("Data goes through it and comes back", 2)?;
    if kind.is_chromium() {
        ana.browser.take_pictures("check-good")?;
    }
    Ok(())
}

fn check_of_a_network_with_coturn_chromium(stage: &mut Stage) -> Result<()> {
    coturn(stage, Chromium)
}

fn check_of_a_network_with_coturn_firefox(stage: &mut Stage) -> Result<()> {
    coturn(stage, Firefox)
}

fn coturn(stage: &mut Stage, kind: Kind) -> Result<()> {
    let relay = Relay::start(stage)?;
    let server = relay.server(stage, SECRET, &[])?;
    let [ana] = stage.people_at(&server.origin(), [kind])?;
    ana.checks()?;
    ana.browser.says(&[
        GOOD,
        "The page is secure.",
        "and sees you at",
        "Server and device agree on the time.",
        "It answers after",
        "UDP comes through, and nothing on the way changes your address.",
        "come through, and 0.0 % of the packets are lost.",
        "to send and to receive.",
    ])?;
    // Microphone and camera.
    ana.finds("It works.", 2)?;
    // Over UDP and over TCP.
    ana.finds("Data goes through it and comes back", 2)
}

fn check_behind_a_firewall_without_udp_chromium(stage: &mut Stage) -> Result<()> {
    no_udp(stage, Chromium)
}

fn check_behind_a_firewall_without_udp_firefox(stage: &mut Stage) -> Result<()> {
    no_udp(stage, Firefox)
}

fn no_udp(stage: &mut Stage, kind: Kind) -> Result<()> {
    let homes = Homes::build(&stage.network, [Access::WithoutUdp, Access::Open])?;
    let server = Server::start(homes.server(), &[])?;
    let ana = lives_at(&homes, &server, kind)?;
    ana.checks()?;
    ana.browser.says(&[
        "Your network blocks UDP. Calls will work through the relay over TCP, with more delay.",
        "Nothing comes back over UDP.",
        "Your turn: Try another network",
        "TATAP_PUBLIC_IP, TATAP_TURN_ADDR",
        "Mbit/s come through",
    ])?;
    ana.finds("Nothing comes back over UDP.", 2)?;
    if kind.is_chromium() {
        ana.browser.take_pictures("check-no-udp")?;
    }
    Ok(())
}

fn check_of_a_server_without_a_relay(stage: &mut Stage) -> Result<()> {
    let server = Server::start(&stage.network, &[("TATAP_TURN_ADDR", "off")])?;
    let [ana, budi] = stage.people_at(&server.origin(), [Chromium, Firefox])?;
    for person in [&ana, &budi] {
        person.checks()?;
        person.browser.says(&[
            "This server has no relay",
            "The server names no STUN server",
            "The server offers none.",
            "For whoever runs this server: Turn the embedded TURN server on",
            "TATAP_TURN_ADDR, TATAP_TURN_URLS",
            "Not measured",
        ])?;
    }
    ana.browser.take_pictures("check-no-relay")
}

fn check_of_a_wrong_secret_chromium(stage: &mut Stage) -> Result<()> {
    wrong_secret(stage, Chromium)
}

fn check_of_a_wrong_secret_firefox(stage: &mut Stage) -> Result<()> {
    wrong_secret(stage, Firefox)
}

fn wrong_secret(stage: &mut Stage, kind: Kind) -> Result<()> {
    let relay = Relay::start(stage)?;
    let server = relay.server(stage, "another secret", &[])?;
    let [ana] = stage.people_at(&server.origin(), [kind])?;
    ana.checks()?;
    ana.browser.says(&[
        "The relay refuses this server’s credentials",
        "Compare the secret with the relay’s (in coturn static-auth-secret)",
        "TATAP_TURN_SECRET",
        "Server and device agree on the time.",
    ])?;
    ana.finds("It refuses the credentials (401).", 2)
}

fn check_of_a_server_whose_clock_is_an_hour_behind(stage: &mut Stage) -> Result<()> {
    if !Path::new(FAKE_TIME).exists() {
        return Err(Skipped::new("libfaketime (faketime) is missing").into());
    }
    let relay = Relay::start(stage)?;
    let clock = [
        ("LD_PRELOAD", FAKE_TIME),
        ("FAKETIME", "-1h"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    let server = relay.server(stage, SECRET, &clock)?;
    let [ana] = stage.people_at(&server.origin(), [Chromium])?;
    ana.checks()?;
    ana.browser.says(&[
        "The relay refuses this server’s credentials",
        "The server’s clock is 60 minutes behind this device’s",
        "Set the clock of the server by NTP",
        "The clocks differ, see above: set them right first.",
    ])?;
    ana.browser.take_pictures("check-clock")
}

fn check_of_a_server_that_is_told_a_wrong_address(stage: &mut Stage) -> Result<()> {
    let homes = Homes::build(&stage.network, [Access::Symmetric, Access::Open])?;
    // Nobody has it.
    let server = Server::start(homes.server(), &[("TATAP_PUBLIC_IP", "203.0.113.99")])?;
    let ana = lives_at(&homes, &server, Chromium)?;
    ana.checks()?;
    ana.browser.says(&[
        "Neither UDP nor a relay comes through",
        "Nothing answers at 203.0.113.99:3478.",
        "Look whether that is the relay’s address as the internet sees it",
        "TATAP_PUBLIC_IP",
    ])?;
    ana.browser.take_pictures("check-wrong-address")
}

fn check_through_a_proxy_that_drops_the_upgrade(stage: &mut Stage) -> Result<()> {
    // Every browser tells of a WebSocket that could not be opened.
    stage.expected_errors.push("WebSocket");
    let server = stage.server()?;
    let proxy = PlainProxy::start(&stage.network, server.port())?;
    let [ana, budi] = stage.people_at(&proxy.origin(), [Chromium, Firefox])?;
    for person in [&ana, &budi] {
        person.checks()?;
        person.browser.says(&[
            "The connection that calls are arranged over does not come through",
            "something in between does not let WebSockets through",
            "For whoever runs this server: Let the proxy pass on the headers Upgrade, Connection and Host",
        ])?;
    }
    ana.browser.take_pictures("check-no-upgrade")
}

fn check_of_a_page_that_is_not_secure(stage: &mut Stage) -> Result<()> {
    let address = stage.network.address()?;
    let origin = format!("http://{address}:{}", stage.server()?.port());
    let [ana] = stage.people_at(&origin, [Chromium])?;
    // Chromium complains about the header on every page that is not secure.
    stage.expected_errors.push("Cross-Origin-Opener-Policy");
    ana.checks()?;
    ana.browser.says(&[
        "This page is not secure, so the browser gives it no camera and no microphone",
        "Open the page with https://",
    ])
}

fn check_of_blocked_devices_chromium(stage: &mut Stage) -> Result<()> {
    blocked_devices(
        stage,
        ChromiumRefusing,
        "Click the icon left of the address",
    )
}

fn check_of_blocked_devices_firefox(stage: &mut Stage) -> Result<()> {
    blocked_devices(stage, FirefoxRefusing, "Click the crossed-out icon")
}

fn blocked_devices(stage: &mut Stage, kind: Kind, way: &str) -> Result<()> {
    let relay = Relay::start(stage)?;
    let server = relay.server(stage, SECRET, &[])?;
    let [ana] = stage.people_at(&server.origin(), [kind])?;
    ana.checks()?;
    ana.browser.says(&[
        "Your network is good for calls, but the others would not see or not hear you",
        "The camera is blocked in the browser.",
        "The microphone is blocked in the browser.",
        way,
    ])
}

fn the_green_room_leads_to_the_check_and_back(stage: &mut Stage) -> Result<()> {
    // It ends in the call.
    stage.expects_a_lost_server();
    let relay = Relay::start(stage)?;
    let server = relay.server(stage, SECRET, &[])?;
    let [ana] = stage.people_at(&server.origin(), [Chromium])?;
    ana.waits_before("tea")?;
    ana.browser.click(Role::Link, "Network: not checked")?;
    ana.browser.says(&[GOOD])?;

    ana.browser.script(KEEP_COPIES, vec![])?;
    ana.clicks("Copy report")?;
    ana.browser.says(&["Report copied"])?;
    let report = ana.browser.script("return window.__copied", vec![])?;
    let report = report.as_str().context("no report")?;
    for part in [
        GOOD,
        "[Good] Relay over UDP (TURN): Data goes through it",
        "[Note] Relay over TLS (TURN): Not offered.",
        &server.origin(),
    ] {
        ensure!(report.contains(part), "{part:?} is missing in {report}");
    }
    ensure!(!report.contains("/r/tea"), "the room is nobody's: {report}");

    ana.clicks("Check again")?;
    ana.browser.says(&["The check is running."])?;
    ana.browser.says(&[GOOD])?;
    ana.browser.click(Role::Link, "Back to the meeting")?;
    ana.is_in_the_green_room()?;
    ana.browser.shows(Role::Link, "Network: good")?;
    ana.browser.take_pictures("green-room-network")?;
    ana.enters()
}

fn the_check_by_the_keyboard_alone(stage: &mut Stage) -> Result<()> {
    stage.in_both(|stage, kind| {
        let relay = Relay::start(stage)?;
        let server = relay.server(stage, SECRET, &[])?;
        let [ana] = stage.people_at(&server.origin(), [kind])?;
        let keys = Keys(&ana);
        ana.checks()?;
        ana.browser.script(DOWNLOADS, vec![])?;
        keys.uses("Save report")?;
        let saved = SavedFile::of(&ana)?;
        ensure!(saved.name == "tatap-check.txt", "{}", saved.name);
        let report = saved.text()?;
        for part in [GOOD, "[Good] Relay over TCP (TURN)", &server.origin()] {
            ensure!(report.contains(part), "{part:?} is missing in {report}");
        }
        ana.browser.script(KEEP_COPIES, vec![])?;
        keys.uses("Copy report")?;
        ana.browser.says(&["Report copied"])?;
        let copied = ana.browser.script("return window.__copied", vec![])?;
        ensure!(copied.as_str().is_some_and(|text| text.contains(GOOD)));
        keys.uses("Check again")?;
        keys.is_at("Check again")?;
        ana.browser.says(&[GOOD])?;
        keys.is_at("Check again")?;
        keys.uses("Home")?;
        ana.browser.shows(Role::Button, "New meeting")
    })
}

const KEEP_COPIES: &str =
    "navigator.clipboard.writeText = async (text) => { window.__copied = text; }";

impl Person {
    /// Opens the check and waits for its end.
    pub(crate) fn checks(&self) -> Result<()> {
        self.opens("/check")?;
        self.browser.says(&["Check of your connection"])?;
        eventually("the check ends", || {
            let text = self.browser.text()?;
            ensure!(!text.contains("Trying…"), "it goes on: {text}");
            Ok(Some(()))
        })
    }

    /// Reads the sentence so many times.
    pub(crate) fn finds(&self, sentence: &str, times: usize) -> Result<()> {
        let text = self.browser.text()?;
        let found = text.matches(sentence).count();
        ensure!(
            found == times,
            "{sentence:?} is there {found} times: {text}"
        );
        Ok(())
    }
}

/// Ana in the first of the homes, before a server on the internet.
fn lives_at(homes: &Homes, server: &Server, kind: Kind) -> Result<Person> {
    let home = &homes.people()[0];
    let origin = home.origin(server.port());
    let trusted = std::slice::from_ref(&origin);
    let browser = Browser::start_trusting(kind, home.network(), trusted)?;
    browser.renew_window()?;
    Ok(Person {
        name: "Ana",
        browser: Rc::new(browser),
        origin,
    })
}

/// coturn in the network of the stage, where a server has the usual port.
struct Relay {
    address: IpAddr,
    _coturn: Coturn,
}

impl Relay {
    const PORT: u16 = 3480;

    fn start(stage: &Stage) -> Result<Self> {
        let address = stage.network.address()?.parse()?;
        let setup = CoturnSetup {
            addresses: &[address],
            port: Self::PORT,
            secret: SECRET,
            external: None,
        };
        let coturn = Coturn::start_with(&stage.network, &setup)?;
        Ok(Self {
            address,
            _coturn: coturn,
        })
    }

    /// A server that names the relay.
    fn server(&self, stage: &Stage, secret: &str, more: &[(&str, &str)]) -> Result<Server> {
        let at = format!("{}:{}", self.address, Self::PORT);
        let urls = format!("stun:{at},turn:{at}?transport=udp,turn:{at}?transport=tcp");
        let mut all = vec![
            ("TATAP_TURN_URLS", urls.as_str()),
            ("TATAP_TURN_SECRET", secret),
        ];
        all.extend(more);
        Server::start(&stage.network, &all)
    }
}

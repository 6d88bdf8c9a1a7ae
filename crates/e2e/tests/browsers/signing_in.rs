//! Opening a room by signing in, at a real identity provider.

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{IdentityProvider, Role, Server, Story, eventually, stories};

use crate::doors::locks;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_signs_in_opens_the_room_and_others_come_in_by_its_link,
    whoever_stops_signing_in_is_told_and_can_try_again,
    an_invite_is_not_lost_on_the_way_to_sign_in,
];

const CLOSED: &str = "This room asks for a password, or nobody has opened it yet.";

/// The token with which programs make invites.
const API_TOKEN: &str = "token-of-a-program-that-makes-invites-1";

fn whoever_signs_in_opens_the_room_and_others_come_in_by_its_link(stage: &mut Stage) -> Result<()> {
    let house = House::start(stage)?;
    let [ana, budi] = stage.people_at(&house.server.origin(), [Chromium, Firefox])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    is_sent_to_sign_in(&ana)?;
    signs_in(&ana)?;
    ana.is_in_the_green_room()?;
    ana.clicks("Join now")?;
    ana.browser.shows(Role::Tile, "Ana Lestari (you)")?;

    budi.joins(&room)?;
    budi.browser.shows(Role::Tile, "Ana Lestari")?;
    ana.sees_and_hears(1)?;
    budi.sees_and_hears(1)?;
    // She is the host.
    locks(&ana)?;
    Ok(())
}

fn whoever_stops_signing_in_is_told_and_can_try_again(stage: &mut Stage) -> Result<()> {
    let house = House::start(stage)?;
    let [ana] = stage.people_at(&house.server.origin(), [Firefox])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    is_sent_to_sign_in(&ana)?;
    ana.browser.click(Role::Link, "[ Cancel ]")?;
    ana.browser.says(&[
        "You were not signed in",
        "Sign in again, or join without it.",
    ])?;
    ana.browser.take_picture("doors", "sign-in-denied")?;

    ana.browser.click(Role::Link, "Sign in instead")?;
    signs_in(&ana)?;
    ana.is_in_the_green_room()?;
    ana.clicks("Join now")?;
    ana.browser.shows(Role::Tile, "Ana Lestari (you)")?;
    ana.opens("/?sign_in=expired")?;
    ana.browser.says(&["That sign-in took too long"])?;
    Ok(())
}

fn an_invite_is_not_lost_on_the_way_to_sign_in(stage: &mut Stage) -> Result<()> {
    let house = House::start(stage)?;
    let [ana] = stage.people_at(&house.server.origin(), [Chromium])?;
    let room = stage.room();
    ana.opens("/")?;
    let make = "
        const reply = await fetch('/api/invites', {
            method: 'POST',
            headers: { 'Authorization': `Bearer ${arguments[1]}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ room: arguments[0], role: 'member', name: 'Ana of the invite' }),
        });
        return (await reply.json()).path;
    ";
    let path = ana
        .browser
        .script(make, vec![room.as_str().into(), API_TOKEN.into()])?;
    let path = path.as_str().unwrap_or_default().to_owned();
    ensure!(path.contains("#invite=i."), "{path:?}");

    ana.opens(&path)?;
    ana.is_in_the_green_room()?;
    is_sent_to_sign_in(&ana)?;
    signs_in(&ana)?;
    ana.is_in_the_green_room()?;
    let address = "return location.pathname + location.hash";
    let address = ana.browser.script(address, vec![])?;
    ensure!(address == path.as_str(), "the address is {address}");
    ana.clicks("Join now")?;
    ana.browser.shows(Role::Tile, "Ana of the invite (you)")?;
    Ok(())
}

/// A server where only those who have signed in open rooms, and their identity provider.
struct House {
    server: Server,
    _provider: IdentityProvider,
}

impl House {
    fn start(stage: &mut Stage) -> Result<Self> {
        stage.expects_a_lost_server();
        let port = stage.network.lasting_port()?;
        let home = format!("http://localhost:{port}");
        let provider = IdentityProvider::start(&stage.network, &home)?;
        // The provider's pages ask for a font of somebody else, which is not to be had here.
        stage.expected_errors.push("fonts.googleapis.com");
        let own = [
            ("TATAP_PUBLIC_URL", home.as_str()),
            ("TATAP_ROOM_CREATION", "signed-in"),
            ("TATAP_API_TOKEN", API_TOKEN),
            ("TATAP_TURN_ADDR", "off"),
        ];
        let settings = [own.as_slice(), &provider.settings()].concat();
        let server = Server::start_at(&stage.network, port, &settings)?;
        Ok(Self {
            server,
            _provider: provider,
        })
    }
}

/// Tries to join, and goes to the identity provider.
fn is_sent_to_sign_in(person: &Person) -> Result<()> {
    person.clicks("Join now")?;
    person.browser.says(&[CLOSED])?;
    person.browser.click(Role::Link, "Sign in instead")?;
    person.browser.shows(Role::Button, "Sign-in")
}

/// Goes through the identity provider's pages until it leads back.
fn signs_in(person: &Person) -> Result<()> {
    let browser = &person.browser;
    browser.fill("Enter any login", person.name)?;
    browser.fill("and password", "any")?;
    person.clicks("Sign-in")?;
    person.clicks("Continue")?;
    let origin = "return location.origin";
    eventually(&format!("{} is back", person.name), || {
        let origin = browser.script(origin, vec![])?;
        Ok((origin == person.origin.as_str()).then_some(()))
    })
}

//! Opening a room by signing in, at a real identity provider.

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{IdentityProvider, Role, Server, Story, eventually, stories};

use crate::doors::locks;
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    whoever_signs_in_opens_the_room_and_others_come_in_by_its_link,
    whoever_stops_signing_in_is_told_and_can_try_again,
    an_invite_is_not_lost_on_the_way_to_sign_in,
    whoever_is_refused_is_told_and_comes_in_by_their_invite,
    a_service_that_does_not_answer_is_told,
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
    ensure!(address(&ana)? == format!("/r/{room}"), "it is told once");

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
    let path = invited(&ana, &stage.room(), "member")?;
    ana.opens(&path)?;
    ana.is_in_the_green_room()?;
    is_sent_to_sign_in(&ana)?;
    signs_in(&ana)?;
    ana.is_in_the_green_room()?;
    ensure!(address(&ana)? == path, "it is elsewhere");
    ana.clicks("Join now")?;
    ana.browser.shows(Role::Tile, "Ana of the invite (you)")?;
    Ok(())
}

fn whoever_is_refused_is_told_and_comes_in_by_their_invite(stage: &mut Stage) -> Result<()> {
    // What the operator has told the server is not what the service knows it by.
    let house = House::with(stage, &[("TATAP_OIDC_CLIENT_SECRET", "another-secret")])?;
    let [ana] = stage.people_at(&house.server.origin(), [Firefox])?;
    let path = invited(&ana, &stage.room(), "host")?;
    let (room, _) = path.split_once('#').context("it is no invite")?;
    ana.opens(&format!("{room}?microphone=off&sign_in=denied"))?;
    is_sent_on(&ana)?;
    signs_in(&ana)?;
    ana.browser.says(&[
        "Your sign-in did not work",
        "Sign in again; if that does not help, tell whoever runs this server.",
    ])?;
    ensure!(address(&ana)? == room, "it is told once");

    ana.opens(&format!(
        "{room}?microphone=off&sign_in=refused#{}",
        &path[room.len() + 1..]
    ))?;
    ana.is_in_the_green_room()?;
    ana.browser.says(&["Your sign-in did not work"])?;
    let expected = path.replace('#', "?microphone=off#");
    ensure!(address(&ana)? == expected, "only that is taken out");
    ana.clicks("Join now")?;
    ana.browser.shows(Role::Tile, "Ana of the invite (you)")?;
    Ok(())
}

fn a_service_that_does_not_answer_is_told(stage: &mut Stage) -> Result<()> {
    let House { server, provider } = House::start(stage)?;
    drop(provider);
    let [ana] = stage.people_at(&server.origin(), [Chromium])?;
    let room = stage.room();
    ana.waits_before(&room)?;
    ana.clicks("Join now")?;
    ana.browser.says(&[CLOSED])?;
    ana.browser.click(Role::Link, "Sign in instead")?;
    ana.browser.says(&[
        "The service of your account does not answer.",
        "Wait a moment, then sign in again.",
    ])?;
    ensure!(address(&ana)? == format!("/r/{room}"), "it is told once");
    Ok(())
}

/// A server where only those who have signed in open rooms, and their identity provider.
struct House {
    server: Server,
    provider: IdentityProvider,
}

impl House {
    fn start(stage: &mut Stage) -> Result<Self> {
        Self::with(stage, &[])
    }

    /// Starts both; `others` are settings of the server that take the place of what it is told else.
    fn with(stage: &mut Stage, others: &[(&str, &str)]) -> Result<Self> {
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
        let settings = [&own, provider.settings().as_slice(), others].concat();
        let server = Server::start_at(&stage.network, port, &settings)?;
        Ok(Self { server, provider })
    }
}

/// Tries to join, and goes to the identity provider.
fn is_sent_to_sign_in(person: &Person) -> Result<()> {
    person.clicks("Join now")?;
    person.browser.says(&[CLOSED])?;
    is_sent_on(person)
}

fn is_sent_on(person: &Person) -> Result<()> {
    person.browser.click(Role::Link, "Sign in instead")?;
    person.browser.shows(Role::Button, "Sign-in")
}

/// Where a new invite for `room` leads, which names whoever comes.
fn invited(person: &Person, room: &str, role: &str) -> Result<String> {
    person.opens("/")?;
    let make = "
        const [room, role, token] = arguments;
        const reply = await fetch('/api/invites', {
            method: 'POST',
            headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ room, role, name: 'Ana of the invite' }),
        });
        return (await reply.json()).path;
    ";
    let given = [room, role, API_TOKEN].map(Into::into).to_vec();
    let path = person.browser.script(make, given)?;
    let path = path.as_str().unwrap_or_default().to_owned();
    ensure!(path.contains("#invite=i."), "{path:?}");
    Ok(path)
}

/// What the address says, without the server.
fn address(person: &Person) -> Result<String> {
    let address = "return location.pathname + location.search + location.hash";
    let address = person.browser.script(address, vec![])?;
    Ok(address.as_str().unwrap_or_default().to_owned())
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

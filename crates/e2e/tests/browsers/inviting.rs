//! Invites that hosts make in the app, and who is host once people have come and gone.

use anyhow::{Context, Result, ensure};
use e2e::Kind::{Chromium, Firefox};
use e2e::{Role, Server, Story, eventually, stories};
use serde_json::json;

use crate::doors::{asks_to_join, locks, manages, opens_doors};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    an_invite_opens_a_room_with_a_password_in_its_role,
    a_host_by_invite_comes_in_through_a_lock_and_lets_others_in,
    an_invite_that_has_expired_says_so,
    whoever_is_made_host_says_what_happens_when_they_leave,
];

/// Keeps what the server answers from the page until `__release` is called.
const HOLD_ANSWERS: &str = "
    const { fetch } = window;
    const released = new Promise((resolve) => { window.__release = resolve; });
    window.fetch = async (...asked) => {
        const answer = await fetch(...asked);
        await released;
        return answer;
    };
";

fn an_invite_opens_a_room_with_a_password_in_its_role(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    opens_doors(&ana)?;
    ana.browser.fill("Password of the room", "kata sandi")?;
    ana.clicks("Set password")?;
    ana.browser.shows(Role::Button, "Remove password")?;
    chooses(&ana, "They come as", "2")?;
    chooses(&ana, "It lets in", "2")?;
    ana.browser.script(HOLD_ANSWERS, vec![])?;
    ana.clicks("Make a link")?;
    // The call goes on while the server takes its time.
    ana.clicks("Raise hand")?;
    ana.browser.shows(Role::Button, "Lower hand")?;
    ana.browser.script("window.__release()", vec![])?;
    ana.browser.says(&["Viewer, 0 of 1 used, 7 days left"])?;
    let link = link_made(&ana, &room)?;
    ana.browser.take_picture("doors", "invite")?;
    let drawn = "const image = document.querySelector('.invite-qr'); await image.decode(); return image.naturalWidth > 50";
    let drawn = ana.browser.script(drawn, vec![])?;
    ensure!(drawn == true, "there is no QR code");

    budi.browser.goto(&link)?;
    budi.is_in_the_green_room()?;
    budi.enters()?;
    budi.sees_video(ana.name, true)?;
    ana.sees_video(budi.name, false)?;
    citra.browser.goto(&link)?;
    citra.is_in_the_green_room()?;
    citra.clicks("Join now")?;
    citra.browser.says(&["This invite has been used"])?;

    chooses(&ana, "They come as", "0")?;
    chooses(&ana, "It lets in", "0")?;
    ana.clicks("Make a link")?;
    ana.browser
        .says(&["Participant, used 0 times, 7 days left"])?;
    let link = link_made(&ana, &room)?;
    ana.clicks("Take back: Participant, used 0 times, 7 days left")?;
    eventually("it is not listed any more", || {
        let buttons = ana.browser.names(Role::Button)?;
        let left = buttons.iter().filter(|name| name.starts_with("Take back"));
        Ok((left.count() == 1).then_some(()))
    })?;
    citra.opens("/")?;
    citra.browser.goto(&link)?;
    citra.is_in_the_green_room()?;
    citra.clicks("Join now")?;
    citra.browser.says(&["This invite is not valid"])?;
    Ok(())
}

fn a_host_by_invite_comes_in_through_a_lock_and_lets_others_in(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    opens_doors(&ana)?;
    chooses(&ana, "They come as", "1")?;
    ana.clicks("Make a link")?;
    ana.browser.says(&["Host, used 0 times, 7 days left"])?;
    let link = link_made(&ana, &room)?;
    ana.clicks("Close")?;
    locks(&ana)?;

    budi.browser.goto(&link)?;
    budi.browser.fill("Your name", budi.name)?;
    budi.clicks_soon("Ask to join")?;
    budi.browser.shows(Role::Tile, &budi.own_tile())?;
    asks_to_join(&citra, &room)?;
    ana.browser.says(&["Citra wants to come in"])?;
    budi.browser.says(&["Citra wants to come in"])?;
    budi.browser.script("window.location.reload()", vec![])?;
    budi.browser.shows(Role::Tile, &budi.own_tile())?;
    budi.clicks_soon("Let in")?;
    citra.browser.shows(Role::Tile, &citra.own_tile())?;
    eventually("nobody waits any more", || {
        let text = ana.browser.text()?;
        Ok((!text.contains("wants to come in")).then_some(()))
    })
}

fn an_invite_that_has_expired_says_so(stage: &mut Stage) -> Result<()> {
    const TOKEN: &str = "token-of-a-program-that-makes-invites-2";
    let settings = [("TATAP_API_TOKEN", TOKEN), ("TATAP_TURN_ADDR", "off")];
    let server = Server::start(&stage.network, &settings)?;
    let [ana] = stage.people_at(&server.origin(), [Firefox])?;
    let room = stage.room();
    ana.opens("/")?;
    let make = "
        const [room, token] = arguments;
        const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json' };
        const body = JSON.stringify({ room, role: 'member', expires_in: 1 });
        const made = await fetch('/api/invites', { method: 'POST', headers, body });
        const { path } = await made.json();
        for (;;) {
            const { invites } = await (await fetch(`/api/invites?room=${room}`, { headers })).json();
            if (invites.length === 0) return path;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    ";
    let path = ana.browser.script(make, vec![json!(room), json!(TOKEN)])?;
    ana.opens(path.as_str().context("no invite was made")?)?;
    ana.is_in_the_green_room()?;
    ana.clicks("Join now")?;
    ana.browser.says(&[
        "This invite has expired",
        "Ask whoever sent it for a new one.",
    ])
}

const HOST_RULE: &str = "When the last host leaves";

fn whoever_is_made_host_says_what_happens_when_they_leave(stage: &mut Stage) -> Result<()> {
    let [ana, budi, citra] = stage.people([Chromium, Firefox, Chromium])?;
    let room = stage.room();
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    manages(&ana, &budi, "Make a host too")?;
    budi.browser.says(&["Ana made you a host"])?;
    // Nobody follows a host who is not the last.
    ana.clicks("Leave")?;
    citra.sees_only(&[&budi])?;
    is_no_host(&citra)?;
    opens_doors(&budi)?;
    chooses(&budi, HOST_RULE, "1")?;
    budi.clicks("Leave")?;
    citra.sees_only(&[])?;
    is_no_host(&citra)?;

    // Who comes first to another room is host there, and leaves nobody behind.
    let room = stage.room();
    budi.joins(&room)?;
    citra.joins(&room)?;
    opens_doors(&budi)?;
    chooses(&budi, HOST_RULE, "2")?;
    budi.clicks("Leave")?;
    citra.browser.says(&["The call has ended"])
}

/// What hosts have in the menu is not there.
fn is_no_host(person: &Person) -> Result<()> {
    person.clicks("More")?;
    person.browser.shows(Role::Button, "Full screen")?;
    let buttons = person.browser.names(Role::Button)?;
    ensure!(
        !buttons.iter().any(|name| name == "Room and hosts"),
        "there is {buttons:?}"
    );
    person.clicks("More")
}

/// Chooses in the panel of the room, by the number of the choice.
fn chooses(host: &Person, label: &str, value: &str) -> Result<()> {
    let choose = "
        const select = [...document.querySelectorAll('label')]
            .find((one) => one.textContent.startsWith(arguments[0])).querySelector('select');
        select.value = arguments[1];
        select.dispatchEvent(new Event('change', { bubbles: true }));
    ";
    host.browser
        .script(choose, vec![label.into(), value.into()])
        .map(drop)
}

/// The link that the panel of the room shows.
fn link_made(host: &Person, room: &str) -> Result<String> {
    let link = "return document.querySelector('.invite-link input').value";
    let link = host.browser.script(link, vec![])?;
    let link = link.as_str().unwrap_or_default().to_owned();
    ensure!(link.contains(&format!("/r/{room}#invite=i.")), "{link}");
    Ok(link)
}

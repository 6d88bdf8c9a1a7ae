//! The whole product without a mouse: the focus is always seen, and never lost.

use anyhow::{Result, bail, ensure};
use e2e::Kind::Chromium;
use e2e::{Focus, Kind, Role, Story, eventually, stories};
use thirtyfour::Key;

use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    a_call_from_home_to_goodbye_by_the_keyboard_alone,
    the_focus_stays_when_what_had_it_goes,
];

/// More presses of Tab than any page has stops.
const MANY: usize = 80;

fn a_call_from_home_to_goodbye_by_the_keyboard_alone(stage: &mut Stage) -> Result<()> {
    stage.in_both(goes_from_home_to_goodbye)
}

fn goes_from_home_to_goodbye(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    budi.joins(&room)?;
    let keys = Keys(&ana);

    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    keys.goes_to("Room name")?;
    ana.browser.presses(room.as_str())?;
    ana.browser.presses_key(Key::Enter)?;
    keys.is_at("Ready to join?")?;
    keys.goes_to("Mute microphone")?;
    keys.toggles("Mute microphone", "Unmute microphone")?;
    keys.toggles("Unmute microphone", "Mute microphone")?;
    keys.goes_to("Your name")?;
    ana.browser.presses("Ana")?;
    keys.goes_to("Join now")?;
    ana.browser.presses_key(Key::Enter)?;
    keys.is_at(&room)?;
    ana.sees_only(&[&budi])?;

    writes_and_reads(&keys, &budi)?;
    opens_panels(&keys)?;
    uses_the_menu_of_a_tile(&keys)?;
    uses_the_controls(&keys)?;
    uses_more(&keys)?;

    keys.uses("Leave")?;
    keys.is_at("You left the meeting")?;
    keys.uses("Home")?;
    keys.is_at("Talk face to face")?;
    budi.sees_only(&[])
}

fn writes_and_reads(keys: &Keys<'_>, budi: &Person) -> Result<()> {
    let Keys(ana) = keys;
    keys.uses("Chat")?;
    keys.is_at("Write to everyone")?;
    ana.browser.presses("Without a mouse")?;
    ana.browser.presses_key(Key::Enter)?;
    keys.is_at("Write to everyone")?;
    budi.reads_in_chat(&["Without a mouse"])?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("Chat")
}

fn opens_panels(keys: &Keys<'_>) -> Result<()> {
    let Keys(ana) = keys;
    for panel in ["People (2)", "Settings"] {
        keys.uses(panel)?;
        keys.is_at("Close")?;
        ana.browser.presses_key(Key::Enter)?;
        keys.is_at(panel)?;
    }
    keys.uses("Settings")?;
    keys.is_at("Close")?;
    keys.goes_to("Show my own picture")?;
    ana.browser.presses(" ")?;
    ana.browser.hides(Role::Tile, &ana.own_tile())?;
    ana.browser.presses(" ")?;
    ana.browser.shows(Role::Tile, &ana.own_tile())?;
    keys.is_at("Show my own picture")?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("Settings")
}

fn uses_the_menu_of_a_tile(keys: &Keys<'_>) -> Result<()> {
    let Keys(ana) = keys;
    let menu = "Options for Budi";
    keys.uses(menu)?;
    keys.announces(|focus| focus.expanded == Some(true))?;
    keys.uses("Pin")?;
    keys.is_at(menu)?;
    keys.announces(|focus| focus.expanded == Some(false))?;
    keys.uses(menu)?;
    keys.goes_to("Mute for me")?;
    ana.browser.presses(" ")?;
    keys.announces(|focus| focus.pressed == Some(true))?;
    ana.browser.presses(" ")?;
    keys.announces(|focus| focus.pressed == Some(false))?;
    keys.uses("Connection info")?;
    keys.is_at("Close")?;
    ana.browser.presses_key(Key::Enter)?;
    keys.is_at(menu)?;
    keys.uses(menu)?;
    keys.uses("Unpin")?;
    keys.is_at(menu)?;
    keys.uses(menu)?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at(menu)
}

fn uses_the_controls(keys: &Keys<'_>) -> Result<()> {
    let Keys(ana) = keys;
    for (off, on) in [
        ("Mute microphone", "Unmute microphone"),
        ("Turn camera off", "Turn camera on"),
        ("Raise hand", "Lower hand"),
        ("Share screen", "Stop sharing your screen"),
    ] {
        // Without a screen, Firefox has none to share.
        if off == "Share screen" && ana.browser.kind() != Chromium {
            continue;
        }
        keys.goes_to(off)?;
        keys.toggles(off, on)?;
        keys.toggles(on, off)?;
    }
    if ana.browser.kind() == Chromium {
        keys.uses("Share screen")?;
        keys.uses("Stop sharing")?;
        ana.browser.hides(Role::Button, "Stop sharing")?;
        keys.is_somewhere()?;
    }
    keys.uses("Reactions")?;
    keys.uses("Heart")?;
    keys.is_at("Reactions")
}

fn uses_more(keys: &Keys<'_>) -> Result<()> {
    let Keys(ana) = keys;
    keys.uses("More")?;
    keys.announces(|focus| focus.expanded == Some(true))?;
    keys.uses("Keyboard help")?;
    keys.is_at("Close")?;
    ana.browser.says(&["Hold to talk"])?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("More")?;
    ana.browser.presses("?")?;
    keys.is_at("Close")?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("More")?;
    ana.browser.presses_key(Key::Enter)?;
    keys.uses("Layout: Automatic")?;
    keys.is_at("More")?;
    ana.browser.presses_key(Key::Enter)?;
    keys.goes_to("Layout: Grid")?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("More")
}

fn the_focus_stays_when_what_had_it_goes(stage: &mut Stage) -> Result<()> {
    stage.in_both(keeps_the_focus)
}

fn keeps_the_focus(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi, citra] = stage.people([kind, Chromium, Chromium])?;
    let room = stage.room();
    for person in [&ana, &budi, &citra] {
        person.joins(&room)?;
    }
    ana.sees_only(&[&budi, &citra])?;
    let keys = Keys(&ana);
    keys.uses("People (3)")?;
    keys.goes_to("Mute for me: Budi")?;
    budi.clicks("Leave")?;
    ana.sees_only(&[&citra])?;
    keys.waits("the focus is on the list", |focus| focus.tag == "ul")?;
    ana.browser.presses_key(Key::Escape)?;
    keys.is_at("People (2)")?;
    keys.uses("Options for Citra")?;
    keys.goes_to("Mute for me")?;
    citra.clicks("Leave")?;
    ana.sees_only(&[])?;
    keys.is_at(&room)
}

/// Someone who uses the keyboard alone.
pub(crate) struct Keys<'a>(pub(crate) &'a Person);

impl Keys<'_> {
    /// Presses Tab until the focus is on what is called `name`, and sees it at every stop.
    ///
    /// It goes back to what is before the focus: Firefox goes from a page's end into its own controls, and stays there.
    pub(crate) fn goes_to(&self, name: &str) -> Result<()> {
        let Self(person) = self;
        let mut stops = Vec::new();
        for _ in 0..MANY {
            let focus = person.browser.focus()?;
            if focus.name == name && focus.tag != "h1" {
                return Ok(());
            }
            if person.browser.is_before_focus(name)? {
                person.browser.presses_shifted(Key::Tab)?;
            } else {
                person.browser.presses_key(Key::Tab)?;
            }
            let focus = person.browser.focus()?;
            // The browser's own stops a page cannot see.
            ensure!(
                focus.visible || focus.tag == "body",
                "the focus is not to be seen: {focus:?}"
            );
            stops.push(focus.name);
        }
        bail!("Tab does not lead to {name:?}, but to {stops:?}")
    }

    /// Goes to what is called `name`, and presses Enter on it.
    pub(crate) fn uses(&self, name: &str) -> Result<()> {
        self.goes_to(name)?;
        self.0.browser.presses_key(Key::Enter)
    }

    /// Presses the button that has the focus: its name changes, and it keeps the focus.
    pub(crate) fn toggles(&self, before: &str, after: &str) -> Result<()> {
        self.is_at(before)?;
        self.0.browser.presses(" ")?;
        self.is_at(after)
    }

    /// Waits until the focus is on what is called `name`.
    pub(crate) fn is_at(&self, name: &str) -> Result<()> {
        self.waits(&format!("the focus is on {name:?}"), |focus| {
            focus.name == name
        })
    }

    pub(crate) fn announces(&self, expected: impl Fn(&Focus) -> bool) -> Result<()> {
        self.waits("the new state is announced", expected)
    }

    pub(crate) fn is_somewhere(&self) -> Result<()> {
        self.waits("something has the focus", |focus| focus.tag != "body")
    }

    fn waits(&self, what: &str, expected: impl Fn(&Focus) -> bool) -> Result<()> {
        eventually(what, || {
            let focus = self.0.browser.focus()?;
            ensure!(expected(&focus), "the focus is {focus:?}");
            Ok(Some(()))
        })
    }
}

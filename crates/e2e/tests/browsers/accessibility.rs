//! No page, panel, menu or dialog keeps anyone out, as far as a program can tell.

use anyhow::{Result, ensure};
use e2e::Kind::{Chromium, ChromiumRefusing};
use e2e::{Kind, Role, Server, Story, Theme, stories};

use crate::doors::{asks_to_join, locks, opens_doors};
use crate::person::Person;
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    pages_outside_the_call_have_no_barriers,
    pages_that_say_what_is_wrong_have_no_barriers,
    the_call_and_all_that_opens_in_it_have_no_barriers,
    the_call_on_a_phone_has_no_barriers,
    the_doors_of_a_room_have_no_barriers,
];

/// Something that is opened in the call, by the names of the buttons that open and close it.
struct Opening {
    name: &'static str,
    opens: &'static [&'static str],
    closes: &'static [&'static str],
}

/// All that opens in a call of Ana with Budi, for Ana.
const OPENINGS: [Opening; 10] = [
    Opening {
        name: "people",
        opens: &["People (2)"],
        closes: &["People (2)"],
    },
    Opening {
        name: "what a host can do to someone",
        opens: &["People (2)", "Manage Budi"],
        closes: &["Manage Budi", "People (2)"],
    },
    Opening {
        name: "room and hosts",
        opens: &["More", "Room and hosts"],
        closes: &["Close"],
    },
    Opening {
        name: "chat",
        opens: &["Chat"],
        closes: &["Chat"],
    },
    Opening {
        name: "settings",
        opens: &["Settings"],
        closes: &["Settings"],
    },
    Opening {
        name: "reactions",
        opens: &["Reactions"],
        closes: &["Reactions"],
    },
    Opening {
        name: "more",
        opens: &["More"],
        closes: &["More"],
    },
    Opening {
        name: "keys",
        opens: &["More", "Keyboard help"],
        closes: &["Close"],
    },
    Opening {
        name: "options of a tile",
        opens: &["Options for Budi"],
        closes: &["Options for Budi"],
    },
    Opening {
        name: "connection info",
        opens: &["Options for Budi", "Connection info"],
        closes: &["Close"],
    },
];

/// What opens besides where there is room for the arrows.
const DEVICE_MENUS: [Opening; 2] = [
    Opening {
        name: "microphone options",
        opens: &["Microphone and speaker options"],
        closes: &["Microphone and speaker options"],
    },
    Opening {
        name: "camera options",
        opens: &["Camera options"],
        closes: &["Camera options"],
    },
];

/// Gathers what keeps people out, so that one look tells all of it.
#[derive(Default)]
struct Inspection(Vec<String>);

impl Inspection {
    /// Looks at the page as it is, in both themes.
    fn looks(&mut self, person: &Person, state: &str) -> Result<()> {
        // The colours are the same in every browser: they are measured once.
        let themes = if person.browser.kind() == Chromium {
            &Theme::ALL[..]
        } else {
            &[Theme::Dark]
        };
        for theme in themes {
            person.browser.set_theme(*theme)?;
            person.browser.settle()?;
            let barriers = person.browser.barriers()?;
            let told = barriers
                .into_iter()
                .map(|barrier| format!("{state}, {theme:?}: {barrier}"));
            self.0.extend(told);
        }
        Ok(())
    }

    /// Opens each of `openings`, looks, and closes it again.
    fn looks_into(&mut self, person: &Person, openings: &[Opening]) -> Result<()> {
        for opening in openings {
            for button in opening.opens {
                person.clicks(button)?;
            }
            self.looks(person, opening.name)?;
            for button in opening.closes {
                person.clicks(button)?;
            }
        }
        Ok(())
    }

    fn ends(self) -> Result<()> {
        let Self(barriers) = self;
        ensure!(
            barriers.is_empty(),
            "{} barriers:\n{}",
            barriers.len(),
            barriers.join("\n")
        );
        Ok(())
    }
}

fn pages_outside_the_call_have_no_barriers(stage: &mut Stage) -> Result<()> {
    stage.in_both(looks_outside_the_call)
}

fn looks_outside_the_call(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana] = stage.people([kind])?;
    let room = stage.room();
    let mut inspection = Inspection::default();
    ana.opens("/")?;
    ana.browser.shows(Role::Button, "New meeting")?;
    inspection.looks(&ana, "home")?;
    ana.browser.fill("Room name", "tea!")?;
    ana.browser.says(&["hyphens"])?;
    inspection.looks(&ana, "home with a bad name")?;
    ana.opens("/nowhere/at/all")?;
    ana.browser.shows(Role::Link, "Home")?;
    inspection.looks(&ana, "no such page")?;
    ana.opens("/r/Tea")?;
    ana.browser.shows(Role::Link, "Home")?;
    inspection.looks(&ana, "no room name")?;
    ana.checks()?;
    inspection.looks(&ana, "check")?;
    ana.waits_before(&room)?;
    ana.sees_preview()?;
    inspection.looks(&ana, "green room")?;
    ana.clicks("Turn camera off")?;
    ana.clicks("Mute microphone")?;
    ana.browser.fill("Your name", " ")?;
    ana.clicks("Join now")?;
    inspection.looks(&ana, "green room with nothing on and no name")?;
    ana.is_in_the_green_room()?;
    ana.enters()?;
    inspection.looks(&ana, "alone in the call")?;
    ana.clicks("Leave")?;
    ana.browser.shows(Role::Button, "Rejoin")?;
    inspection.looks(&ana, "left")?;
    inspection.ends()
}

fn pages_that_say_what_is_wrong_have_no_barriers(stage: &mut Stage) -> Result<()> {
    stage.expects_a_lost_server();
    let small = Server::start(&stage.network, &[("TATAP_ROOM_CAPACITY", "2")])?;
    let [ana, budi, citra] =
        stage.people_at(&small.origin(), [Chromium, ChromiumRefusing, Chromium])?;
    let room = stage.room();
    let mut inspection = Inspection::default();
    ana.joins(&room)?;
    citra.joins(&room)?;
    budi.waits_before(&room)?;
    budi.browser.says(&["blocked"])?;
    inspection.looks(&budi, "green room with blocked devices")?;
    budi.clicks("Join now")?;
    budi.browser.says(&["full"])?;
    inspection.looks(&budi, "full room")?;
    drop(small);
    ana.browser.says(&["Reconnecting"])?;
    inspection.looks(&ana, "lost server")?;
    inspection.ends()
}

fn the_call_and_all_that_opens_in_it_have_no_barriers(stage: &mut Stage) -> Result<()> {
    stage.in_both(looks_at_the_call)
}

fn looks_at_the_call(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
    budi.says_in_chat("Look at https://example.org/a")?;
    ana.says_in_chat("Thank you")?;
    ana.browser.says(&["Thank you"])?;
    let mut inspection = Inspection::default();
    inspection.looks(&ana, "chat with messages")?;
    // The panel is closed by the button that has opened it.
    ana.clicks("Chat")?;
    budi.clicks("Raise hand")?;
    budi.clicks("Mute microphone")?;
    ana.browser.says(&["raised a hand"])?;
    inspection.looks(&ana, "notice of a hand")?;
    inspection.looks_into(&ana, &OPENINGS)?;
    inspection.looks_into(&ana, &DEVICE_MENUS)?;
    budi.clicks("Share screen")?;
    budi.browser.says(&["You are sharing your screen"])?;
    ana.sees_video("Budi’s screen", true)?;
    inspection.looks(&budi, "sharing a screen")?;
    inspection.looks(&ana, "seeing a screen")?;
    budi.clicks("Stop sharing")?;
    budi.clicks("Turn camera off")?;
    ana.clicks("Raise hand")?;
    ana.sees_video(budi.name, false)?;
    inspection.looks(&ana, "a name card")?;
    inspection.ends()
}

fn the_call_on_a_phone_has_no_barriers(stage: &mut Stage) -> Result<()> {
    stage.in_both(looks_at_a_phone)
}

fn looks_at_a_phone(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, Chromium])?;
    let room = stage.room();
    ana.joins(&room)?;
    budi.joins(&room)?;
    ana.sees_video(budi.name, true)?;
    ana.browser.has_screen(390, 844)?;
    let mut inspection = Inspection::default();
    inspection.looks(&ana, "call")?;
    inspection.looks_into(&ana, &OPENINGS)?;
    ana.browser.has_no_screen()?;
    inspection.ends()
}

fn the_doors_of_a_room_have_no_barriers(stage: &mut Stage) -> Result<()> {
    stage.in_both(looks_at_the_doors)
}

fn looks_at_the_doors(stage: &mut Stage, kind: Kind) -> Result<()> {
    let [ana, budi] = stage.people([kind, kind])?;
    let room = stage.room();
    ana.joins(&room)?;
    opens_doors(&ana)?;
    ana.browser.fill("Password of the room", "kata sandi")?;
    ana.clicks("Set password")?;
    ana.browser.shows(Role::Button, "Remove password")?;
    budi.waits_before(&room)?;
    budi.clicks("Join now")?;
    budi.browser.says(&["This room asks for a password"])?;
    let mut inspection = Inspection::default();
    inspection.looks(&budi, "a room with a password")?;
    ana.clicks("Remove password")?;
    ana.clicks("Make a link")?;
    ana.browser.says(&["Participant, used 0 times"])?;
    inspection.looks(&ana, "an invite")?;
    ana.clicks("Close")?;
    locks(&ana)?;
    asks_to_join(&budi, &room)?;
    ana.browser
        .says(&[&format!("{} wants to come in", budi.name)])?;
    inspection.looks(&budi, "waiting to be let in")?;
    inspection.looks(&ana, "someone who wants to come in")?;
    inspection.ends()
}

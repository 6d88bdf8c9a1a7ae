use std::rc::Rc;

use anyhow::Result;
use e2e::Browser;
use serde_json::{Value, json};

use crate::person::Person;

pub(super) const DRAWING: &str = include_str!("drawing.js");
const GUESTS: &str = include_str!("guests.js");

/// Someone who takes part without an app of their own.
#[derive(Clone, Copy)]
pub(super) struct Guest {
    pub(super) name: &'static str,
    pub(super) camera: bool,
    pub(super) microphone: bool,
}

/// With camera and microphone.
pub(super) const fn seen(name: &'static str) -> Guest {
    Guest {
        name,
        camera: true,
        microphone: true,
    }
}

/// With neither.
pub(super) const fn unseen(name: &'static str) -> Guest {
    Guest {
        name,
        camera: false,
        microphone: false,
    }
}

/// The browser in which all guests are.
pub(super) struct Guests {
    browser: Rc<Browser>,
    origin: String,
    room: String,
    count: u32,
}

impl Guests {
    /// Lets guests into `room` from the browser of `host`.
    pub(super) fn of(host: &Person, room: &str) -> Result<Self> {
        host.opens("/config.json")?;
        host.browser.script(DRAWING, vec![])?;
        host.browser.script(GUESTS, vec![])?;
        Ok(Self {
            browser: Rc::clone(&host.browser),
            origin: host.origin.clone(),
            room: room.to_owned(),
            count: 0,
        })
    }

    pub(super) fn enter(&mut self, guests: &[Guest]) -> Result<()> {
        for guest in guests {
            self.count += 1;
            let url = format!("{}/ws", self.origin.replacen("http", "ws", 1));
            let about = json!({
                "name": guest.name, "look": self.count, "camera": guest.camera, "microphone": guest.microphone,
            });
            let arguments = vec![url.into(), self.room.as_str().into(), about];
            self.browser
                .script("await window.__guests.enter(...arguments)", arguments)?;
        }
        Ok(())
    }

    /// Lets a guest do something that `guests.js` can.
    pub(super) fn act(&self, name: &str, verb: &str, argument: impl Into<Value>) -> Result<()> {
        let act = "const [name, verb, argument] = arguments; await window.__guests.all[name][verb](argument)";
        self.browser
            .script(act, vec![name.into(), verb.into(), argument.into()])?;
        Ok(())
    }
}

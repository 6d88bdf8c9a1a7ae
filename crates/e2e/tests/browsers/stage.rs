use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use e2e::{Browser, Kind, Network, Server, Skipped};

use crate::person::Person;

const NAMES: [&str; 6] = ["Ana", "Budi", "Citra", "Dewi", "Eka", "Fajar"];

/// What all stories play on: one server, and browsers that are started when first needed and kept.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) network: Arc<Network>,
    server: Option<Rc<Server>>,
    browsers: Vec<Rc<Browser>>,
    /// Who plays in the story that is on.
    cast: Vec<(&'static str, Rc<Browser>)>,
    /// Console errors that the story provokes.
    pub(crate) expected_errors: Vec<&'static str>,
    rooms: u32,
}

impl Stage {
    pub(crate) fn new(network: Arc<Network>) -> Self {
        Self {
            network,
            server: None,
            browsers: Vec::new(),
            cast: Vec::new(),
            expected_errors: Vec::new(),
            rooms: 0,
        }
    }

    pub(crate) fn server(&mut self) -> Result<Rc<Server>> {
        if let Some(server) = &self.server {
            return Ok(Rc::clone(server));
        }
        // Over the relay calls would go on where a story cuts their paths; it has stories of its own.
        let server = Server::start(&self.network, &[("TATAP_TURN_ADDR", "off")])?;
        let server = Rc::new(server);
        self.server = Some(Rc::clone(&server));
        Ok(server)
    }

    /// The server, or a proxy before it, goes away while pages are open: that shows in their consoles.
    pub(crate) fn expects_a_lost_server(&mut self) {
        // Nothing at an address that is not the app's says which icon it has.
        let parts = ["WebSocket", "/ws", "healthz", "net::ERR", "favicon.ico"];
        self.expected_errors.extend(parts);
    }

    /// The name of a room that no other story uses.
    pub(crate) fn room(&mut self) -> String {
        self.rooms += 1;
        format!("story-{}", self.rooms)
    }

    /// People with these browsers, in empty windows, who remember nothing; the server is the stage's.
    pub(crate) fn people<const N: usize>(&mut self, kinds: [Kind; N]) -> Result<[Person; N]> {
        let origin = self.server()?.origin();
        self.people_at(&origin, kinds)
    }

    /// Like [`Stage::people`], with the app from `origin`.
    pub(crate) fn people_at<const N: usize>(
        &mut self,
        origin: &str,
        kinds: [Kind; N],
    ) -> Result<[Person; N]> {
        let mut people = Vec::with_capacity(N);
        for kind in kinds {
            let name = NAMES[self.cast.len()];
            let browser = self.browser(kind)?;
            self.cast.push((name, Rc::clone(&browser)));
            browser.renew_window()?;
            browser.forget(&format!("{origin}/config.json"))?;
            browser.console_errors()?;
            people.push(Person {
                name,
                browser,
                origin: origin.to_owned(),
            });
        }
        people
            .try_into()
            .map_err(|_| anyhow!("as many people as kinds"))
    }

    /// Plays `scene` with each kind of browser.
    pub(crate) fn in_both(&mut self, scene: impl Fn(&mut Self, Kind) -> Result<()>) -> Result<()> {
        for kind in [Kind::Chromium, Kind::Firefox] {
            scene(self, kind).with_context(|| format!("with {kind:?}"))?;
            self.clear()?;
        }
        Ok(())
    }

    /// Everyone goes home, and the browsers are free for others in the same story.
    pub(crate) fn clear(&mut self) -> Result<()> {
        let cast = std::mem::take(&mut self.cast);
        check_consoles(&cast, &self.expected_errors)?;
        for (_, browser) in &cast {
            browser.goto("about:blank")?;
        }
        Ok(())
    }

    /// A person with a browser that only this story has.
    pub(crate) fn person_at(&mut self, browser: Rc<Browser>) -> Result<Person> {
        let origin = self.server()?.origin();
        let name = NAMES[self.cast.len()];
        self.cast.push((name, Rc::clone(&browser)));
        browser.renew_window()?;
        browser.forget(&format!("{origin}/config.json"))?;
        Ok(Person {
            name,
            browser,
            origin,
        })
    }

    /// Looks for errors in the consoles, tells what the scene was like if the story failed, and clears it.
    pub(crate) fn end_story(&mut self, story: &str, outcome: Result<()>) -> Result<()> {
        let cast = std::mem::take(&mut self.cast);
        let expected = std::mem::take(&mut self.expected_errors);
        let outcome = outcome
            .and_then(|()| check_consoles(&cast, &expected))
            .and_then(|()| {
                let leaks = e2e::take_leaks();
                ensure!(leaks.is_empty(), "secrets in the server's log: {leaks:#?}");
                Ok(())
            });
        let outcome = match outcome {
            Err(error) if !error.is::<Skipped>() => Err(error.context(scene(story, &cast))),
            other => other,
        };
        self.cast = cast;
        self.end_scene();
        outcome
    }

    /// Lets everyone who plays go home, so that their browsers are free for others.
    pub(crate) fn end_scene(&mut self) {
        for (_, browser) in self.cast.drain(..) {
            // A browser that is gone shows in the next story that wants it.
            let _ = browser.goto("about:blank");
            let _ = browser.console_errors();
        }
    }

    /// A browser of this kind that nobody in the story has.
    fn browser(&mut self, kind: Kind) -> Result<Rc<Browser>> {
        if !kind.is_chromium() {
            self.network.address()?;
        }
        let taken =
            |browser: &Rc<Browser>| self.cast.iter().any(|(_, one)| Rc::ptr_eq(one, browser));
        if let Some(free) = self
            .browsers
            .iter()
            .find(|browser| browser.kind() == kind && !taken(browser))
        {
            return Ok(Rc::clone(free));
        }
        let browser = Rc::new(Browser::start(kind, &self.network)?);
        self.browsers.push(Rc::clone(&browser));
        Ok(browser)
    }
}

fn check_consoles(cast: &[(&str, Rc<Browser>)], expected: &[&str]) -> Result<()> {
    for (name, browser) in cast {
        let mut errors = browser.console_errors()?;
        errors.extend(browser.failures()?);
        errors.retain(|error| !expected.iter().any(|part| error.contains(part)));
        if !errors.is_empty() {
            bail!("{name}'s console shows {errors:#?}");
        }
    }
    Ok(())
}

/// Describes what each person sees, with a picture of it.
fn scene(story: &str, cast: &[(&str, Rc<Browser>)]) -> String {
    let mut scene = String::new();
    for (name, browser) in cast {
        let file = format!("{}-{name}", story.replace("::", "-"));
        let picture = match browser.take_picture("failures", &file) {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("{error:#}"),
        };
        let text = browser
            .text()
            .context("no page")
            .unwrap_or_else(|error| format!("{error:#}"));
        let videos = browser.script(VIDEOS, vec![]).unwrap_or_default();
        let errors = browser.console_errors().unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(
            scene,
            "{name} ({:?}) reads {text:?}, videos {videos}, console {errors:?}, picture {picture}",
            browser.kind()
        );
    }
    scene
}

const VIDEOS: &str = "
    return [...document.querySelectorAll('video')].map((video) => ({
        tile: video.closest('figure')?.ariaLabel,
        paused: video.paused, muted: video.muted, ready: video.readyState, width: video.videoWidth,
        tracks: video.srcObject?.getTracks().map((t) => `${t.kind} ${t.readyState} enabled ${t.enabled} muted ${t.muted}`),
    }));
";

use std::rc::Rc;

use anyhow::{Result, bail, ensure};
use e2e::{Browser, Media, Pending, Role, eventually};
use serde_json::Value;

/// Someone at a browser.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) browser: Rc<Browser>,
    pub(crate) origin: String,
}

impl Person {
    pub(crate) fn opens(&self, path: &str) -> Result<()> {
        self.browser.goto(&format!("{}{path}", self.origin))
    }

    /// Opens the link to `room` and fills in the name; only "Join now" is left to do.
    pub(crate) fn waits_before(&self, room: &str) -> Result<()> {
        self.opens(&format!("/r/{room}"))?;
        self.is_in_the_green_room()
    }

    /// Fills in the name in the green room.
    pub(crate) fn is_in_the_green_room(&self) -> Result<()> {
        self.browser.fill("Your name", self.name)?;
        self.browser.shows(Role::Button, "Join now")?;
        self.browser.record()
    }

    pub(crate) fn joins(&self, room: &str) -> Result<()> {
        self.waits_before(room)?;
        self.enters()
    }

    /// Clicks "Join now" and waits until the call is there.
    pub(crate) fn enters(&self) -> Result<()> {
        self.clicks("Join now")?;
        self.browser.shows(Role::Tile, &self.own_tile())
    }

    /// Clicks "Join now" with all of `people`, as nearly at once as can be.
    pub(crate) fn all_enter(people: &[Self]) -> Result<()> {
        let clicks: Vec<Pending<()>> = people
            .iter()
            .map(|person| person.browser.begin_click(Role::Button, "Join now"))
            .collect();
        clicks.into_iter().try_for_each(Pending::wait)
    }

    pub(crate) fn clicks(&self, button: &str) -> Result<()> {
        self.browser.click(Role::Button, button)
    }

    /// Clicks a button that is there only now and then.
    pub(crate) fn clicks_soon(&self, button: &str) -> Result<()> {
        eventually(&format!("{} clicks {button:?}", self.name), || {
            self.browser.begin_click(Role::Button, button).wait()?;
            Ok(Some(()))
        })
    }

    /// Writes `text` into the chat, which is opened for it if it is not.
    pub(crate) fn says_in_chat(&self, text: &str) -> Result<()> {
        self.opens_chat()?;
        self.browser.fill(
            "Write to everyone",
            &text.replace('\n', "\u{e008}\u{e007}\u{e008}"),
        )?;
        self.clicks("Send message")
    }

    /// Opens the chat and waits until all of `words` are there.
    pub(crate) fn reads_in_chat(&self, words: &[&str]) -> Result<()> {
        self.opens_chat()?;
        self.browser.says(words)
    }

    fn opens_chat(&self) -> Result<()> {
        eventually(&format!("{} opens the chat", self.name), || {
            let fields = self.browser.names(Role::Textbox)?;
            if fields.iter().any(|name| name == "Write to everyone") {
                return Ok(Some(()));
            }
            let buttons = self.browser.names(Role::Button)?;
            if let Some(chat) = buttons.iter().find(|name| name.starts_with("Chat")) {
                self.browser.begin_click(Role::Button, chat).wait()?;
            }
            Ok(None)
        })
    }

    pub(crate) fn own_tile(&self) -> String {
        format!("{} (you)", self.name)
    }

    /// Waits until the tiles are one's own and those of `others`, in any order.
    pub(crate) fn sees_only(&self, others: &[&Self]) -> Result<()> {
        let mut expected: Vec<String> = others.iter().map(|one| one.name.to_owned()).collect();
        expected.push(self.own_tile());
        expected.sort();
        let what = format!("{} sees {expected:?}", self.name);
        self.browser.eventually_names(Role::Tile, &what, |names| {
            let mut names = names.to_vec();
            names.sort();
            names == expected
        })
    }

    /// Waits until video and sound rise over `count` connections.
    pub(crate) fn sees_and_hears(&self, count: usize) -> Result<Vec<Media>> {
        self.browser.sees_and_hears(count)
    }

    /// Waits until the tile `name` shows a moving picture, or shows none.
    pub(crate) fn sees_video(&self, name: &str, expected: bool) -> Result<()> {
        let what = format!("{} sees video of {name}: {expected}", self.name);
        eventually(&what, || {
            let tile = self.tile(name)?;
            if (tile["video"] == true) == expected {
                return Ok(Some(()));
            }
            bail!("the tile is {tile}")
        })
    }

    /// Waits until the tile `name` has the mark "Muted", or has none.
    pub(crate) fn sees_muted(&self, name: &str, expected: bool) -> Result<()> {
        let what = format!("{} sees {name} muted: {expected}", self.name);
        eventually(&what, || {
            let tile = self.tile(name)?;
            if (tile["muted"] == true) == expected {
                return Ok(Some(()));
            }
            bail!("the tile is {tile}")
        })
    }

    /// Waits until the green room shows one's own picture.
    pub(crate) fn sees_preview(&self) -> Result<()> {
        let playing = "return [...document.querySelectorAll('video')].some((v) => v.videoWidth > 0 && !v.paused)";
        eventually("the preview shows a picture", || {
            Ok((self.browser.script(playing, vec![])? == true).then_some(()))
        })
    }

    /// Checks that one's own picture is silent and mirrored.
    pub(crate) fn own_tile_is_silent_and_mirrored(&self) -> Result<()> {
        let tile = self.tile(&self.own_tile())?;
        ensure!(
            tile["silent"] == true,
            "one's own tile is not silent: {tile}"
        );
        ensure!(
            tile["mirrored"] == true,
            "one's own tile is not mirrored: {tile}"
        );
        Ok(())
    }

    fn tile(&self, name: &str) -> Result<Value> {
        self.browser.script_on(Role::Tile, name, TILE)
    }
}

/// Reads a tile: is video shown, is there a mark "Muted"?
const TILE: &str = r#"
    const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
    const video = element.querySelector("video");
    const track = video?.srcObject?.getVideoTracks()[0];
    const marks = [...element.querySelectorAll("*")].filter((e) => {
        const name = e.getAttribute("aria-label") ?? e.getAttribute("title") ?? e.textContent;
        const box = e.tagName === "title" ? e.parentElement : e;
        return name.trim() === "Muted" && shown(box);
    });
    const matrix = video && new DOMMatrix(getComputedStyle(video).transform);
    return {
        text: element.innerText,
        video: Boolean(video && shown(video) && track?.readyState === "live" && video.videoWidth > 0
            && video.readyState >= 2 && !video.paused),
        muted: marks.length > 0,
        silent: Boolean(video && (video.muted || video.srcObject?.getAudioTracks().length === 0)),
        mirrored: Boolean(matrix && (matrix.a < 0 || getComputedStyle(video).scale.startsWith("-1"))),
    };
"#;

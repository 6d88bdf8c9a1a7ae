//! What a page receives, from the statistics of its peer connections (W3C WebRTC, `getStats`).

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::recorder::RECORDER;
use crate::{Browser, wait};

/// How long media may take to rise once a call is connected.
const RISE_LIMIT: Duration = Duration::from_secs(15);

/// What has come in over one peer connection so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// The connection's `connectionState`.
    pub state: String,
    /// Video frames decoded.
    pub frames: u64,
    /// Audio packets received.
    pub packets: u64,
    /// Energy of the audio played; silence has none.
    pub energy: f64,
    /// The candidate types of the pair in use, like "host to host".
    pub path: String,
}

impl Browser {
    /// Starts to record, where the browser could not do so before the page.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn record(&self) -> Result<()> {
        self.script(RECORDER, vec![])?;
        Ok(())
    }

    /// Reads what has come in over each connection that is open.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn media(&self) -> Result<Vec<Media>> {
        let connections = self.script("return await window.__e2e.media()", vec![])?;
        let connections = connections.as_array().context("no list of connections")?;
        Ok(connections.iter().map(media).collect())
    }

    /// Waits until `count` connections are up, and over each come at least five more frames and more sound.
    ///
    /// # Errors
    ///
    /// Fails with the last statistics if that does not happen in time.
    pub fn sees_and_hears(&self, count: usize) -> Result<Vec<Media>> {
        self.receives(count, |before, after| {
            after.frames >= before.frames + 5
                && after.packets > before.packets
                && after.energy > before.energy
        })
    }

    /// Waits until `count` connections are up and over each comes what `enough` compares.
    ///
    /// # Errors
    ///
    /// Fails with the last statistics if that does not happen in time.
    pub fn receives(
        &self,
        count: usize,
        enough: impl Fn(&Media, &Media) -> bool,
    ) -> Result<Vec<Media>> {
        let before = wait::eventually(&format!("{count} connections"), || {
            let media = self.media()?;
            if media.len() == count && media.iter().all(|one| one.state == "connected") {
                return Ok(Some(media));
            }
            bail!("the connections are {media:?}")
        })?;
        wait::within(RISE_LIMIT, "media on every connection", || {
            let after = self.media()?;
            if after.len() == count && before.iter().zip(&after).all(|(b, a)| enough(b, a)) {
                return Ok(Some(after));
            }
            bail!("the connections went from {before:?} to {after:?}")
        })
    }

    /// Lists the connections that are not closed and the local tracks that have not ended.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn leftovers(&self) -> Result<Vec<String>> {
        self.strings("return window.__e2e.leftovers()")
    }

    /// Remembers the local tracks that the page shows or sends, for [`Browser::leftovers`].
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn collect_tracks(&self) -> Result<u64> {
        let count = self.script(
            "window.__e2e.collectTracks(); return window.__e2e.tracks.size",
            vec![],
        )?;
        count.as_u64().context("no number of tracks")
    }

    /// Lists the errors that nothing in the page has caught and what its policy has forbidden.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn failures(&self) -> Result<Vec<String>> {
        self.strings("return window.__e2e?.failures ?? []")
    }

    /// Arms the measurement from the click on the button `name` to the first remote frame.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn watch_first_frame(&self, name: &str) -> Result<()> {
        self.script(
            "window.__e2e.watchFirstFrame(arguments[0])",
            vec![json!(name)],
        )?;
        Ok(())
    }

    /// Waits for the outcome of [`Browser::watch_first_frame`].
    ///
    /// # Errors
    ///
    /// Fails if no frame comes.
    pub fn first_frame(&self) -> Result<Duration> {
        wait::eventually("the first remote frame", || {
            let milliseconds = self.script("return window.__e2e.firstFrame", vec![])?;
            Ok(milliseconds
                .as_f64()
                .map(|ms| Duration::from_secs_f64(ms / 1000.0)))
        })
    }

    fn strings(&self, script: &str) -> Result<Vec<String>> {
        let list = self.script(script, vec![])?;
        let list = list.as_array().context("no list")?;
        Ok(list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }
}

fn media(value: &Value) -> Media {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| value[key].as_u64().unwrap_or_default();
    Media {
        state: text("state"),
        frames: number("frames"),
        packets: number("packets"),
        energy: value["energy"].as_f64().unwrap_or_default(),
        path: text("path"),
    }
}

//! For how long media stays away, which a page counts from [`Browser::mark`] on.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Browser;

/// What has come in since [`Browser::mark`].
#[derive(Clone, Debug, PartialEq)]
pub struct Gaps {
    /// Over all connections together: there is no gap where one takes over from another.
    pub all: Gap,
    /// Over each connection, in the order of their making, those since closed as well.
    pub connections: Vec<Gap>,
    /// The longest time between two looks, by which a gap may seem longer than it was.
    ///
    /// It is long where the page was stopped, or in the background.
    pub pause: Duration,
    /// The longest time between the arrivals of two frames that were shown, over the videos that were there at the
    /// mark; nothing where none was, or the browser does not tell (HTMLVideoElement.requestVideoFrameCallback).
    pub arrival: Option<Duration>,
}

/// The longest times without media, with that which goes on at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The longest time without a frame of video decoded.
    pub video: Duration,
    /// The longest time without a packet of audio.
    pub audio: Duration,
    /// Frames decoded.
    pub frames: u64,
    /// Packets of audio received.
    pub packets: u64,
    /// Energy of the audio played; silence has none.
    pub energy: f64,
}

impl Browser {
    /// Begins to measure gaps, from nothing.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn mark(&self) -> Result<()> {
        self.script("await window.__e2e.mark()", vec![])?;
        Ok(())
    }

    /// Reads what was measured since [`Browser::mark`], and goes on measuring.
    ///
    /// # Errors
    ///
    /// Fails if nothing is marked in the page; a page loaded again has forgotten it.
    pub fn gaps(&self) -> Result<Gaps> {
        let gaps = self.script("return await window.__e2e.gaps()", vec![])?;
        let connections = gaps["connections"].as_array().context("no gaps")?;
        Ok(Gaps {
            all: gap(&gaps["all"]),
            connections: connections.iter().map(gap).collect(),
            pause: milliseconds(&gaps["pause_ms"]),
            arrival: gaps["arrival_ms"]
                .is_number()
                .then(|| milliseconds(&gaps["arrival_ms"])),
        })
    }

    /// Lists what has come in and was played, each with "audio" or "video" and its SSRC.
    ///
    /// # Errors
    ///
    /// Fails if nothing was ever marked in the page.
    pub fn incoming(&self) -> Result<Vec<(String, u32)>> {
        let list = self.script("return await window.__e2e.incoming()", vec![])?;
        let list = list.as_array().context("no list of what comes in")?;
        list.iter()
            .map(|one| {
                let kind = one["kind"].as_str().context("no kind")?.to_owned();
                let ssrc = one["ssrc"].as_u64().context("no SSRC")?;
                Ok((kind, ssrc.try_into()?))
            })
            .collect()
    }

    /// Ends the measuring, which costs a few percent of a core.
    ///
    /// # Errors
    ///
    /// Fails if nothing is recorded in the page.
    pub fn end_mark(&self) -> Result<()> {
        self.script("window.__e2e.endMark()", vec![])?;
        Ok(())
    }
}

fn gap(value: &Value) -> Gap {
    let number = |key: &str| value[key].as_u64().unwrap_or_default();
    Gap {
        video: milliseconds(&value["video_ms"]),
        audio: milliseconds(&value["audio_ms"]),
        frames: number("frames"),
        packets: number("packets"),
        energy: value["energy"].as_f64().unwrap_or_default(),
    }
}

fn milliseconds(value: &Value) -> Duration {
    Duration::from_secs_f64(value.as_f64().unwrap_or_default().max(0.0) / 1000.0)
}

use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use e2e::{Skipped, eventually, on_path};
use tempfile::TempDir;

use crate::person::Person;

/// A file that a page has written.
pub(crate) struct SavedFile {
    pub(crate) name: String,
    bytes: Vec<u8>,
}

impl SavedFile {
    /// Waits until the file is closed.
    pub(crate) fn of(person: &Person) -> Result<Self> {
        eventually("the file is closed", || {
            let closed = person
                .browser
                .script("return window.__saved.closed", vec![])?;
            Ok((closed == true).then_some(()))
        })?;
        let hex = "
            const bytes = new Uint8Array(await new Blob(window.__saved.pieces).arrayBuffer());
            return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        ";
        let hex = person.browser.script(hex, vec![])?;
        let hex = hex.as_str().context("no bytes")?.as_bytes();
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair)?;
            anyhow::Ok(u8::from_str_radix(pair, 16)?)
        };
        let name = person
            .browser
            .script("return window.__saved.name", vec![])?;
        Ok(Self {
            name: name.as_str().context("no name")?.to_owned(),
            bytes: hex.chunks(2).map(byte).collect::<Result<_>>()?,
        })
    }

    pub(crate) fn text(&self) -> Result<String> {
        Ok(String::from_utf8(self.bytes.clone())?)
    }
}

/// What looks into files of sound and picture.
pub(crate) struct MediaTools {
    directory: TempDir,
}

impl MediaTools {
    pub(crate) fn find() -> Result<Self> {
        for program in ["ffmpeg", "ffprobe"] {
            if on_path(&[program]).is_none() {
                bail!(Skipped::new(format!("{program} is missing")));
            }
        }
        Ok(Self {
            directory: TempDir::new()?,
        })
    }

    /// Checks that there is one picture and one sound for at least so long.
    pub(crate) fn check(&self, file: &SavedFile, at_least: Duration) -> Result<Content> {
        let path = self.directory.path().join(&file.name);
        std::fs::write(&path, &file.bytes)?;
        let kinds = |kind| self.probe(file, kind, "stream=codec_type");
        let streams = [kinds("a")?, kinds("v")?].concat();
        let streams: Vec<&str> = streams.split_whitespace().collect();
        ensure!(streams == ["audio", "video"], "it has {streams:?}");
        let times = |kind| {
            let times = self.probe(file, kind, "packet=pts_time")?;
            let times = times
                .lines()
                .filter_map(|time| time.trim_matches(',').parse().ok());
            anyhow::Ok(times.collect::<Vec<f64>>())
        };
        let length: f64 = self.format(file, "duration")?.trim().parse()?;
        let last = times("v")?.into_iter().fold(0.0, f64::max);
        ensure!(
            (length - last).abs() < 2.0,
            "it says that it is {length} s long, but {last} are in it"
        );
        // A browser under load begins late.
        let enough = at_least.as_secs_f64() * 0.6;
        for kind in ["a", "v"] {
            let length = times(kind)?.into_iter().fold(0.0, f64::max);
            ensure!(length >= enough, "its part {kind} is {length} s long");
        }
        let pictures = times("v")?;
        let gaps = pictures.windows(2).map(|pair| pair[1] - pair[0]);
        Ok(Content {
            loudest: self.loudest(file)?,
            longest_gap: gaps.fold(0.0, f64::max),
        })
    }

    fn probe(&self, file: &SavedFile, kind: &str, entries: &str) -> Result<String> {
        let select = ["-v", "error", "-select_streams", kind];
        let show = ["-show_entries", entries, "-of", "csv=p=0", &file.name];
        let output = self.run("ffprobe", &[&select[..], &show].concat())?;
        Ok(String::from_utf8(output.stdout)?)
    }

    /// What the file says of itself.
    fn format(&self, file: &SavedFile, entry: &str) -> Result<String> {
        let show = ["-v", "error", "-show_entries", &format!("format={entry}")];
        let output = self.run(
            "ffprobe",
            &[&show[..], &["-of", "csv=p=0", &file.name]].concat(),
        )?;
        Ok(String::from_utf8(output.stdout)?)
    }

    fn loudest(&self, file: &SavedFile) -> Result<f64> {
        let detect = ["-hide_banner", "-i", &file.name, "-af", "volumedetect"];
        let rest = ["-vn", "-f", "null", "-"];
        let said = written(&self.run("ffmpeg", &[&detect[..], &rest].concat())?);
        let (_, volume) = said.split_once("max_volume: ").context("no volume")?;
        let volume = volume.split_whitespace().next().context("no volume")?;
        Ok(volume.parse()?)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<Output> {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.directory.path())
            .output()?;
        ensure!(output.status.success(), "{program}: {}", written(&output));
        Ok(output)
    }
}

/// What is in a file.
pub(crate) struct Content {
    /// How loud it gets, in dB below full scale.
    pub(crate) loudest: f64,
    /// How long the picture stands still at most, in seconds.
    pub(crate) longest_gap: f64,
}

fn written(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

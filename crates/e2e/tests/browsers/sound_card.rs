use std::io::Read;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use e2e::{Skipped, eventually, on_path};
use tempfile::TempDir;

/// Samples of a second.
const RATE: usize = 48_000;

/// A sound card with two speakers that nobody hears: PulseAudio, until it is dropped.
pub(crate) struct SoundCard {
    directory: TempDir,
    server: Child,
}

impl SoundCard {
    /// What the speakers are called.
    pub(crate) const SPEAKERS: [&str; 2] = ["SpeakerOne", "SpeakerTwo"];

    /// Starts it.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if PulseAudio is not installed.
    pub(crate) fn start() -> Result<Self> {
        for program in ["pulseaudio", "pactl", "parec"] {
            if on_path(&[program]).is_none() {
                bail!(Skipped::new(format!("{program} is missing")));
            }
        }
        let directory = TempDir::new()?;
        let socket = directory.path().join("native");
        let speakers = Self::SPEAKERS.map(|name| {
            format!(
                "--load=module-null-sink sink_name={name} sink_properties=device.description={name}"
            )
        });
        let protocol = format!(
            "--load=module-native-protocol-unix auth-anonymous=1 socket={}",
            socket.display()
        );
        let server = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1"])
            .args(speakers)
            .arg(protocol)
            .env("HOME", directory.path())
            .env("XDG_RUNTIME_DIR", directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting PulseAudio")?;
        let card = Self { directory, server };
        eventually("PulseAudio has both speakers", || {
            let listed = card
                .command("pactl")
                .args(["list", "short", "sinks"])
                .output()?;
            let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
            Ok(Self::SPEAKERS
                .iter()
                .all(|name| listed.contains(name))
                .then_some(()))
        })?;
        Ok(card)
    }

    /// What a browser has to find in its environment to use it.
    pub(crate) fn address(&self) -> String {
        format!("unix:{}", self.directory.path().join("native").display())
    }

    /// Listens to a speaker for some seconds; the loudest fiftieth of a second, from 0 to 1 (root mean square).
    pub(crate) fn loudest(&self, speaker: &str, seconds: usize) -> Result<f64> {
        let mut recorder = self
            .command("parec")
            .arg(format!("--device={speaker}.monitor"))
            .args([
                "--raw",
                "--format=s16le",
                "--channels=1",
                "--latency-msec=20",
            ])
            .arg(format!("--rate={RATE}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut sound = vec![0; seconds * RATE * 2];
        let output = recorder.stdout.as_mut().context("stdout is piped")?;
        let read = output.read_exact(&mut sound);
        recorder.kill()?;
        recorder.wait()?;
        read.context("the speaker's monitor has ended")?;
        let samples: Vec<f64> = sound
            .chunks_exact(2)
            .map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
            .collect();
        let energy = |part: &[f64]| {
            let squares: f64 = part.iter().map(|sample| sample * sample).sum();
            (squares / part.len() as f64).sqrt()
        };
        ensure!(!samples.is_empty(), "it was not listened to");
        Ok(samples.chunks(RATE / 50).map(energy).fold(0.0, f64::max))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("PULSE_SERVER", self.address())
            .env("HOME", self.directory.path());
        command
    }
}

impl Drop for SoundCard {
    fn drop(&mut self) {
        // One that has ended is gone already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

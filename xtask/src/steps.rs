//! Says what is being done, in one plain line each, and how long it took.

use std::fs::File;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// Runs `command` as the step `label`; what it prints is shown only if it fails.
pub(crate) fn run(project: &Project, label: &str, command: &mut Command) -> Result<()> {
    let log_path = project.scratch()?.join(log_name(label));
    let log =
        File::create(&log_path).with_context(|| format!("cannot write {}", log_path.display()))?;
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);

    let start = begin(label);
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if status.success() {
        println!("{}", duration(start.elapsed()));
        return Ok(());
    }
    println!("failed after {}", duration(start.elapsed()));
    println!("{}", String::from_utf8_lossy(&std::fs::read(&log_path)?));
    bail!(
        "{label}: {} ended with {status}",
        command.get_program().display()
    );
}

/// Does `work` as the step `label`.
pub(crate) fn work<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = begin(label);
    let result = work();
    let outcome = if result.is_ok() { "" } else { "failed after " };
    println!("{outcome}{}", duration(start.elapsed()));
    result
}

/// Says a line about something that takes no time.
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Writes a duration for people: `0.4 s`, `41 s`, `2 min 21 s`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..3 => format!("{:.1} s", duration.as_secs_f64()),
        3..120 => format!("{seconds} s"),
        120.. => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn begin(label: &str) -> Instant {
    print!("{label} … ");
    // A closed stdout must not stop the work.
    let _ = io::stdout().flush();
    Instant::now()
}

fn log_name(label: &str) -> String {
    let name = label.chars().map(|c| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    });
    format!("{}.log", name.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_for_people() {
        assert_eq!(duration(Duration::from_millis(440)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(41)), "41 s");
        assert_eq!(duration(Duration::from_secs(141)), "2 min 21 s");
    }

    #[test]
    fn a_label_names_its_log() {
        assert_eq!(log_name("Building the web app"), "building-the-web-app.log");
    }
}

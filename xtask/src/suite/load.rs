//! What `crates/bench` checks: the traps, which cost much and are easily made again, and a soak.

use anyhow::Result;

use crate::project::Project;
use crate::suite::follow;
use crate::suite::tally::Tally;
use crate::web::Profile;

/// How long the soak of the test suite takes, in seconds; `cargo xtask soak` takes longer.
const SOAK_SECONDS: &str = "60";

/// Checks the traps.
pub(crate) fn run(project: &Project) -> Result<Tally> {
    check(project, &["--check"])
}

/// Soaks the server for a minute.
pub(crate) fn soak(project: &Project) -> Result<Tally> {
    check(project, &["--soak", SOAK_SECONDS])
}

/// Runs checks against the release build of the server; they read `/proc`, and so need Linux.
fn check(project: &Project, arguments: &[&str]) -> Result<Tally> {
    if !cfg!(target_os = "linux") {
        return Ok(Tally::of_skipped(
            "the server's use of the machine is checked on Linux alone",
        ));
    }
    let run = ["run", "--release", "--package", "bench", "--"];
    let mut command = project.cargo(&[&run, arguments].concat());
    command.env(
        "TATAP_SERVER_BIN",
        project.binary(Profile::Release.directory(), "tatap"),
    );
    let mut tally = Tally::default();
    let success = follow(&mut command, |line| tally.add(read(line)))?;
    tally.ended(success);
    Ok(tally)
}

/// Reads one finding: `passed: …` or `FAILED: …`.
fn read(line: &str) -> Tally {
    Tally::of(
        usize::from(line.starts_with("passed: ")),
        usize::from(line.starts_with("FAILED: ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_findings() {
        assert_eq!(
            read("passed: signals are passed on unread (ratio: 1.00)"),
            Tally::of(1, 0)
        );
        assert_eq!(
            read("FAILED: a slow reader costs little (MiB: 3.00)"),
            Tally::of(0, 1)
        );
        assert_eq!(read("something else"), Tally::default());
    }
}

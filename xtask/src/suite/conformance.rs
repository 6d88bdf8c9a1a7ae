//! WebSocket conformance: the Autobahn cases, run by kosoku against an echo that only a test build has.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::project::Project;
use crate::steps;
use crate::suite::judge;
use crate::suite::running::RunningServer;
use crate::suite::tally::Tally;
use crate::web::Profile;

/// Compression, which the server does not offer.
const EXCLUDED: [&str; 4] = ["--exclude", "12.*", "--exclude", "13.*"];

pub(crate) fn run(project: &Project, python: Option<&Path>) -> Result<Tally> {
    let Some(python) = python else {
        return Ok(Tally::of_skipped("kosoku is not installed"));
    };
    let started = build(project)
        .and_then(|binary| RunningServer::start(project, &binary, &[], "tatap-echo.log"));
    let server = match started {
        Ok(server) => server,
        Err(error) => {
            steps::say(&format!("{error:#}"));
            return Ok(Tally::of(0, 1));
        }
    };
    let reports = project.scratch()?.join("kosoku");
    let mut kosoku = project.program(&python.with_file_name("kosoku"));
    kosoku.args(EXCLUDED).arg("--outdir").arg(reports);
    kosoku.arg(format!("ws://127.0.0.1:{}/echo", server.port));
    judge("Running the Autobahn cases", &mut kosoku, tally)
}

/// Builds the server with its echo and takes the binary away, so that nobody mistakes it for the real one.
fn build(project: &Project) -> Result<PathBuf> {
    let mut cargo = project.cargo(&["build", "--package", "server", "--features", "echo"]);
    steps::run(project, "Building the server with its echo", &mut cargo)?;
    let binary = format!("tatap-echo{}", env::consts::EXE_SUFFIX);
    let binary = project.scratch()?.join(binary);
    fs::rename(project.binary(Profile::Dev.directory(), "tatap"), &binary)?;
    Ok(binary)
}

/// Reads kosoku's last words: `301 cases passed`, or `2 of 301 cases failed:`.
fn tally(output: &str) -> Tally {
    let number = |word: &str| word.parse::<usize>().ok();
    for line in output.lines() {
        let words: Vec<_> = line.split(' ').collect();
        if let [passed, "cases", "passed"] = words[..]
            && let Some(passed) = number(passed)
        {
            return Tally::of(passed, 0);
        }
        if let [failed, "of", all, "cases", "failed:"] = words[..]
            && let (Some(failed), Some(all)) = (number(failed), number(all))
        {
            return Tally::of(all.saturating_sub(failed), failed);
        }
    }
    Tally::of(0, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_kosoku_says() {
        assert_eq!(
            tally("wrote reports for 301 cases to out/\n301 cases passed\n"),
            Tally::of(301, 0)
        );
        let failed =
            "wrote reports for 2 cases to out/\n2 of 301 cases failed:\n  9.3.1: behavior=FAILED\n";
        assert_eq!(tally(failed), Tally::of(299, 2));
        assert_eq!(tally("Traceback"), Tally::of(0, 1));
    }
}

//! WebSocket conformance: the Autobahn cases, run by kosoku against an echo that only a test build has.

use std::env;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::steps;
use crate::suite::tally::Tally;
use crate::web::Profile;

const START_TIME: Duration = Duration::from_secs(20);
/// Compression, which the server does not offer.
const EXCLUDED: [&str; 4] = ["--exclude", "12.*", "--exclude", "13.*"];

pub(crate) fn run(project: &Project, python: Option<&Path>) -> Result<Tally> {
    let Some(python) = python else {
        return Ok(Tally::of_skipped("kosoku is not installed"));
    };
    let server = match build(project).and_then(|binary| EchoServer::start(project, &binary)) {
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
    let output = steps::work("Running the Autobahn cases", || {
        kosoku.output().context("cannot start kosoku")
    })?;

    let text = [output.stdout, output.stderr]
        .map(|part| String::from_utf8_lossy(&part).into_owned())
        .concat();
    let mut tally = tally(&text);
    tally.ended(output.status.success());
    if !output.status.success() {
        steps::say(&text);
    }
    Ok(tally)
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

struct EchoServer {
    child: Child,
    port: u16,
}

impl EchoServer {
    fn start(project: &Project, binary: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log_path = project.scratch()?.join("tatap-echo.log");
        let log = File::create(&log_path)?;
        let child = project
            .program(binary)
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start the server with its echo")?;
        let mut server = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if server.child.try_wait()?.is_some() || start.elapsed() > START_TIME {
                bail!(
                    "the server with its echo did not start: {}",
                    fs::read_to_string(&log_path)?
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for EchoServer {
    fn drop(&mut self) {
        // Killing fails only for a server that has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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

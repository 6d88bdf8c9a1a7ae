//! The HTTP API against its own description: schemathesis makes requests of it, good ones and bad ones.

use std::path::Path;

use anyhow::Result;

use crate::project::Project;
use crate::run::build_server;
use crate::steps;
use crate::suite::judge;
use crate::suite::running::RunningServer;
use crate::suite::tally::Tally;
use crate::web::Profile;

const TOKEN: &str = "token-of-the-operator-of-the-tests";

/// One address asks much here. Nobody is at the identity provider, which is answered like everything else.
const SETTINGS: [(&str, &str); 10] = [
    ("TATAP_API_TOKEN", TOKEN),
    ("TATAP_CONNECTIONS_PER_MINUTE", "1000000"),
    ("TATAP_REQUESTS_PER_MINUTE", "1000000"),
    ("TATAP_QUESTIONS_PER_MINUTE", "1000000"),
    ("TATAP_CHECKS_PER_MINUTE", "1000000"),
    ("TATAP_TURN_ADDR", "off"),
    ("TATAP_PUBLIC_URL", "http://localhost"),
    ("TATAP_OIDC_ISSUER", "http://127.0.0.1:9"),
    ("TATAP_OIDC_CLIENT_ID", "tatap"),
    ("TATAP_LOG", "error"),
];

pub(crate) fn run(project: &Project, python: Option<&Path>) -> Result<Tally> {
    let Some(python) = python else {
        return Ok(Tally::of_skipped("schemathesis is not installed"));
    };
    build_server(project, Profile::Dev)?;
    let binary = project.binary(Profile::Dev.directory(), "tatap");
    let server = match RunningServer::start(project, &binary, &SETTINGS, "tatap-api.log") {
        Ok(server) => server,
        Err(error) => {
            steps::say(&format!("{error:#}"));
            return Ok(Tally::of(0, 1));
        }
    };
    let mut schemathesis = project.program(&python.with_file_name("schemathesis"));
    schemathesis
        .arg("run")
        .arg(format!("http://127.0.0.1:{}/api/openapi.json", server.port))
        .args(["--seed", "1", "--max-examples", "100"])
        .arg("--header")
        .arg(format!("Authorization: Bearer {TOKEN}"))
        .current_dir(project.scratch()?);
    judge(
        "Trying the HTTP API against its description",
        &mut schemathesis,
        tally,
    )
}

/// Reads how many requests were made, and how many of them found something:
/// `1283 generated, 1283 passed, 6 skipped`, or `1279 generated, 1 found 1 unique failure, 6 skipped`.
fn tally(output: &str) -> Tally {
    for line in output.lines() {
        let counts = line.split(", ").map(|part| {
            let (number, what) = part.trim().split_once(' ')?;
            Some((number.parse::<usize>().ok()?, what))
        });
        let counts: Vec<_> = counts.flatten().collect();
        if let [(generated, "generated"), (number, what), ..] = counts[..] {
            let failed = if what.starts_with("found") { number } else { 0 };
            return Tally::of(generated.saturating_sub(failed), failed);
        }
    }
    Tally::of(0, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_schemathesis_says() {
        let clean = "Test cases:\n  1283 generated, 1283 passed, 6 skipped\n\nSeed: 1\n";
        assert_eq!(tally(clean), Tally::of(1283, 0));
        let failed = "Test cases:\n  1279 generated, 1 found 1 unique failure, 6 skipped\n";
        assert_eq!(tally(failed), Tally::of(1278, 1));
        assert_eq!(tally("Traceback"), Tally::of(0, 1));
    }
}

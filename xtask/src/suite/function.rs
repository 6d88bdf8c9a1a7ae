//! The function of `api/`, which lets pages into the channels of a service where there is no server.

use anyhow::Result;

use crate::project::Project;
use crate::suite::judge;
use crate::suite::tally::Tally;

pub(crate) fn run(project: &Project) -> Result<Tally> {
    if project.find("node").is_none() {
        return Ok(Tally::of_skipped("Node is not installed"));
    }
    let mut node = project.command("node");
    node.args(["--test", "--test-reporter", "tap"])
        .arg("crates/e2e/functions/pass.test.mjs");
    judge("Trying the token function", &mut node, tally)
}

/// Reads `# pass 6` and `# fail 0`.
fn tally(output: &str) -> Tally {
    let count = |name: &str| {
        let line = output.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|count| count.trim().parse().ok())
            .unwrap_or_default()
    };
    Tally::of(count("# pass "), count("# fail "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read() {
        let output = "ok 1 - a\n1..3\n# tests 3\n# pass 2\n# fail 1\n# skipped 0\n";
        assert_eq!(tally(output), Tally::of(2, 1));
        assert_eq!(tally(""), Tally::of(0, 0));
    }
}

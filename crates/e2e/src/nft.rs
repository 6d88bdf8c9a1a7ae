use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::Network;

/// Gives the network these rules; returns what they ask to be told.
pub(crate) fn nft(network: &Network, rules: &str) -> Result<String> {
    let mut process = network.run(|| {
        Command::new("nft")
            .args(["-f", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("no `nft` (nftables)")
    })?;
    if let Some(mut stdin) = process.stdin.take() {
        stdin.write_all(rules.as_bytes())?;
    }
    let output = process.wait_with_output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "nft: {}", complaint.trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

//! axe-core in a page: what keeps people out who use a screen reader, a keyboard or little contrast.

use std::env;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Browser, Skipped};

/// Every rule of WCAG 2.2, levels A and AA, that a program can check.
const RUN: &str = "
    const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id}: ${help}: ${target.join(' ')}: ${failureSummary.replaceAll(/\\s+/g, ' ')}`));
";

impl Browser {
    /// Lists what breaks a rule of WCAG 2.2, level A or AA, in the page as it is.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] where `TATAP_AXE` names no axe-core.
    pub fn barriers(&self) -> Result<Vec<String>> {
        if self.script("return typeof window.axe", vec![])? != "object" {
            let path = env::var_os("TATAP_AXE")
                .ok_or_else(|| Skipped::new("TATAP_AXE names no axe.min.js of axe-core"))?;
            let source = fs::read_to_string(path).context("reading axe-core")?;
            // The page's policy does not bind what the driver runs.
            self.script(&source, vec![])?;
        }
        let barriers = self.script(RUN, vec![])?;
        let barriers = barriers.as_array().context("no list of barriers")?;
        Ok(barriers
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }
}

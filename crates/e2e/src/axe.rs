//! axe-core in a page: what keeps people out who use a screen reader, a keyboard or little contrast.

use std::env;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{Browser, Skipped};

/// Every rule of WCAG 2.2, levels A and AA, that a program can check.
const RUN: &str = "
    const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id}: ${help}: ${target.join(' ')}: ${failureSummary.replaceAll(/\\s+/g, ' ')}`));
";

/// The colours that a person's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];
}

impl Browser {
    /// Shows pages as the system's theme asks for; Chromium only.
    ///
    /// # Errors
    ///
    /// Fails if the browser does not speak the Chrome `DevTools` Protocol.
    pub fn set_theme(&self, theme: Theme) -> Result<()> {
        let value = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )?;
        Ok(())
    }

    /// Lists what breaks a rule of WCAG 2.2, level A or AA, in the page as it is; Chromium only.
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

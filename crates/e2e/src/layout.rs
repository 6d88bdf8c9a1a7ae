//! Whether everything on a page can be reached and read.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Browser;

/// Lists what scrolls sideways, and which controls lie under something else or off the screen.
const CROWDING: &str = r#"
    const problems = [];
    const page = document.scrollingElement;
    const named = (one) => `${one.tagName.toLowerCase()} ${one.getAttribute("aria-label") ?? one.getAttribute("class") ?? ""}`;
    if (page.scrollWidth > page.clientWidth) {
        const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > page.clientWidth);
        problems.push(`the page is ${page.scrollWidth} px wide on a screen of ${page.clientWidth}: ${wide.map(named).join(", ")}`);
    }
    for (const box of document.querySelectorAll("body *")) {
        const scrolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
        if (scrolls && box.tagName !== "TEXTAREA" && box.scrollWidth > box.clientWidth + 1) {
            problems.push(`${named(box)} scrolls sideways: ${box.scrollWidth} px in ${box.clientWidth}`);
        }
    }
    for (const control of document.querySelectorAll("a[href], button, input, select, textarea")) {
        if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        control.scrollIntoView({ block: "nearest", inline: "nearest" });
        const { left, top, width, height } = control.getBoundingClientRect();
        for (const share of [0.25, 0.5, 0.75]) {
            const hit = document.elementFromPoint(left + width * share, top + height / 2);
            if (!hit) {
                problems.push(`${named(control)} is off the screen, at ${left}, ${top}`);
                break;
            }
            if (control.contains(hit) || hit.contains(control) || hit.closest("label")?.contains(control)) continue;
            // What is told for a moment may cover anything, and a panel the videos.
            const may = hit.closest(".notices") || (control.closest(".stage") && hit.closest(".panel, .banners"));
            if (may) continue;
            problems.push(`${named(control)} lies under ${named(hit)}`);
            break;
        }
    }
    return problems;
"#;

impl Browser {
    /// Lists what scrolls sideways, and the controls that lie under something else or off the screen.
    ///
    /// # Errors
    ///
    /// Fails if there is no page.
    pub fn crowding(&self) -> Result<Vec<String>> {
        let problems = self.script(CROWDING, vec![])?;
        let problems = problems.as_array().context("no list of problems")?;
        Ok(problems
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }
}

//! The keyboard and the mouse, as a person uses them, and what has the focus.

use anyhow::{Context, Result};
use serde_json::Value;
use thirtyfour::Key;

use crate::Browser;

/// Describes what has the focus: its tag and name, and whether a ring is drawn around it or what holds it.
const FOCUSED: &str = r#"
    // What a page last focused is still its active element while the browser's own controls have the focus.
    const element = (document.hasFocus() && document.activeElement) || document.body;
    const outlined = (one) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
        return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && outlineColor !== "rgba(0, 0, 0, 0)";
    };
    let visible = false;
    for (let one = element; one && one !== document.body; one = one.parentElement) visible ||= outlined(one);
    const box = element.getBoundingClientRect();
    const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText ?? "";
    return {
        tag: element.tagName.toLowerCase(),
        name: name.trim().split("\n")[0],
        visible: visible && box.width > 0 && box.height > 0,
        pressed: element.getAttribute("aria-pressed"),
        expanded: element.getAttribute("aria-expanded"),
    };
"#;

/// Tells whether what has a name is before what has the focus.
const IS_BEFORE: &str = r#"
    const name = (one) => (one.getAttribute("aria-label") ?? one.labels?.[0]?.innerText ?? one.innerText ?? "").trim();
    const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")];
    const wanted = stops.find((one) => one.checkVisibility() && name(one).split("\n")[0] === arguments[0]);
    const active = document.activeElement;
    return Boolean(wanted && active && active !== document.body
        && wanted.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING);
"#;

/// What has the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// `body` if nothing has it.
    pub tag: String,
    /// What a screen reader calls it, as nearly as a page can tell.
    pub name: String,
    /// A ring shows where it is.
    pub visible: bool,
    pub pressed: Option<bool>,
    pub expanded: Option<bool>,
}

impl Browser {
    /// Presses a key, or types a text, whatever has the focus.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn presses(&self, keys: impl Into<String>) -> Result<()> {
        let keys = keys.into();
        self.run(async move |driver| Ok(driver.action_chain().send_keys(keys).perform().await?))
    }

    /// Presses a key that has a name.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn presses_key(&self, key: Key) -> Result<()> {
        self.presses(key.value().to_string())
    }

    /// Presses a key that has a name while Shift is held.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn presses_shifted(&self, key: Key) -> Result<()> {
        self.run(async move |driver| {
            Ok(driver
                .action_chain()
                .key_down(Key::Shift)
                .send_keys(key.value().to_string())
                .key_up(Key::Shift)
                .perform()
                .await?)
        })
    }

    /// Presses a key while Control is held.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn presses_with_control(&self, key: &'static str) -> Result<()> {
        self.run(async move |driver| {
            let keys = driver.action_chain().key_down(Key::Control);
            Ok(keys.send_keys(key).key_up(Key::Control).perform().await?)
        })
    }

    /// Clicks at a point of the window, in CSS pixels, whatever is there.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn clicks_at(&self, x: i64, y: i64) -> Result<()> {
        self.run(async move |driver| {
            Ok(driver
                .action_chain()
                .move_to(x, y)
                .click()
                .perform()
                .await?)
        })
    }

    /// True if what is called `name` comes before what has the focus.
    ///
    /// # Errors
    ///
    /// Fails if there is no page.
    pub fn is_before_focus(&self, name: &str) -> Result<bool> {
        Ok(self.script(IS_BEFORE, vec![name.into()])? == Value::Bool(true))
    }

    /// Says what has the focus.
    ///
    /// # Errors
    ///
    /// Fails if there is no page.
    pub fn focus(&self) -> Result<Focus> {
        let focus = self.script(FOCUSED, vec![])?;
        let text = |key: &str| focus[key].as_str().map(str::to_owned);
        let state = |key: &str| text(key).map(|state| state == "true");
        Ok(Focus {
            tag: text("tag").context("nothing can have the focus")?,
            name: text("name").unwrap_or_default(),
            visible: focus["visible"] == Value::Bool(true),
            pressed: state("pressed"),
            expanded: state("expanded"),
        })
    }
}

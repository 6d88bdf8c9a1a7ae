//! What a person's device is like: its screen, its colours, its wish for less motion, its network.
//!
//! Chromium is told by the Chrome `DevTools` Protocol, for a window; Firefox by its own settings, until its windows are
//! renewed.

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId, WebDriver};

use crate::Browser;

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

/// Makes Firefox what it is by default.
const USUAL: &str = "
    for (const name of ['layout.css.prefers-color-scheme.content-override', 'ui.prefersReducedMotion']) {
        Services.prefs.clearUserPref(name);
    }
    Services.io.offline = false;
";

const SCREEN: &str = "
    const [width, height] = arguments;
    const { style } = gBrowser.selectedBrowser;
    for (const [side, size] of Object.entries({ width, height })) {
        for (const end of ['min', 'max']) style.setProperty(`${end}-${side}`, size ? `${size}px` : '');
    }
";

/// Has Firefox believe an authority what it says of servers.
const TRUST: &str = "
    const database = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB);
    database.addCertFromBase64(arguments[0], 'C,,');
";

impl Browser {
    /// Shows pages as the system's theme asks for.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn set_theme(&self, theme: Theme) -> Result<()> {
        if self.kind().is_chromium() {
            let value = match theme {
                Theme::Light => "light",
                Theme::Dark => "dark",
            };
            return self.has_feature("prefers-color-scheme", value);
        }
        let set = "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0])";
        self.chrome_script(set, vec![json!(u8::from(theme == Theme::Light))])
    }

    /// Tells pages whether the person wants less motion.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn wants_less_motion(&self, less: bool) -> Result<()> {
        if self.kind().is_chromium() {
            let value = if less { "reduce" } else { "no-preference" };
            return self.has_feature("prefers-reduced-motion", value);
        }
        let set = "Services.prefs.setIntPref('ui.prefersReducedMotion', arguments[0])";
        self.chrome_script(set, vec![json!(u8::from(less))])
    }

    /// Takes the network away from pages, and gives it back.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn has_network(&self, there: bool) -> Result<()> {
        if self.kind().is_chromium() {
            let conditions = json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
            self.devtools("Network.emulateNetworkConditions", conditions)?;
            return Ok(());
        }
        self.chrome_script("Services.io.offline = !arguments[0]", vec![json!(there)])
    }

    /// Shows pages on a screen of this size, in CSS pixels, until [`Browser::has_no_screen`].
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn has_screen(&self, width: u32, height: u32) -> Result<()> {
        self.emulate_screen(width, height, 1, false)
    }

    /// Shows pages in the window again.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn has_no_screen(&self) -> Result<()> {
        if self.kind().is_chromium() {
            self.devtools("Emulation.clearDeviceMetricsOverride", json!({}))?;
            return Ok(());
        }
        self.chrome_script(SCREEN, vec![])
    }

    /// Like [`Browser::has_screen`], with `scale` pixels of the device to each, and as a telephone if it is `mobile`;
    /// Firefox has neither.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn emulate_screen(&self, width: u32, height: u32, scale: u32, mobile: bool) -> Result<()> {
        if self.kind().is_chromium() {
            self.devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile }),
            )?;
            return Ok(());
        }
        self.chrome_script(SCREEN, vec![json!(width), json!(height)])
    }

    /// Makes Firefox what it is by default; in Chromium nothing outlives a window.
    pub(crate) fn is_usual(&self) -> Result<()> {
        if self.kind().is_chromium() {
            return Ok(());
        }
        self.chrome_script(USUAL, vec![])
    }

    /// Takes what the authority has signed, whose certificate this is in base64; Firefox only.
    pub(crate) fn trust(&self, authority: &str) -> Result<()> {
        self.chrome_script(TRUST, vec![json!(authority)])
    }

    fn has_feature(&self, name: &str, value: &str) -> Result<()> {
        let features = json!([{ "name": name, "value": value }]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )?;
        Ok(())
    }

    /// Runs the body of a function in Firefox itself and not in its page.
    fn chrome_script(&self, body: &'static str, arguments: Vec<Value>) -> Result<()> {
        self.run(async move |driver| {
            enter(&driver, "chrome").await?;
            let outcome = driver.execute(body, arguments).await;
            enter(&driver, "content").await?;
            outcome?;
            Ok(())
        })
    }
}

async fn enter(driver: &WebDriver, context: &'static str) -> Result<()> {
    driver.cmd(Context(context)).await?;
    Ok(())
}

/// Where scripts run from now on (geckodriver, "Set Context").
#[derive(Debug)]
struct Context(&'static str);

impl FormatRequestData for Context {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/moz/context");
        let post = "POST".parse().expect("a method of HTTP");
        RequestData::new(post, path).add_body(json!({ "context": self.0 }))
    }
}

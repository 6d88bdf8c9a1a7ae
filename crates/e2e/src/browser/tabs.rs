use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::WindowHandle;

use crate::Browser;
use crate::recorder::RECORDER;

/// A tab of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(WindowHandle);

impl Browser {
    /// Runs `script` in each page of the current window before the page's own; Chromium only.
    ///
    /// # Errors
    ///
    /// Fails if the browser does not speak the Chrome `DevTools` Protocol.
    pub fn run_before_pages(&self, script: &str) -> Result<()> {
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )?;
        Ok(())
    }

    /// Replaces every window by a new, empty one, without a goodbye to the pages.
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn renew_window(&self) -> Result<()> {
        self.run(async |driver| {
            let old = driver.windows().await?;
            let new = driver.new_tab().await?;
            for window in old {
                driver.switch_to_window(window).await?;
                driver.close_window().await?;
            }
            driver.switch_to_window(new).await?;
            Ok(())
        })?;
        self.is_usual()?;
        if self.kind.is_chromium() {
            self.run_before_pages(RECORDER)?;
        }
        Ok(())
    }

    /// Forgets what `origin` has stored, by way of its page at `path`.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub fn forget(&self, page: &str) -> Result<()> {
        self.goto(page)?;
        self.script("localStorage.clear(); sessionStorage.clear();", vec![])?;
        Ok(())
    }

    /// The tab in which everything is done.
    ///
    /// # Errors
    ///
    /// Fails if it is closed.
    pub fn tab(&self) -> Result<Tab> {
        self.run(async |driver| Ok(Tab(driver.window().await?)))
    }

    /// Does everything in `tab` from now on, and shows it; what it was in before is in the background.
    ///
    /// # Errors
    ///
    /// Fails if it is closed.
    pub fn go_to_tab(&self, tab: &Tab) -> Result<()> {
        let Tab(window) = tab.clone();
        self.run(async move |driver| Ok(driver.switch_to_window(window).await?))
    }

    /// Opens an empty tab in front of the one in which everything is done, which is in the background until
    /// [`Browser::go_to_tab`].
    ///
    /// # Errors
    ///
    /// Fails if the browser is gone.
    pub fn open_tab_in_front(&self) -> Result<()> {
        self.run(async |driver| {
            let tab = driver.new_tab().await?;
            Ok(driver.switch_to_window(tab).await?)
        })
    }

    /// Duplicates the tab, with what its page keeps for the session, and goes to the duplicate.
    ///
    /// # Errors
    ///
    /// Fails if the page does not load.
    pub fn duplicate_tab(&self) -> Result<Tab> {
        // A window that a page opens begins with a copy of its session storage (HTML, "creating a new top-level
        // traversable"), as a duplicate does; it is empty first, so that the recorder is there before the page.
        let (url, duplicate) = self.run(async |driver| {
            let url = driver.current_url().await?;
            let before = driver.windows().await?;
            driver.execute("window.open('about:blank')", vec![]).await?;
            let mut after = driver.windows().await?;
            after.retain(|window| !before.contains(window));
            let duplicate = after.pop().context("no tab has opened")?;
            driver.switch_to_window(duplicate.clone()).await?;
            Ok((url, duplicate))
        })?;
        if self.kind().is_chromium() {
            self.run_before_pages(RECORDER)?;
        }
        self.goto(url.as_str())?;
        Ok(Tab(duplicate))
    }
}

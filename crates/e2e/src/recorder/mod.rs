//! The scripts that record what a page does; the product knows nothing of them.

use anyhow::{Context, Result};
use thirtyfour::WebDriver;
use thirtyfour::extensions::addons::firefox::FirefoxTools;

use crate::workspace;

/// Records a page's connections, tracks, sockets and media; harmless if injected twice.
pub const RECORDER: &str = concat!(
    include_str!("page.js"),
    include_str!("sockets.js"),
    include_str!("continuity.js"),
);

/// Makes Firefox run the recorder before each page's own scripts, in every window: this directory is an add-on.
pub(crate) async fn install(firefox: &WebDriver) -> Result<()> {
    let directory = workspace().join("crates/e2e/src/recorder");
    let directory = directory
        .to_str()
        .context("the workspace has no such name")?;
    FirefoxTools::new(firefox.handle().clone())
        .install_addon(directory, Some(true))
        .await
        .context("installing the recorder as an add-on")
}

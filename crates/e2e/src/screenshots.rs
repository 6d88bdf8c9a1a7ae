use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::{Browser, workspace};

/// Waits until the fonts are there and what has changed is painted.
const SETTLE: &str = "
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.race([
        Promise.all(document.getAnimations()
            .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
            .map((animation) => animation.finished.catch(() => {}))),
        new Promise((resolve) => setTimeout(resolve, 2000)),
    ]);
    await frame();
";

const OVERFLOW: &str = "
    const page = document.scrollingElement;
    return page.scrollWidth - page.clientWidth;
";

impl Browser {
    /// Takes the page's picture, 1280 × 800 and as a phone of 360 × 740 shows it, into `artifacts/screenshots`.
    ///
    /// # Errors
    ///
    /// Fails if the page is wider than the phone.
    pub fn take_pictures(&self, name: &str) -> Result<()> {
        let sizes = [("wide", 1280, 800, 1, false), ("phone", 360, 740, 2, true)];
        for (size, width, height, scale, mobile) in sizes {
            self.emulate_screen(width, height, scale, mobile)?;
            self.settle()?;
            self.take_picture("screenshots", &format!("{name}-{size}"))?;
            let overflow = self.script(OVERFLOW, vec![])?;
            ensure!(
                overflow.as_f64() <= Some(0.0),
                "{name} is {overflow} px wider than a screen of {width}"
            );
        }
        self.has_no_screen()
    }

    /// Waits until the page is painted as it stays.
    ///
    /// # Errors
    ///
    /// Fails if there is no page.
    pub fn settle(&self) -> Result<()> {
        self.script(SETTLE, vec![])?;
        Ok(())
    }

    /// Takes one picture as the page is, into `artifacts/<folder>/<name>.png`.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn take_picture(&self, folder: &str, name: &str) -> Result<PathBuf> {
        let path = workspace().join("artifacts").join(folder);
        let path = path.join(format!("{name}.png"));
        self.take_picture_to(&path)?;
        Ok(path)
    }

    /// Takes one picture as the page is, into the file at `path`.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be written.
    pub fn take_picture_to(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let png = self.run(async |driver| Ok(driver.screenshot_as_png().await?))?;
        Ok(fs::write(path, png)?)
    }

    /// Makes the page in the window this large, in CSS pixels.
    ///
    /// # Errors
    ///
    /// Fails if there is no window.
    pub fn has_window(&self, width: u32, height: u32) -> Result<()> {
        let frame = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let frame = self.script(frame, vec![])?;
        let side = |index: usize| {
            frame[index]
                .as_u64()
                .and_then(|side| u32::try_from(side).ok())
        };
        let (x, y) = (side(0).unwrap_or_default(), side(1).unwrap_or_default());
        self.run(async move |driver| {
            Ok(driver.set_window_rect(0, 0, width + x, height + y).await?)
        })
    }
}

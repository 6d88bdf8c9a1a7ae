use anyhow::Result;
use thirtyfour::By;

use crate::Browser;

impl Browser {
    /// Goes into the only frame of the page: what is done and seen from here on is within it.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn enter_frame(&self) -> Result<()> {
        self.run(async |driver| Ok(driver.find(By::Css("iframe")).await?.enter_frame().await?))
    }

    /// Goes back to the page itself.
    ///
    /// # Errors
    ///
    /// Fails if the page is gone.
    pub fn leave_frame(&self) -> Result<()> {
        self.run(async |driver| Ok(driver.enter_default_frame().await?))
    }
}

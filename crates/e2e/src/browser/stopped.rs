use std::marker::PhantomData;

use anyhow::{Result, ensure};

use crate::Browser;
use crate::processes::Frozen;

/// A browser that stands still; dropping it lets it go on.
#[derive(Debug)]
#[must_use = "the browser goes on at once"]
pub struct Stopped<'a> {
    _frozen: Frozen,
    _browser: PhantomData<&'a Browser>,
}

impl Browser {
    /// Stops every process of the browser (SIGSTOP), as a machine does that sleeps.
    ///
    /// Until it goes on, whatever asks the browser for something waits.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn stop(&self) -> Result<Stopped<'_>> {
        let frozen = Frozen::under(self.driver)?;
        ensure!(!frozen.is_empty(), "the browser has no process");
        Ok(Stopped {
            _frozen: frozen,
            _browser: PhantomData,
        })
    }
}

impl Stopped<'_> {
    /// Lets the browser go on (SIGCONT).
    pub fn go_on(self) {}
}

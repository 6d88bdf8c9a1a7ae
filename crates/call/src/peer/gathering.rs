/// Tells the candidates of an offer or answer from those that another network brings.
///
/// A browser that finds a new network gathers for it by itself, long after the others. That gathering is over is told
/// too late to go by when a restart follows close behind. What counts is how often something was heard of the
/// connection meanwhile, not the time: a page that was frozen has heard nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gathering {
    quiet: u32,
}

impl Gathering {
    /// The most samples, of about a second each, between two candidates of a gathering: STUN and TURN servers that do
    /// not answer are waited for.
    const LONGEST: u32 = 15;

    /// Counts a sample of the traffic.
    pub(super) fn sample(&mut self) {
        self.quiet = self.quiet.saturating_add(1);
    }

    /// Takes in a candidate; true if it shows another network.
    pub(super) fn candidate(&mut self) -> bool {
        let quiet = std::mem::take(&mut self.quiet);
        quiet >= Self::LONGEST
    }
}

use std::time::Duration;

use protocol::{ParticipantId, Reaction};

use crate::Timestamp;

/// A reaction that is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReactionView {
    /// Tells it from every other of the call.
    pub id: u64,
    /// Who shows it.
    pub from: ParticipantId,
    pub reaction: Reaction,
}

/// The reactions that are on the screen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reactions {
    shown: Vec<(ReactionView, Timestamp)>,
    next: u64,
}

impl Reactions {
    /// How long a reaction is shown.
    pub(crate) const TIME: Duration = Duration::from_secs(4);

    /// The most at a time; the oldest goes first.
    pub(crate) const MAX: usize = 24;

    /// Shows a reaction.
    pub(crate) fn show(&mut self, from: ParticipantId, reaction: Reaction, now: Timestamp) {
        let view = ReactionView {
            id: self.next,
            from,
            reaction,
        };
        self.next += 1;
        self.shown.push((view, now + Self::TIME));
        if self.shown.len() > Self::MAX {
            self.shown.remove(0);
        }
    }

    /// Takes down what was shown for long enough.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        self.shown.retain(|(_, until)| *until > now);
    }

    /// Returns when [`Reactions::expire`] has something to do.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.shown.first().map(|(_, until)| *until)
    }

    /// Takes down everything.
    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    /// Returns what is shown, oldest first.
    pub(crate) fn view(&self) -> Vec<ReactionView> {
        self.shown.iter().map(|(view, _)| *view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_shown_for_a_while() {
        let mut reactions = Reactions::default();
        reactions.show(ParticipantId(1), Reaction::Heart, at(0));
        reactions.show(ParticipantId(1), Reaction::Heart, at(2));
        assert_eq!(reactions.deadline(), Some(at(4)));
        reactions.expire(at(3));
        assert_eq!(reactions.view().len(), 2);
        reactions.expire(at(4));
        let left = reactions.view();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, 1, "each is told apart");
        reactions.expire(at(6));
        assert_eq!(reactions.deadline(), None);
    }

    #[test]
    fn a_flood_of_reactions_is_bounded() {
        let mut reactions = Reactions::default();
        for _ in 0..1000 {
            reactions.show(ParticipantId(1), Reaction::Clapping, at(0));
        }
        assert_eq!(reactions.view().len(), Reactions::MAX);
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp(Duration::from_secs(seconds))
    }
}

use super::{Preferences, Switch};
use crate::UserInput;

/// What a call and the browser's memory tell each other.
impl Preferences {
    /// Returns the gestures that make a new call as the person has left the one before.
    #[must_use]
    pub fn gestures(&self) -> [UserInput; 4] {
        [
            UserInput::SetLayout(self.layout),
            UserInput::ShowSelf(self.is_on(Switch::OwnTile)),
            UserInput::SetSounds(self.is_on(Switch::Sounds)),
            UserInput::HideAddress(self.is_on(Switch::HideAddress)),
        ]
    }

    /// Remembers what a gesture says of the calls to come; true if there was something to remember.
    pub fn follow(&mut self, gesture: &UserInput) -> bool {
        let before = self.clone();
        if let UserInput::Join { name, .. } = gesture {
            self.name = Some(name.clone());
        } else if let UserInput::SetLayout(layout) = gesture {
            self.layout = *layout;
        } else if let UserInput::ShowSelf(shows) = gesture {
            self.set(Switch::OwnTile, *shows);
        } else if let UserInput::SetSounds(on) = gesture {
            self.set(Switch::Sounds, *on);
        } else if let UserInput::HideAddress(hides) = gesture {
            self.set(Switch::HideAddress, *hides);
        }
        *self != before
    }
}

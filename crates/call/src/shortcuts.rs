/// What a key of the call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Mutes or unmutes the microphone.
    Microphone,
    /// Turns the camera on or off.
    Camera,
    /// Lets the microphone be heard until the key is released; whatever releases it must say so.
    HoldToTalk,
    ShareScreen,
    Chat,
    People,
    Hand,
    /// Goes to the next layout.
    Layout,
    FullScreen,
    /// Shows the keys.
    Help,
    /// Closes what is open.
    Close,
}

/// A key that goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyPress<'a> {
    /// What the key means (`KeyboardEvent.key`).
    pub key: &'a str,
    /// Control, or Command on a Mac.
    pub ctrl_or_meta: bool,
    pub shift: bool,
    pub alt: bool,
    /// What has the focus.
    pub focus: KeyFocus,
    /// The key has been down before (`KeyboardEvent.repeat`).
    pub repeat: bool,
    /// The person has not turned keys without Control off.
    pub single_keys: bool,
}

/// What has the focus, as far as keys are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFocus {
    /// Nothing that takes keys.
    Nothing,
    /// A button, a link, a slider: the space bar is theirs.
    Button,
    /// A field, or a list that is searched by letters: all keys are theirs.
    Typing,
}

/// Finds what a key does in the call, if anything: whoever acts on it keeps the browser from acting on it too.
#[must_use]
pub fn shortcut(press: &KeyPress<'_>) -> Option<Shortcut> {
    if press.repeat || press.alt {
        return None;
    }
    if press.key == "Escape" {
        return (!press.ctrl_or_meta && !press.shift).then_some(Shortcut::Close);
    }
    if press.focus == KeyFocus::Typing {
        return None;
    }
    let mut characters = press.key.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else {
        return None;
    };
    let letter = character.to_ascii_lowercase();
    if press.ctrl_or_meta {
        return match letter {
            'd' if !press.shift => Some(Shortcut::Microphone),
            'e' if !press.shift => Some(Shortcut::Camera),
            _ => None,
        };
    }
    if !press.single_keys {
        return None;
    }
    match letter {
        // Which keys make a question mark is the keyboard's matter.
        '?' => Some(Shortcut::Help),
        _ if press.shift => None,
        ' ' if press.focus == KeyFocus::Nothing => Some(Shortcut::HoldToTalk),
        'm' => Some(Shortcut::Microphone),
        'v' => Some(Shortcut::Camera),
        'd' => Some(Shortcut::ShareScreen),
        'c' => Some(Shortcut::Chat),
        'p' => Some(Shortcut::People),
        'h' => Some(Shortcut::Hand),
        'w' => Some(Shortcut::Layout),
        'f' => Some(Shortcut::FullScreen),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINGLE: [(&str, Shortcut); 8] = [
        ("m", Shortcut::Microphone),
        ("v", Shortcut::Camera),
        ("d", Shortcut::ShareScreen),
        ("c", Shortcut::Chat),
        ("p", Shortcut::People),
        ("h", Shortcut::Hand),
        ("w", Shortcut::Layout),
        ("f", Shortcut::FullScreen),
    ];

    #[test]
    fn every_key_does_what_it_says() {
        for (key, expected) in SINGLE {
            assert_eq!(shortcut(&press(key)), Some(expected), "{key}");
            let capital = key.to_uppercase();
            assert_eq!(shortcut(&press(&capital)), Some(expected), "caps lock");
        }
        assert_eq!(shortcut(&press(" ")), Some(Shortcut::HoldToTalk));
        assert_eq!(shortcut(&press("Escape")), Some(Shortcut::Close));
        assert_eq!(shortcut(&press("?")), Some(Shortcut::Help));
        assert_eq!(shortcut(&shift("?")), Some(Shortcut::Help));
        assert_eq!(shortcut(&control("d")), Some(Shortcut::Microphone));
        assert_eq!(shortcut(&control("E")), Some(Shortcut::Camera));
    }

    #[test]
    fn other_keys_are_left_to_the_browser() {
        for key in ["a", "Enter", "Tab", "F5", "Shift", "", "é", "Dead", "1"] {
            assert_eq!(shortcut(&press(key)), None, "{key:?}");
        }
        for key in ["m", "c", "p", "w", "f", "r", "t", " ", "?", "v", "Escape"] {
            assert_eq!(shortcut(&control(key)), None, "{key:?}");
        }
        for key in ["m", "D", " ", "Escape"] {
            assert_eq!(shortcut(&shift(key)), None, "{key:?}");
        }
        for key in ["d", "e"] {
            let both = KeyPress {
                shift: true,
                ..control(key)
            };
            assert_eq!(shortcut(&both), None, "{key:?}");
        }
    }

    #[test]
    fn another_alphabet_on_the_same_keys_is_not_guessed_at() {
        assert_eq!(shortcut(&press("ь")), None);
    }

    #[test]
    fn a_key_that_is_held_acts_once_and_alt_makes_another_key() {
        for key in ["m", " ", "?", "Escape"] {
            let repeat = KeyPress {
                repeat: true,
                ..press(key)
            };
            let alt = KeyPress {
                alt: true,
                ..press(key)
            };
            assert_eq!(shortcut(&repeat), None, "{key:?}");
            assert_eq!(shortcut(&alt), None, "{key:?}");
        }
    }

    #[test]
    fn whoever_types_only_closes() {
        let typing = |press: KeyPress<'static>| KeyPress {
            focus: KeyFocus::Typing,
            ..press
        };
        for (key, _) in SINGLE {
            assert_eq!(shortcut(&typing(press(key))), None, "{key}");
        }
        for other in [press(" "), press("?"), control("d"), control("e")] {
            assert_eq!(shortcut(&typing(other)), None, "{other:?}");
        }
        assert_eq!(shortcut(&typing(press("Escape"))), Some(Shortcut::Close));
    }

    #[test]
    fn a_button_has_the_space_bar_and_nothing_else() {
        let on_button = |key: &'static str| KeyPress {
            focus: KeyFocus::Button,
            ..press(key)
        };
        assert_eq!(shortcut(&on_button(" ")), None);
        assert_eq!(shortcut(&on_button("m")), Some(Shortcut::Microphone));
    }

    #[test]
    fn the_switch_turns_single_keys_off() {
        let off = |press: KeyPress<'static>| KeyPress {
            single_keys: false,
            ..press
        };
        for (key, _) in SINGLE {
            assert_eq!(shortcut(&off(press(key))), None, "{key}");
        }
        assert_eq!(shortcut(&off(press(" "))), None);
        assert_eq!(shortcut(&off(press("?"))), None);
        assert_eq!(shortcut(&off(control("d"))), Some(Shortcut::Microphone));
        assert_eq!(shortcut(&off(press("Escape"))), Some(Shortcut::Close));
    }

    fn press(key: &str) -> KeyPress<'_> {
        KeyPress {
            key,
            ctrl_or_meta: false,
            shift: false,
            alt: false,
            focus: KeyFocus::Nothing,
            repeat: false,
            single_keys: true,
        }
    }

    fn control(key: &str) -> KeyPress<'_> {
        KeyPress {
            ctrl_or_meta: true,
            ..press(key)
        }
    }

    fn shift(key: &str) -> KeyPress<'_> {
        KeyPress {
            shift: true,
            ..press(key)
        }
    }
}

//! The values of attributes.
//!
//! Each type of value costs the web app half a kB for each attribute before it is compressed: few are best.

use leptos::prelude::*;

/// Spells out whether something is so, both ways.
pub(crate) fn spelled(is_so: Signal<bool>) -> Signal<String> {
    Signal::derive(move || is_so.get().to_string())
}

/// Turns what is true or false into the one type that attributes have for it.
pub(crate) fn flag(source: impl Into<Signal<bool>>) -> Signal<bool> {
    source.into()
}

/// Turns a text into the one type that attributes have for it.
pub(crate) fn text(source: impl Into<Signal<String>>) -> Signal<String> {
    source.into()
}

//! A file is one idea: above 500 lines it is more.

use crate::tidy::{Finding, Source};

const MOST_LINES: usize = 500;

pub(super) fn check(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    // Trunk joins no stylesheets, and each one is a request more: one file is right.
    let is_style = source.path.ends_with(".css");
    if lines <= MOST_LINES || is_style || !source.path.starts_with("crates/") {
        return Vec::new();
    }
    let rule = format!("{lines} lines: split it, {MOST_LINES} is the most");
    vec![Finding {
        path: source.path.clone(),
        line: None,
        rule,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_is_allowed_and_one_more_is_not() {
        let file = |lines: usize| Source {
            path: "crates/a/src/lib.rs".into(),
            text: "\n".repeat(lines),
        };
        assert!(check(&file(MOST_LINES)).is_empty());
        assert_eq!(check(&file(MOST_LINES + 1)).len(), 1);
    }
}

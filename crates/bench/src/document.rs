use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

const START: &str = "<!-- figures: written by `cargo xtask bench --markdown` -->\n";
const END: &str = "<!-- end of figures -->";

/// Puts `figures` between the two marks of the document.
pub(crate) fn update(path: &Path, figures: &str) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let text = replace(&text, figures)
        .with_context(|| format!("{} has no place for figures", path.display()))?;
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

fn replace(text: &str, figures: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}{figures}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_what_is_around_the_figures() {
        let text = format!("# A\n{START}old\n{END}\nb\n");
        assert_eq!(
            replace(&text, "new\n"),
            Some(format!("# A\n{START}new\n{END}\nb\n"))
        );
        assert_eq!(replace("# A\n", "new\n"), None);
    }
}

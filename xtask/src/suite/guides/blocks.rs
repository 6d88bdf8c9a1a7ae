//! The commands that a guide gives, in the order in which a newcomer types them.

/// Returns the text of each block that is marked ```` ```language ````.
pub(super) fn blocks(guide: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = guide.lines();
    let opening = format!("```{language}");
    while lines.any(|line| line == opening) {
        let block: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(block.join("\n"));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    #[test]
    fn finds_the_blocks_of_one_language() {
        let guide = "a\n```sh\none\ntwo\n```\n```console\n$ three\n```\n```sh\nfour\n```\n";
        assert_eq!(blocks(guide, "sh"), ["one\ntwo", "four"]);
        assert_eq!(blocks(guide, "console"), ["$ three"]);
    }

    #[test]
    fn the_guide_gives_the_same_commands_in_both_languages() {
        let project = Project::open().unwrap();
        let read = |name: &str| std::fs::read_to_string(project.root().join(name)).unwrap();
        let (english, indonesian) = (read("docs/deployment.md"), read("docs/deployment.id.md"));
        for language in ["sh", "console"] {
            let commands = blocks(&english, language);
            assert!(!commands.is_empty());
            assert_eq!(commands, blocks(&indonesian, language));
        }
    }
}

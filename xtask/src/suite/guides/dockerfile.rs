//! What of a Dockerfile its walk by hand needs.

use anyhow::{Context, Result};

/// The steps of one stage, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stage<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) steps: Vec<(&'a str, String)>,
}

impl Stage<'_> {
    /// The arguments of the steps with this instruction.
    pub(super) fn all<'a>(&'a self, instruction: &'a str) -> impl Iterator<Item = &'a str> {
        let steps = self
            .steps
            .iter()
            .filter(move |(name, _)| *name == instruction);
        steps.map(|(_, arguments)| arguments.as_str())
    }

    /// The arguments of the last step with this instruction.
    pub(super) fn last(&self, instruction: &str) -> Result<&str> {
        let step = self.steps.iter().rfind(|(name, _)| *name == instruction);
        step.map(|(_, arguments)| arguments.as_str())
            .with_context(|| format!("the stage has no {instruction}"))
    }
}

/// Reads the stages; lines that end with a backslash go on in the next.
pub(super) fn stages(text: &str) -> Vec<Stage<'_>> {
    let mut stages: Vec<Stage<'_>> = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some((instruction, first)) = line.split_once(' ') else {
            continue;
        };
        if instruction.starts_with('#') {
            continue;
        }
        let mut arguments = first.to_owned();
        while let Some(open) = arguments.strip_suffix('\\') {
            arguments = format!("{}{}", open, lines.next().unwrap_or_default());
        }
        if instruction == "FROM" {
            let name = first.split_once(" AS ").map(|(_, name)| name);
            let steps = Vec::new();
            stages.push(Stage { name, steps });
        } else if let Some(stage) = stages.last_mut() {
            stage.steps.push((instruction, arguments));
        }
    }
    stages
}

/// Reads the words of a command in its JSON form: `["/tatap", "health"]`.
pub(super) fn words(command: &str) -> Result<Vec<String>> {
    serde_json::from_str(command).with_context(|| format!("{command} is not in the JSON form"))
}

/// True if `.dockerignore` leaves the entry at `path` out; its patterns are a path, or `**/` and a name.
pub(super) fn ignores(patterns: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut patterns = patterns.lines().filter(|line| !line.starts_with('#'));
    patterns.any(|pattern| match pattern.strip_prefix("**/") {
        Some(anywhere) => anywhere == name,
        None => pattern == path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;
    use crate::tools;

    #[test]
    fn reads_stages_and_steps_over_several_lines() {
        let text = "# a\nFROM x:1 AS build\nRUN one \\\n    && two\n\nFROM y\nCOPY --from=build /a /b\nENTRYPOINT [\"/b\"]\n";
        let stages = stages(text);
        assert_eq!(stages.len(), 2);
        assert_eq!(stages[0].name, Some("build"));
        assert_eq!(stages[0].steps, [("RUN", "one && two".to_owned())]);
        assert_eq!(stages[1].name, None);
        assert_eq!(
            words(stages[1].last("ENTRYPOINT").unwrap()).unwrap(),
            ["/b"]
        );
        assert!(stages[1].last("USER").is_err());
    }

    #[test]
    fn leaves_out_what_is_ignored_and_nothing_else() {
        let patterns = "# why\n**/node_modules\ntarget\ndocs/img";
        for path in ["target", "docs/img", "node_modules", "a/b/node_modules"] {
            assert!(ignores(patterns, path), "{path}");
        }
        for path in ["a/target", "docs", "docs/img2", "# why"] {
            assert!(!ignores(patterns, path), "{path}");
        }
    }

    #[test]
    fn the_image_is_built_by_the_tools_that_the_project_asks_for() {
        let project = Project::open().unwrap();
        let read = |name: &str| std::fs::read_to_string(project.root().join(name)).unwrap();
        let file = read("Dockerfile");
        for (package, version) in tools::web_tools(&read("Cargo.lock")).unwrap() {
            let install = format!("cargo install --locked {package} --version {version}");
            assert!(file.contains(&install), "{install}");
        }
        let rust = tools::rust_version(&read("Cargo.toml")).unwrap().to_owned();
        assert!(file.contains(&format!("/rust:{rust}-")), "{rust}");
    }
}

//! Expressions of licenses (SPDX specification 3.0, annex B), as `Cargo.toml` has them.

/// True if whoever takes the crate can take it by licenses that are allowed.
pub(super) fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    // Older crates write `MIT/Apache-2.0`.
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        allowed,
    };
    parser.any() == Some(true) && parser.words.is_empty()
}

struct Parser<'a> {
    words: &'a [&'a str],
    allowed: &'a [&'a str],
}

impl Parser<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut good = self.all()?;
        while self.takes("OR") {
            good |= self.all()?;
        }
        Some(good)
    }

    fn all(&mut self) -> Option<bool> {
        let mut good = self.one()?;
        while self.takes("AND") {
            good &= self.one()?;
        }
        Some(good)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let good = self.any()?;
            return self.takes(")").then_some(good);
        }
        let name = self.next()?;
        if self.takes("WITH") {
            let whole = format!("{name} WITH {}", self.next()?);
            return Some(self.allowed.contains(&whole.as_str()));
        }
        Some(self.allowed.contains(&name.as_str()))
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    fn next(&mut self) -> Option<String> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some((*first).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_crates_say() {
        let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"];
        let check = |expression: &str, expected: bool| {
            assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
        };
        check("MIT", true);
        check("GPL-3.0", false);
        check("MIT OR GPL-3.0", true);
        check("GPL-3.0/MIT", true);
        check("MIT AND GPL-3.0", false);
        check("GPL-3.0 OR MIT AND ISC", true);
        check("(GPL-3.0 OR MIT) AND ISC", true);
        check("ISC AND (GPL-3.0 OR GPL-2.0)", false);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("Apache-2.0", false);
        for broken in ["", "(MIT", "MIT ISC", "MIT OR", "AND MIT", ")"] {
            check(broken, false);
        }
    }
}

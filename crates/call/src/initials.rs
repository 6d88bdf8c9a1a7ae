/// Returns the first letters of the first and the last word of a name, as they are written.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let last = words.next_back();
    [first, last]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ana"), "A");
        assert_eq!(initials("ana de souza"), "as");
        assert_eq!(initials("Łukasz Żak"), "ŁŻ");
        assert_eq!(initials(""), "");
    }
}

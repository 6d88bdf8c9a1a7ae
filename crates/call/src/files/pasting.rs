/// Whether the files of a clipboard are what a person means to paste, by what else is in it.
///
/// A text that was copied out of a document comes with a picture of itself; a picture out of a page comes with its
/// markup alone, and a file of the system with its name alone.
#[must_use]
pub fn pastes_files(has_text: bool, has_markup: bool) -> bool {
    !(has_text && has_markup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_has_a_picture_of_itself_is_pasted_as_text() {
        let document = pastes_files(true, true);
        assert!(!document);
    }

    #[test]
    fn pictures_of_pages_screens_and_disks_are_pasted_as_files() {
        let (page, screen, disk) = ((false, true), (false, false), (true, false));
        for (has_text, has_markup) in [page, screen, disk] {
            assert!(pastes_files(has_text, has_markup));
        }
    }
}

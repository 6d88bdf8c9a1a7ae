//! What the system gives the program: files, and how many of them.

use crate::Line;

/// Files that the program has open beside those of connections.
const OWN_FILES: u64 = 100;

/// Says whether as many connections as are allowed get a descriptor each; `limit` is what the system gives at most.
#[must_use]
pub fn descriptors(limit: u64, connections: u64) -> Line {
    const TOPIC: &str = "Open files";
    let wanted = connections.saturating_add(OWN_FILES);
    if limit >= wanted {
        return Line::good(
            TOPIC,
            format!("{limit} are allowed, {connections} connections need {wanted}."),
        );
    }
    Line::doubtful(
        TOPIC,
        "TATAP_MAX_CONNECTIONS",
        format!(
            "{limit} are allowed, but {connections} connections need {wanted}, and relayed calls some more: \
             raise the limit (LimitNOFILE= in the systemd unit, ulimit -Hn), or allow fewer connections."
        ),
    )
}

/// What became of the directory for what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataDirectory {
    /// None is set.
    Unset,
    /// It can be written.
    Writable,
    /// A running server has it.
    InUse,
    /// It cannot be used, in words.
    Unusable(String),
}

/// Says what becomes of rooms and chats.
#[must_use]
pub fn data_directory(directory: &DataDirectory) -> Line {
    const TOPIC: &str = "Data directory";
    match directory {
        DataDirectory::Unset => Line::good(
            TOPIC,
            "None is set (TATAP_DATA_DIR): after a restart people come back by themselves, but chats are gone.",
        ),
        DataDirectory::Writable => Line::good(TOPIC, "It can be written."),
        DataDirectory::InUse => Line::good(TOPIC, "The running server has it."),
        DataDirectory::Unusable(why) => Line::bad(
            TOPIC,
            "TATAP_DATA_DIR",
            format!("It must be a directory {why}."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn connections_need_a_file_each_and_the_program_some() {
        assert_eq!(descriptors(10_100, 10_000).verdict, Verdict::Good);
        let few = descriptors(10_099, 10_000);
        assert_eq!(few.verdict, Verdict::Doubtful);
        assert_eq!(few.setting, Some("TATAP_MAX_CONNECTIONS"));
        assert_eq!(descriptors(u64::MAX, u64::MAX).verdict, Verdict::Good);
    }

    #[test]
    fn only_a_directory_that_cannot_be_used_is_bad() {
        for fine in [
            DataDirectory::Unset,
            DataDirectory::Writable,
            DataDirectory::InUse,
        ] {
            assert_eq!(data_directory(&fine).verdict, Verdict::Good);
        }
        let line = data_directory(&DataDirectory::Unusable("that is there".to_owned()));
        assert_eq!(
            (line.verdict, line.setting),
            (Verdict::Bad, Some("TATAP_DATA_DIR"))
        );
    }
}

use protocol::Engine;

/// Why a device could not be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaProblem {
    /// Refused by the person, the browser's settings or a policy; each browser has its own way to allow it.
    Blocked(Engine),
    /// The system lets no page of this browser use it.
    BlockedBySystem,
    /// There is no such device.
    NotFound,
    /// Another program has it, or the system keeps it.
    Busy,
    /// Anything else.
    Other,
}

/// How a browser says that a capture has failed (W3C Media Capture and Streams, section 10.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureError<'a> {
    /// The name of the `DOMException`.
    pub name: &'a str,
    /// Its message, which no standard fixes.
    pub message: &'a str,
    pub engine: Engine,
    /// The browser lists a device of the kind that was asked for.
    pub is_listed: bool,
}

impl CaptureError<'_> {
    /// Returns what the person should be told.
    ///
    /// Chromium names the system in its message. Firefox does not find a device that it lists, where the system keeps it
    /// away. Of Safari it is not known.
    #[must_use]
    pub fn problem(self) -> MediaProblem {
        match self.name {
            "NotAllowedError" if self.message.ends_with("by system") => {
                MediaProblem::BlockedBySystem
            }
            "NotAllowedError" | "SecurityError" => MediaProblem::Blocked(self.engine),
            "NotFoundError" if self.is_listed && self.engine == Engine::Firefox => {
                MediaProblem::BlockedBySystem
            }
            "NotFoundError" | "OverconstrainedError" => MediaProblem::NotFound,
            "NotReadableError" | "AbortError" => MediaProblem::Busy,
            _ => MediaProblem::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use Engine::{Chromium, Firefox, Webkit};
    use MediaProblem::{Blocked, BlockedBySystem, Busy, NotFound, Other};

    use super::*;

    #[test]
    fn what_a_browser_says_is_told_apart() {
        const FIREFOX: &str =
            "The request is not allowed by the user agent or the platform in the current context.";
        const SAFARI: &str = "The request is not allowed by the user agent or the platform in the current context, \
            possibly because the user denied permission.";
        let check = |engine, name, message, expected| {
            let error = CaptureError {
                name,
                message,
                engine,
                is_listed: false,
            };
            assert_eq!(error.problem(), expected, "{name}: {message}");
        };
        check(
            Chromium,
            "NotAllowedError",
            "Permission denied",
            Blocked(Chromium),
        );
        check(
            Chromium,
            "NotAllowedError",
            "Permission dismissed",
            Blocked(Chromium),
        );
        check(
            Chromium,
            "NotAllowedError",
            "Permission denied by system",
            BlockedBySystem,
        );
        check(Firefox, "NotAllowedError", FIREFOX, Blocked(Firefox));
        check(Webkit, "NotAllowedError", SAFARI, Blocked(Webkit));
        check(Webkit, "SecurityError", "", Blocked(Webkit));
        check(
            Chromium,
            "NotFoundError",
            "Requested device not found",
            NotFound,
        );
        check(Chromium, "OverconstrainedError", "", NotFound);
        check(Chromium, "NotReadableError", "Device in use", Busy);
        check(
            Firefox,
            "NotReadableError",
            "Failed to allocate videosource",
            Busy,
        );
        check(Firefox, "AbortError", "Starting videoinput failed", Busy);
        check(Chromium, "TypeError", "", Other);
        check(Chromium, "", "", Other);
    }

    #[test]
    fn a_device_that_is_listed_and_not_found_is_kept_away_in_firefox_alone() {
        let check = |engine, name, expected| {
            let error = CaptureError {
                name,
                message: "The object can not be found here.",
                engine,
                is_listed: true,
            };
            assert_eq!(error.problem(), expected, "{name} {engine:?}");
        };
        check(Firefox, "NotFoundError", BlockedBySystem);
        check(Firefox, "OverconstrainedError", NotFound);
        check(Chromium, "NotFoundError", NotFound);
        check(Webkit, "NotFoundError", NotFound);
    }
}

#![expect(
    clippy::print_stderr,
    reason = "progress belongs beside the report, which is on stdout"
)]

/// Says what is going on.
pub(crate) fn say(what: &str) {
    eprintln!("{what}");
}

/// Lets the program have as many sockets as the system allows it at most: by default it is often 1024.
#[cfg(unix)]
pub fn raise_descriptor_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
    if let Err(error) = raised {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

/// Lets the program have as many sockets as the system allows it at most; there is no limit to raise here.
#[cfg(not(unix))]
pub fn raise_descriptor_limit() {}

/// The most files that the system lets the program have open.
#[cfg(unix)]
pub(crate) fn most() -> u64 {
    use nix::sys::resource::{Resource, getrlimit};

    getrlimit(Resource::RLIMIT_NOFILE).map_or(u64::MAX, |(_, most)| most)
}

/// There is no limit here.
#[cfg(not(unix))]
pub(crate) fn most() -> u64 {
    u64::MAX
}

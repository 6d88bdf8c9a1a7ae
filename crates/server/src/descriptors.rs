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

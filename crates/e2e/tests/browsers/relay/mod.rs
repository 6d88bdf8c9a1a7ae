//! Calls for which there is no direct way, or which are not to take it.

mod lab;

pub(crate) mod hiding;
pub(crate) mod paths;
pub(crate) mod renewing;
pub(crate) mod troubles;

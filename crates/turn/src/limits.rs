use std::time::Duration;

/// The bounds within which the server serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most allocations of one subject at a time.
    pub allocations_per_subject: usize,
    /// The most allocations at a time.
    pub allocations: usize,
    /// The most peer addresses that one allocation lets in at a time.
    pub permissions: usize,
    /// The most channels of one allocation at a time.
    pub channels: usize,
    /// How long an allocation lasts without being refreshed, at most.
    pub lifetime: Duration,
    /// How far ahead the expiry of credentials may lie.
    pub credentials_ahead: Duration,
    /// The bytes a second of one allocation, both ways together.
    pub bytes_per_second: Option<u64>,
    /// The bytes a second of all allocations together.
    pub total_bytes_per_second: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            allocations_per_subject: 12,
            allocations: 10_000,
            permissions: 64,
            channels: 64,
            lifetime: Duration::from_secs(600),
            credentials_ahead: Duration::from_secs(24 * 60 * 60),
            bytes_per_second: None,
            total_bytes_per_second: None,
        }
    }
}

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::store::database::Trouble;

/// Does something with the database, which panics on some files that it did not write.
///
/// Nothing that a panic leaves half done is used again: the database goes with it.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(Trouble::Damaged(message(panic.as_ref()))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!(
        "the database panicked: {}",
        text.unwrap_or("without a word")
    )
}

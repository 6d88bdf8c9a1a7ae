use leptos::prelude::*;

/// Computes a value anew whenever a signal that it reads changes; those who read it are told only when it is another.
///
/// Each type of function in a memo costs the web app about 300 bytes before it is compressed: these are of one type for
/// each type of value.
pub(crate) fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    erased(Box::new(compute))
}

fn erased<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

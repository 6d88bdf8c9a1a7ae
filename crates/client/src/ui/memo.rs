use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::*;

/// Computes a value anew whenever a signal that it reads changes; those who read it are told only when it is another.
///
/// Each type of function in a memo costs the web app about 300 bytes before it is compressed: these are of one type for
/// each type of value. [`Watched`] is smaller for a value that only a few places have.
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

/// A memo of any value: each type of value in a [`Memo`] costs two kB of the web app before it is compressed.
pub(crate) struct Watched<T> {
    memo: Memo<Shared>,
    of: PhantomData<fn() -> T>,
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Watched<T> {
    pub(crate) fn new(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        watch(Box::new(move |_| Shared::new(compute())))
    }

    /// Computes each value with the one before.
    pub(crate) fn after_last(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        watch(Box::new(move |last| {
            Shared::new(compute(last.map(Shared::value)))
        }))
    }

    pub(crate) fn get(self) -> T {
        self.with(T::clone)
    }

    pub(crate) fn get_untracked(self) -> T {
        self.memo.get_untracked().value::<T>().clone()
    }

    pub(crate) fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.memo.get().value())
    }

    pub(crate) fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(self.memo.get_untracked().value())
    }

    pub(crate) fn track(self) {
        self.memo.track();
    }
}

impl<T> Clone for Watched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Watched<T> {}

/// A value with its type forgotten, and how it is compared with another of that type.
#[derive(Clone)]
struct Shared {
    value: Arc<dyn Any + Send + Sync>,
    equals: fn(&dyn Any, &dyn Any) -> bool,
}

impl Shared {
    fn new<T: PartialEq + Send + Sync + 'static>(value: T) -> Self {
        Self {
            value: Arc::new(value),
            equals: |one, other| one.downcast_ref::<T>() == other.downcast_ref::<T>(),
        }
    }

    fn value<T: 'static>(&self) -> &T {
        self.value
            .downcast_ref()
            .expect("a memo has values of one type")
    }
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        (self.equals)(&*self.value, &*other.value)
    }
}

type Compute = Box<dyn Fn(Option<&Shared>) -> Shared + Send + Sync>;

fn watch<T>(compute: Compute) -> Watched<T> {
    Watched {
        memo: Memo::new(compute),
        of: PhantomData,
    }
}

//! Web Locks: web-sys 0.3.105 has them only as unstable.

use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{closure::Closure, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        callback: &Function,
    ) -> Result<Promise, JsValue>;
}

/// A lock that is held, or waited for, until it is dropped; the browser lets it go with the page.
pub(crate) struct Lock {
    release: Function,
    waiting: AbortController,
    _granted: Closure<dyn FnMut() -> Promise>,
}

impl Lock {
    /// Asks for the lock; `None` in a browser without Web Locks.
    pub(crate) fn ask(name: &str) -> Option<Self> {
        Self::start(name).map(|(lock, _)| lock)
    }

    /// Asks for the lock and waits for it; `None` if it is not to be had in this time.
    pub(crate) async fn wait(name: &str, patience: Duration) -> Option<Self> {
        let (lock, granted) = Self::start(name)?;
        let millis = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
        match select(granted, TimeoutFuture::new(millis)).await {
            Either::Left((Ok(()), _)) => Some(lock),
            Either::Left((Err(_), _)) | Either::Right(_) => None,
        }
    }

    fn start(name: &str) -> Option<(Self, oneshot::Receiver<()>)> {
        let navigator = web_sys::window()?.navigator();
        let manager = Reflect::get(&navigator, &"locks".into()).ok()?;
        if manager.is_undefined() {
            return None;
        }
        // The lock is held for as long as the promise that the callback returns is not settled.
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        let (tell, granted) = oneshot::channel();
        let mut tell = Some(tell);
        let callback: Closure<dyn FnMut() -> Promise> = Closure::new(move || {
            if let Some(tell) = tell.take() {
                let _ = tell.send(());
            }
            held.clone()
        });
        let waiting = AbortController::new().ok()?;
        let options = Object::new();
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&options, &"signal".into(), &waiting.signal());
        let request = manager
            .unchecked_ref::<LockManager>()
            .request(name, &options, callback.as_ref().unchecked_ref())
            .ok()?;
        crate::task::spawn(async move {
            // Rejected where the lock is no longer waited for.
            let _ = JsFuture::from(request).await;
        });
        let lock = Self {
            release: release?,
            waiting,
            _granted: callback,
        };
        Some((lock, granted))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.waiting.abort();
        // Settling a promise cannot fail.
        let _ = self.release.call0(&JsValue::NULL);
    }
}

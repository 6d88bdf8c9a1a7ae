use call::Timestamp;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

use crate::log;
use crate::session::clock::millis_until;
use crate::session::event::{Event, Inbox};

/// What an [`Alarm`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bell {
    /// The time has come.
    Rang,
    /// The worker runs and can be relied on.
    WorkerReady,
    /// The worker cannot be had; the window's own timer goes on.
    WorkerFailed,
}

/// The one timer of a session.
///
/// In a hidden tab browsers let a window's timers ring once a minute; those of a worker ring in time.
/// So a worker has it during a call, as soon as it says that it runs, and the window at all other times.
pub(crate) struct Alarm {
    at: Option<Timestamp>,
    timeout: Option<Timeout>,
    worker: WorkerState,
    inbox: Inbox,
}

enum WorkerState {
    Unwanted,
    Starting(TimerWorker),
    Ready(TimerWorker),
    Failed,
}

impl Alarm {
    pub(crate) fn new(inbox: Inbox) -> Self {
        Self {
            at: None,
            timeout: None,
            worker: WorkerState::Unwanted,
            inbox,
        }
    }

    /// Rings at `at`, or not at all; an earlier wish is forgotten.
    pub(crate) fn set(&mut self, at: Option<Timestamp>) {
        if self.at != at {
            self.at = at;
            self.arm();
        }
    }

    /// Says whether the alarm must also ring in time in a hidden tab.
    pub(crate) fn stay_awake(&mut self, wanted: bool) {
        match (&self.worker, wanted) {
            (WorkerState::Unwanted, true) => {
                self.worker = match TimerWorker::start(&self.inbox) {
                    Ok(worker) => WorkerState::Starting(worker),
                    Err(error) => {
                        log::warn("no worker for the timer", &error);
                        WorkerState::Failed
                    }
                };
            }
            (WorkerState::Starting(_) | WorkerState::Ready(_) | WorkerState::Failed, false) => {
                self.worker = WorkerState::Unwanted;
                self.arm();
            }
            (WorkerState::Unwanted, false)
            | (WorkerState::Starting(_) | WorkerState::Ready(_) | WorkerState::Failed, true) => {}
        }
    }

    /// Takes in what the alarm itself has posted.
    pub(crate) fn heard(&mut self, bell: Bell) {
        match bell {
            Bell::Rang => self.at = None,
            Bell::WorkerReady => {
                self.worker = match std::mem::replace(&mut self.worker, WorkerState::Failed) {
                    WorkerState::Starting(worker) => WorkerState::Ready(worker),
                    state @ (WorkerState::Unwanted
                    | WorkerState::Ready(_)
                    | WorkerState::Failed) => state,
                };
                self.arm();
            }
            Bell::WorkerFailed => {
                leptos::logging::warn!("no worker for the timer");
                self.worker = WorkerState::Failed;
                self.arm();
            }
        }
    }

    fn arm(&mut self) {
        self.timeout = None;
        let millis = self.at.map(millis_until);
        if let WorkerState::Ready(worker) = &self.worker {
            worker.set(millis);
        } else if let Some(millis) = millis {
            let inbox = self.inbox.clone();
            self.timeout = Some(Timeout::new(millis, move || {
                inbox.send(Event::Alarm(Bell::Rang))
            }));
        }
    }
}

/// `public/timer.js`; it ends when dropped.
struct TimerWorker {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl TimerWorker {
    fn start(inbox: &Inbox) -> Result<Self, JsValue> {
        let worker = Worker::new("/timer.js")?;
        let on = |name: &'static str, map: fn(&web_sys::Event) -> Bell| {
            let inbox = inbox.clone();
            EventListener::new(&worker, name, move |event| {
                inbox.send(Event::Alarm(map(event)))
            })
        };
        let listeners = [
            on("message", |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                if data.as_string().as_deref() == Some("ready") {
                    Bell::WorkerReady
                } else {
                    Bell::Rang
                }
            }),
            on("error", |_| Bell::WorkerFailed),
        ];
        Ok(Self {
            worker,
            _listeners: listeners,
        })
    }

    fn set(&self, millis: Option<u32>) {
        let message = millis.map_or(JsValue::NULL, JsValue::from);
        // A number can be posted.
        let _ = self.worker.post_message(&message);
    }
}

impl Drop for TimerWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

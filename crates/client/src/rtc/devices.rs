use call::{Input, MediaInput, MediaProblem};
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

use crate::rtc::js_error::media_problem;
use crate::session::event::{Event, Inbox};

/// What `getUserMedia` gave; tracks that nobody takes are stopped.
pub(crate) struct Captured(MediaStream);

impl Captured {
    /// Takes out the track of `kind` (`audio` or `video`), disabled.
    pub(crate) fn take(&self, kind: &str) -> Option<MediaStreamTrack> {
        let track = tracks(&self.0).find(|track| track.kind() == kind)?;
        track.set_enabled(false);
        self.0.remove_track(&track);
        Some(track)
    }
}

impl Drop for Captured {
    fn drop(&mut self) {
        tracks(&self.0).for_each(|track| track.stop());
    }
}

/// Tells of devices that come and go, until it is dropped.
pub(crate) struct DeviceChanges(#[expect(dead_code, reason = "it listens")] EventListener);

impl DeviceChanges {
    /// Returns nothing in a browser or on a page without devices.
    pub(crate) fn start(inbox: &Inbox) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let devices = js_sys::Reflect::get(&navigator, &"mediaDevices".into()).ok()?;
        let devices: MediaDevices = devices.dyn_into().ok()?;
        let inbox = inbox.clone();
        let listener = EventListener::new(&devices, "devicechange", move |_| {
            inbox.send(Event::Input(Input::Media(MediaInput::DevicesChanged)));
        });
        Some(Self(listener))
    }
}

/// Asks the browser for a microphone, a camera, or both at once.
pub(crate) async fn capture(microphone: bool, camera: bool) -> Result<Captured, MediaProblem> {
    let promise = start(microphone, camera).map_err(|error| media_problem(&error))?;
    let stream = JsFuture::from(promise)
        .await
        .map_err(|error| media_problem(&error))?;
    stream
        .dyn_into()
        .map(Captured)
        .map_err(|_| MediaProblem::Other)
}

fn start(microphone: bool, camera: bool) -> Result<js_sys::Promise, JsValue> {
    let devices = web_sys::window()
        .ok_or(JsValue::UNDEFINED)?
        .navigator()
        .media_devices()?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&JsValue::from_bool(microphone));
    if camera {
        constraints.set_video(video_constraints().as_ref());
    }
    devices.get_user_media_with_constraints(&constraints)
}

/// A mesh sends the picture to each of the others: 640 by 360 pixels at up to 30 frames a second is what a household's
/// uplink carries a few times.
fn video_constraints() -> MediaTrackConstraints {
    let ideal = |value: f64| {
        let range = js_sys::Object::new();
        // Setting a property of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(
            &range,
            &JsValue::from_str("ideal"),
            &JsValue::from_f64(value),
        );
        JsValue::from(range)
    };
    let constraints = MediaTrackConstraints::new();
    constraints.set_width(&ideal(640.0));
    constraints.set_height(&ideal(360.0));
    constraints.set_frame_rate(&ideal(30.0));
    constraints
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream
        .get_tracks()
        .into_iter()
        .filter_map(|track| track.dyn_into().ok())
}

use call::{CameraSize, Input, MediaInput, MediaProblem, Preferences, Switch};
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DisplayMediaStreamConstraints, MediaDevices, MediaStream, MediaStreamConstraints,
    MediaStreamTrack, MediaTrackConstraints,
};

use crate::log;
use crate::rtc::device_list::{self, DeviceKind};
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

/// Asks the browser for a microphone, a camera, or both at once: the chosen ones, or others where those are gone.
pub(crate) async fn capture(
    microphone: bool,
    camera: bool,
    preferences: Preferences,
) -> Result<Captured, MediaProblem> {
    let mut error = JsValue::UNDEFINED;
    'attempts: for processing in ["exact", "ideal"] {
        for chosen in preferences.device_attempts() {
            match captured(start(
                microphone,
                camera,
                (&preferences, processing),
                chosen,
            ))
            .await
            {
                Ok(captured) => return Ok(captured),
                Err(failure) => error = failure,
            }
            if media_problem(&error, false) != MediaProblem::NotFound {
                break 'attempts;
            }
        }
    }
    let kind = if camera {
        DeviceKind::Camera
    } else {
        DeviceKind::Microphone
    };
    Err(media_problem(&error, device_list::has(kind).await))
}

async fn captured(promise: Result<js_sys::Promise, JsValue>) -> Result<Captured, JsValue> {
    JsFuture::from(promise?).await?.dyn_into().map(Captured)
}

/// Asks the person what of the screen to share, with its sound where the browser has it.
///
/// Echo cancellation is left to the browser: asked for here, it plays the voices of the call into the share.
pub(crate) async fn capture_screen() -> Result<Captured, MediaProblem> {
    let outcome = captured(ask_for_screen()).await;
    outcome.map_err(|error| media_problem(&error, false))
}

fn ask_for_screen() -> Result<js_sys::Promise, JsValue> {
    let devices = web_sys::window()
        .ok_or(JsValue::UNDEFINED)?
        .navigator()
        .media_devices()?;
    let constraints = DisplayMediaStreamConstraints::new();
    constraints.set_video(&JsValue::TRUE);
    constraints.set_audio(&JsValue::TRUE);
    devices.get_display_media_with_constraints(&constraints)
}

fn start(
    microphone: bool,
    camera: bool,
    (preferences, processing): (&Preferences, &str),
    (chosen_microphone, chosen_camera): (Option<&str>, Option<&str>),
) -> Result<js_sys::Promise, JsValue> {
    let devices = web_sys::window()
        .ok_or(JsValue::UNDEFINED)?
        .navigator()
        .media_devices()?;
    let constraints = MediaStreamConstraints::new();
    if microphone {
        let microphone = sound_constraints(preferences, processing);
        insist(&microphone, chosen_microphone);
        constraints.set_audio(&microphone);
    }
    if camera {
        let camera = picture_constraints(preferences.camera_size);
        insist(&camera, chosen_camera);
        constraints.set_video(&camera);
    }
    devices.get_user_media_with_constraints(&constraints)
}

/// Chromium takes over the processing of another capture of the same microphone, unless all of it is insisted on.
fn sound_constraints(preferences: &Preferences, kind: &str) -> MediaTrackConstraints {
    let constraints = MediaTrackConstraints::new();
    let wish = |switch| constraint(kind, &preferences.is_on(switch).into());
    constraints.set_echo_cancellation(&wish(Switch::EchoCancellation));
    constraints.set_noise_suppression(&wish(Switch::NoiseSuppression));
    constraints.set_auto_gain_control(&wish(Switch::GainControl));
    constraints
}

/// Asks for a picture of this size, or what comes next to it.
fn picture_constraints(size: CameraSize) -> MediaTrackConstraints {
    let (width, height) = size.pixels();
    let constraints = MediaTrackConstraints::new();
    constraints.set_width(&ideal(&width.into()));
    constraints.set_height(&ideal(&height.into()));
    constraints.set_frame_rate(&ideal(&30.into()));
    constraints
}

/// Gives a captured camera another size; one that cannot have it goes on as it is.
pub(crate) fn resize(camera: &MediaStreamTrack, size: CameraSize) {
    let Ok(promise) = camera.apply_constraints_with_constraints(&picture_constraints(size)) else {
        return;
    };
    crate::task::spawn(async move {
        if let Err(error) = JsFuture::from(promise).await {
            log::warn("the camera keeps its size", &error);
        }
    });
}

/// Asks for a device and no other.
fn insist(constraints: &MediaTrackConstraints, id: Option<&str>) {
    if let Some(id) = id {
        constraints.set_device_id(&constraint("exact", &id.into()));
    }
}

fn ideal(value: &JsValue) -> JsValue {
    constraint("ideal", value)
}

fn constraint(kind: &str, value: &JsValue) -> JsValue {
    let constraint = js_sys::Object::new();
    // Setting a property of a fresh plain object cannot fail.
    let _ = js_sys::Reflect::set(&constraint, &kind.into(), value);
    constraint.into()
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream
        .get_tracks()
        .into_iter()
        .filter_map(|track| track.dyn_into().ok())
}

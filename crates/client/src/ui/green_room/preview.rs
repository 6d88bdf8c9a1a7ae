use call::{SourceView, StreamKey, Volume};
use leptos::prelude::*;

use super::level::Level;
use crate::{
    session::CallHandle,
    ui::{
        components::{Device, DeviceToggle, Drawing, Icon, Picture, Shape, Shown},
        language::use_words,
        memo::Watched,
    },
};

/// Shows one's own picture as a mirror does, with the toggles on it.
#[component]
pub(crate) fn Preview() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let camera = Watched::new(move || call.view().with(|view| view.local.camera));
    let stream = Watched::new(move || (camera.get() == SourceView::On).then_some(StreamKey::Local));
    let visible = RwSignal::new(false);
    let instead = Signal::derive(move || {
        let text = &words.get().green_room;
        let sentence = match camera.get() {
            SourceView::On if visible.get() => "",
            SourceView::On | SourceView::Starting => text.camera_starting,
            SourceView::Off => text.camera_off,
            SourceView::Unavailable(_) => text.camera_unavailable,
        };
        sentence.to_owned()
    });
    let shape = move || match camera.get() {
        SourceView::On | SourceView::Starting => Shape::Camera,
        SourceView::Off | SourceView::Unavailable(_) => Shape::CameraOff,
    };
    view! {
        <section class="preview" aria-label=words.say(|text| text.green_room.preview)>
            <Picture stream=stream own=true volume=Watched::new(Volume::default) visible />
            <Shown when=move || !instead.read().is_empty()>
                <p class="preview-card">
                    <Icon shape=Drawing::of(shape) />
                    {instead}
                </p>
            </Shown>
            <Level />
            <div class="preview-controls">
                <DeviceToggle device=Device::Microphone />
                <DeviceToggle device=Device::Camera />
            </div>
        </section>
    }
}

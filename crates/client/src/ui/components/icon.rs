use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Microphone,
    MicrophoneOff,
    Camera,
    CameraOff,
    Leave,
    People,
    Chat,
    Send,
    Clip,
    Link,
    Check,
    Close,
    Refresh,
    Warning,
    Globe,
    Contrast,
    Down,
    Save,
    Sound,
    Screen,
    Smile,
    Hand,
    Settings,
    More,
}

impl Shape {
    /// Returns the drawing, as strokes on a field of 24 by 24.
    fn path(self) -> &'static str {
        match self {
            Self::Microphone => {
                "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z M6 11a6 6 0 0 0 12 0 M12 17v4"
            }
            Self::MicrophoneOff => {
                "M15 9.5V6a3 3 0 0 0-5.7-1.3 M9 9v2a3 3 0 0 0 4.6 2.5 M6 11a6 6 0 0 0 9.9 4.6 M18 11a6 6 0 0 1-.4 2 \
                 M12 17v4 M4 4l16 16"
            }
            Self::Camera => {
                "M5 6h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z M15 11l6-4v10l-6-4"
            }
            Self::CameraOff => {
                "M10.5 6H13a2 2 0 0 1 2 2v2.5 M15 15.5V16a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2 \
                 M15 11l6-4v10l-3-2 M4 4l16 16"
            }
            Self::Leave => {
                "M4 15.5l-1.3-2.3a2 2 0 0 1 .5-2.5C5.6 8.8 8.6 8 12 8s6.4.8 8.8 2.7a2 2 0 0 1 .5 \
                 2.5L20 15.5a1.5 1.5 0 0 1-1.9.6l-2.6-1.2a1.5 1.5 0 0 1-.9-1.4V12a11 11 0 0 0-5.2 \
                 0v1.5a1.5 1.5 0 0 1-.9 1.4l-2.6 1.2A1.5 1.5 0 0 1 4 15.5z"
            }
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M2.5 20a6.5 6.5 0 0 1 13 0 M16 4.3a3.5 \
                 3.5 0 0 1 0 6.4 M18 14.3a6.5 6.5 0 0 1 3.5 5.7"
            }
            Self::Chat => {
                "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"
            }
            Self::Send => "M4 4l17 8-17 8 3-8z M7 12h7",
            Self::Link => {
                "M10 13.5a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1.5 1.5 M14 10.5a4 4 0 0 0-6-.5l-3 3a4.2 \
                 4.2 0 0 0 6 6l1.5-1.5"
            }
            Self::Clip => {
                "M20 11.5l-8 8a5 5 0 0 1-7-7l8.4-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7"
            }
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Close => "M6 6l12 12 M18 6L6 18",
            Self::Refresh => "M20 12a8 8 0 1 1-2.5-5.8 M20 3v4.5h-4.5",
            Self::Warning => "M12 4L2.5 20h19z M12 10v4.5 M12 17.3v.2",
            Self::Globe => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M3 12h18 M12 3c5 5 5 13 0 18 M12 3c-5 5-5 13 0 18"
            }
            Self::Contrast => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 3v18 M12 8l5-2 M12 13l8.5-3 M12 18l8-3"
            }
            Self::Down => "M6 9.5l6 6 6-6",
            Self::Save => "M12 4v11 M7 10.5l5 5 5-5 M5 20h14",
            Self::Sound => {
                "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z M15.5 9a4 4 0 0 1 0 6 M18 6.5a8 8 0 0 1 0 11"
            }
            Self::Smile => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M8.5 14.5a4.5 4.5 0 0 0 7 0 M9 9.3v.4 M15 9.3v.4"
            }
            Self::Hand => {
                "M8 12V6a1.5 1.5 0 0 1 3 0v5 M11 10.5V4.5a1.5 1.5 0 0 1 3 0V11 M14 10.5V6a1.5 1.5 0 0 1 3 0v8a6.5 6.5 0 0 \
                 1-6.5 6.5c-2.6 0-4-1.2-5.2-3.3L3.5 13.8a1.5 1.5 0 0 1 2.4-1.7L8 14.5"
            }
            Self::More => "M12 5.5v.2 M12 12v.2 M12 18.5v.2",
            Self::Settings => "M4 7h9 M17 7h3 M15 5v4 M4 17h3 M11 17h9 M9 15v4",
            Self::Screen => {
                "M4 4h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z M8 20h8 M12 13V7.5 M9.5 9.8L12 7.3l2.5 2.5"
            }
        }
    }
}

/// What an icon shows at present.
pub(crate) struct Drawing(Box<dyn Fn() -> Shape + Send + Sync>);

impl Drawing {
    /// A shape that depends on signals.
    pub(crate) fn of(shape: impl Fn() -> Shape + Send + Sync + 'static) -> Self {
        Self(Box::new(shape))
    }
}

impl From<Shape> for Drawing {
    fn from(shape: Shape) -> Self {
        Self::of(move || shape)
    }
}

/// Draws an icon in the colour of the text; the words are its neighbour's.
#[component]
pub(crate) fn Icon(#[prop(into)] shape: Drawing) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=Signal::derive(move || (shape.0)().path().to_owned()) />
        </svg>
    }
}

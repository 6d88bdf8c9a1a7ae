use call::{LinkView, Measure, Plot};
use leptos::prelude::*;

use crate::ui::{language::use_words, memo::Watched};

/// Draws the last two minutes of one measure of a connection, with its name and what it is at present.
pub(super) fn plot(measure: Measure, link: Watched<Option<LinkView>>) -> AnyView {
    let words = use_words();
    let plot = move || {
        link.with(|link| {
            let plot = link.as_ref().map(|link| link.plot(measure));
            plot.unwrap_or_default()
        })
    };
    let name = words.say(match measure {
        Measure::BitrateIn => |text| text.link.bitrate_in,
        Measure::BitrateOut => |text| text.link.bitrate_out,
        Measure::Loss => |text| text.link.loss,
        Measure::RoundTrip => |text| text.link.round_trip,
        Measure::FramesPerSecond => |text| text.link.frames,
        Measure::Height => |text| text.link.height,
    });
    let in_words = Signal::derive(move || {
        let text = &words.get().link;
        let range = match plot().range {
            Some((lowest, highest)) => (text.between)(&lowest, &highest),
            None => text.nothing_known.to_owned(),
        };
        [&name.get(), ": ", &range].concat()
    });
    let now = Signal::derive(move || plot().now.unwrap_or_else(|| "–".to_owned()));
    let view_box = format!("0 0 {} {}", Plot::WIDTH, Plot::HEIGHT);
    view! {
        <figure class="plot">
            <figcaption>
                {name} <span class="plot-now">{now}</span>
            </figcaption>
            <svg viewBox=view_box preserveAspectRatio="none" role="img" aria-label=in_words>
                <path d=Signal::derive(move || plot().line) />
            </svg>
        </figure>
    }
    .into_any()
}

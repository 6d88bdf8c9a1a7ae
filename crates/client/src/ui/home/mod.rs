mod illustration;
mod join_form;
mod new_meeting;
mod recent_rooms;

use leptos::prelude::*;

use self::{
    illustration::Illustration, join_form::JoinForm, new_meeting::NewMeeting,
    recent_rooms::RecentRooms,
};
use super::{
    components::{SiteHeader, sign_in_failure, sign_in_note},
    language::use_words,
    page_title::page_title,
};

/// The first page: start a meeting, or join one.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let words = use_words();
    page_title(move || words.get().home.title.to_owned());
    view! {
        <div class="page">
            <SiteHeader />
            <main class="home">
                <div class="home-words">
                    <h1>{words.say(|text| text.home.headline)}</h1>
                    <p class="tagline">{words.say(|text| text.home.tagline)}</p>
                    {sign_in_note(sign_in_failure())}
                    <NewMeeting />
                    <JoinForm />
                    <RecentRooms />
                </div>
                <Illustration />
            </main>
        </div>
    }
}

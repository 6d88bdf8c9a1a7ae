#![expect(
    unreachable_pub,
    reason = "`#[component]` makes the parts of a component `pub`"
)]

use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::ui::{
    goodbye::NotFoundPage, home::HomePage, language::provide_language, room_page::RoomPage,
};

/// The pages and their addresses.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_language();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage />
                <Route path=path!("/r/:room") view=RoomPage />
            </FlatRoutes>
        </Router>
    }
}

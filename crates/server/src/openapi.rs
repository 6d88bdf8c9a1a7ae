//! What the HTTP API is, for programs (OpenAPI 3.1): each handler describes itself, here is what they share.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::header::{CONTENT_TYPE, HeaderName};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, Object, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder, Type,
};
use utoipa::{IntoResponses, Modify, OpenApi, ToSchema};

use crate::doors::api as invites;
use crate::doors::sign_in::api as sign_in;
use crate::refusal::READABLE;
use crate::{api, check, room_preview};

/// Tells what the API is; every page may read it.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    responses((status = 200, description = "This description.", body = serde_json::Value))
)]
pub(crate) async fn describe() -> ([(HeaderName, &'static str); 3], &'static str) {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());
    let [readable, exposed] = READABLE;
    (
        [readable, exposed, (CONTENT_TYPE, "application/json")],
        TEXT.as_str(),
    )
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tatap",
        description = "Who is in a room, whether calls will work, who may come in. Calls themselves go by the \
            WebSocket at /ws (docs/protocol.md)."
    ),
    paths(
        api::health,
        api::ready,
        check::check,
        describe,
        invites::list,
        invites::make,
        invites::revoke,
        room_preview::preview,
        sign_in::callback,
        sign_in::login,
        sign_in::logout,
        sign_in::me,
    ),
    components(schemas(ApiError)),
    modifiers(&Bearer)
)]
struct Description;

/// Returns the whole description.
fn document() -> Document {
    Description::openapi()
}

/// How programs and hosts say who they are.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("TATAP_API_TOKEN, or the pass of a host."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// Why something is not done.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "it is described here, and written by `api_refusal`"
)]
pub(crate) struct ApiError {
    /// Stable, for programs.
    error: String,
    /// For whoever writes the program.
    #[schema(nullable = false)]
    detail: Option<String>,
}

/// What every question by a page may be answered with.
pub(crate) struct UsualRefusals;

impl IntoResponses for UsualRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let all = [
            ("403", "A page of another origin asks.", false),
            ("429", "This address has asked too often.", true),
            ("503", "The server is stopping.", true),
        ];
        let refusals = all.map(|(status, description, may_come_back)| {
            (
                status.to_owned(),
                refusal(description, may_come_back).into(),
            )
        });
        refusals.into()
    }
}

fn refusal(description: &str, may_come_back: bool) -> Response {
    let schema = Ref::from_schema_name("ApiError");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", content);
    if !may_come_back {
        return response.build();
    }
    let seconds = HeaderBuilder::new()
        .schema(Some(Object::with_type(Type::Integer)))
        .description(Some("After how many seconds to ask again."))
        .build();
    response.header("Retry-After", seconds).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router;

    #[test]
    fn every_route_of_the_api_is_described_and_nothing_else() {
        let document = document();
        let described: Vec<_> = document.paths.paths.keys().map(String::as_str).collect();
        let mut routes = router::described().map(|(path, _)| path);
        routes.sort_unstable();
        assert_eq!(described, routes);
    }

    #[test]
    fn what_needs_a_bearer_says_so() {
        let text = document().to_json().unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let is_secured = operation["security"][0]["bearer"].is_array();
                let expected = path.starts_with("/api/invites");
                assert_eq!(is_secured, expected, "{method} {path}");
            }
        }
    }
}

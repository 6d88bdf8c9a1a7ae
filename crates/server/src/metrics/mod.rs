//! What the server has done, for Prometheus, at an address that is not for the public.

mod relay;
mod rooms;

use std::sync::Arc;

use ::turn::Figures;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use tokio::sync::watch;

use crate::hub::{Hub, HubFigures};

/// Where the figures come from.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// The rooms.
    pub(crate) hub: Hub,
    /// What the server's own relay has done, if it has one.
    pub(crate) relay: Option<watch::Receiver<Figures>>,
}

/// Answers whoever collects figures.
pub(crate) fn router(sources: Sources) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(Arc::new(sources))
}

/// The type of the text (OpenMetrics 1.0, section "Content-Type").
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

async fn metrics(State(sources): State<Arc<Sources>>) -> Response {
    let relay = sources.relay.as_ref().map(|relay| relay.borrow().clone());
    let Some(look) = sources.hub.look().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let mut text = String::new();
    match encode(&mut text, &registry(&look.figures, relay)) {
        Ok(()) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn registry(rooms: &HubFigures, relay: Option<Figures>) -> Registry {
    let mut registry = Registry::with_prefix("tatap");
    registry.register(
        "build",
        "The version of the program",
        Info::new([("version", env!("CARGO_PKG_VERSION"))]),
    );
    rooms::register(&mut registry, rooms);
    if let Some(figures) = relay {
        relay::register(registry.sub_registry_with_prefix("relay"), &figures);
    }
    registry
}

#[cfg(test)]
mod tests {
    use ::turn::Refusal;

    use super::*;

    #[test]
    fn figures_are_told_as_prometheus_reads_them() {
        let figures = Figures {
            allocations: 2,
            allocated: 5,
            bytes_to_peers: 1_000,
            bytes_to_clients: 900,
            refusals: [(Refusal::Quota, 3)].into(),
        };
        let mut text = String::new();
        encode(&mut text, &registry(&HubFigures::default(), Some(figures))).unwrap();
        for line in [
            "tatap_relay_allocations 2",
            "tatap_relay_allocated_total 5",
            "tatap_relay_bytes_total{direction=\"to_peers\"} 1000",
            "tatap_relay_bytes_total{direction=\"to_clients\"} 900",
            "tatap_relay_refusals_total{reason=\"quota\"} 3",
            "# EOF",
        ] {
            assert!(text.lines().any(|one| one == line), "no {line} in\n{text}");
        }
    }

    #[test]
    fn without_a_relay_there_is_nothing_of_it() {
        let mut text = String::new();
        encode(&mut text, &registry(&HubFigures::default(), None)).unwrap();
        assert!(text.contains("tatap_build_info{version=") && !text.contains("relay"));
    }
}

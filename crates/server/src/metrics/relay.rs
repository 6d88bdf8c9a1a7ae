use ::turn::Figures;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

/// What the server's own relay has done.
pub(super) fn register(registry: &mut Registry, figures: &Figures) {
    registry.register(
        "allocations",
        "Relayed addresses that are lent now",
        ConstGauge::new(i64::try_from(figures.allocations).unwrap_or(i64::MAX)),
    );
    registry.register(
        "allocated",
        "Relayed addresses that were lent",
        ConstCounter::new(figures.allocated),
    );
    let bytes = Family::<[(&str, &str); 1], Counter>::default();
    for (direction, count) in [
        ("to_peers", figures.bytes_to_peers),
        ("to_clients", figures.bytes_to_clients),
    ] {
        bytes
            .get_or_create(&[("direction", direction)])
            .inc_by(count);
    }
    registry.register("bytes", "Bytes that were relayed, without headers", bytes);
    let refusals = Family::<[(&str, &str); 1], Counter>::default();
    for (reason, count) in &figures.refusals {
        refusals
            .get_or_create(&[("reason", reason.name())])
            .inc_by(*count);
    }
    registry.register(
        "refusals",
        "Requests and packets that were refused, by reason; no_credentials is each client's first request",
        refusals,
    );
}

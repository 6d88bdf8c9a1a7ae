use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};
use serde_json::Value;

use crate::hub::HubFigures;

/// What the rooms hold, and what has happened in them.
pub(super) fn register(registry: &mut Registry, figures: &HubFigures) {
    let mut gauge = |name: &str, help: &str, value: usize| {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        registry.register(name, help, ConstGauge::new(value));
    };
    gauge("rooms", "Rooms that there are now", figures.rooms);
    gauge(
        "participants",
        "Participants in rooms, those included whose connection is lost",
        figures.participants,
    );
    gauge(
        "connections",
        "WebSockets that are open",
        figures.connections,
    );
    gauge(
        "draining",
        "1 if there are to be no new rooms",
        figures.is_draining.into(),
    );
    gauge(
        "queue_events",
        "Events that wait for the task that owns the rooms, 1024 at most",
        figures.waiting_events,
    );
    gauge(
        "queue_disk",
        "What waits until a change is on the disk, 1024 at most",
        figures.waiting_for_disk,
    );
    registry.register_with_unit(
        "queue",
        "What waits to be written to all connections together",
        Unit::Bytes,
        ConstGauge::new(i64::try_from(figures.waiting_bytes).unwrap_or(i64::MAX)),
    );
    let counts = &figures.counts;
    registry.register(
        "joins",
        "Arrivals in rooms",
        ConstCounter::new(counts.joins),
    );
    registry.register(
        "resumes",
        "Returns to a seat after a lost connection",
        ConstCounter::new(counts.resumes),
    );
    let received = counts
        .received
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count));
    registry.register(
        "messages",
        "Messages that were received, by type",
        family("type", received),
    );
    let errors = counts
        .errors
        .iter()
        .map(|(code, count)| (name_of(*code), *count));
    registry.register(
        "errors",
        "Errors that were told, by code",
        family("code", errors),
    );
}

type Labelled = Family<[(&'static str, String); 1], Counter>;

fn family(label: &'static str, counts: impl Iterator<Item = (String, u64)>) -> Labelled {
    let family = Labelled::default();
    for (name, count) in counts {
        family.get_or_create(&[(label, name)]).inc_by(count);
    }
    family
}

/// The code as it is on the wire.
fn name_of(code: protocol::ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => "unknown".to_owned(),
    }
}

use std::time::Duration;

use protocol::DescriptionKind;

use self::side::{Deed, Side, deeds, turn};
use super::*;
use crate::{ConnectionState, TileConnection};

use Deed::{Close, Offer, Open, Relay, Restart, Servers};

mod side;

#[test]
fn a_stall_leads_to_three_restarts_a_new_connection_a_relay_and_an_end() {
    let mut side = Side::connected();
    side.ice = turn("1");
    let deeds = side.silence_for(60);
    let expected = [
        (2, Servers),
        (2, Restart),
        (5, Restart),
        (8, Restart),
        (16, Close),
        (16, Offer(1)),
        (36, Close),
        (36, Relay(2)),
    ];
    assert_eq!(deeds, expected);
    assert_eq!(side.tile(), TileConnection::Failed);
    assert_eq!(side.peer.deadline(side.now), None);
}

#[test]
fn credentials_are_renewed_on_a_connection_only_where_new_paths_are_looked_for() {
    let mut side = Side::waiting();
    side.ice = turn("1");
    let offer = |fragment: &str| format!("v=0\r\na=ice-ufrag:{fragment}\r\na=ice-pwd:x\r\n");
    let mut number = 0;
    let mut offered = |side: &mut Side, fragment: &str| {
        number += 1;
        let deeds = side.described_as(0, number, DescriptionKind::Offer, &offer(fragment));
        side.answered();
        deeds
    };
    assert_eq!(offered(&mut side, "a"), [Open(0)]);
    side.ice = turn("2");
    assert_eq!(offered(&mut side, "a"), []);
    assert_eq!(offered(&mut side, "b"), [Servers]);
    assert_eq!(offered(&mut side, "c"), [], "they are known");
}

#[test]
fn without_a_relay_there_is_one_try_less() {
    let mut side = Side::connected();
    let deeds = side.silence_for(60);
    assert_eq!(deeds.last(), Some(&(16, Offer(1))));
    assert_eq!(side.tile(), TileConnection::Failed);
}

#[test]
fn between_engines_that_do_not_restart_the_connection_is_built_anew_at_once() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    assert_eq!(side.silence_for(10), [(2, Close), (2, Offer(1))]);
    assert_eq!(side.tile(), TileConnection::Stalled);
}

#[test]
fn traffic_ends_the_search_and_gives_all_tries_back() {
    let mut side = Side::connected();
    assert_eq!(side.silence_for(6), [(2, Restart), (5, Restart)]);
    assert_eq!(side.tile(), TileConnection::Stalled);
    assert_eq!(side.media_for(20), []);
    assert_eq!(side.tile(), TileConnection::Connected);
    let restarts = [(2, Restart), (5, Restart), (8, Restart)];
    assert_eq!(side.silence_for(10), restarts);
}

#[test]
fn a_path_without_traffic_gives_no_tries_back() {
    let mut side = Side::connected();
    side.silence_for(6);
    side.says(ConnectionState::Connected);
    assert_eq!(side.tile(), TileConnection::Connected);
    let deeds = side.silence_for(12);
    assert_eq!(deeds, [(2, Restart), (10, Close), (10, Offer(1))]);
}

#[test]
fn a_stall_is_told_after_two_seconds_and_withdrawn_with_the_first_traffic() {
    let mut side = Side::connected();
    side.silence_for(1);
    assert_eq!(side.tile(), TileConnection::Connected);
    side.silence_for(1);
    assert_eq!(side.tile(), TileConnection::Stalled);
    side.media_for(1);
    assert_eq!(side.tile(), TileConnection::Connected);
}

#[test]
fn a_connection_that_the_browser_gives_up_is_mended_at_once() {
    let mut side = Side::connected();
    assert_eq!(side.says(ConnectionState::Failed), [Restart]);
    assert_eq!(side.tile(), TileConnection::Stalled);
}

#[test]
fn disconnected_for_two_seconds_is_a_stall_without_any_sample() {
    let mut side = Side::connected();
    assert_eq!(side.says(ConnectionState::Disconnected), []);
    let due = side.now + Duration::from_secs(2);
    assert_eq!(side.peer.deadline(side.now), Some(due));
    assert_eq!(side.wake(due), [Restart]);
}

#[test]
fn a_path_that_is_missed_while_the_server_is_silent_too_is_mended_as_soon_as_it_can_be() {
    let mended = |is_missed: bool| {
        let mut side = Side::connected();
        if is_missed {
            side.says(ConnectionState::Disconnected);
        }
        side.peer.server_is_silent(side.now);
        side.online = false;
        side.wake(side.now + Duration::from_millis(300));
        side.back_online()
    };
    assert_eq!(mended(true), [Restart]);
    assert_eq!(mended(false), [], "media flows: it is the server's");
}

#[test]
fn a_path_that_was_missed_and_came_back_by_itself_is_left_alone() {
    let mut side = Side::connected();
    side.says(ConnectionState::Disconnected);
    side.peer.server_is_silent(side.now);
    side.online = false;
    side.says(ConnectionState::Connected);
    assert_eq!(side.media_for(2), []);
    assert_eq!(side.back_online(), []);
}

#[test]
fn offline_nothing_is_started_and_no_try_is_used_up() {
    let mut side = Side::connected();
    side.online = false;
    assert_eq!(side.silence_for(120), []);
    assert_eq!(side.tile(), TileConnection::Stalled, "told all the same");
    assert_eq!(side.peer.deadline(side.now), None);
    assert_eq!(side.back_online(), [Restart], "the first thing");
    let restarts = [(3, Restart), (6, Restart)];
    assert_eq!(side.silence_for(10), restarts);
}

#[test]
fn a_try_waits_for_credentials_and_begins_with_them() {
    let mut side = Side::connected();
    side.fresh = false;
    assert_eq!(side.silence_for(20), []);
    side.fresh = true;
    assert_eq!(side.act(Peer::refreshed), [Restart]);
    assert_eq!(side.silence_for(7), [(3, Restart), (6, Restart)]);
}

#[test]
fn fresh_credentials_give_a_try_that_is_under_way_no_more_time() {
    let mut side = Side::connected();
    let mut done = Vec::new();
    for second in 1..=60 {
        // They are asked for, and come at once.
        side.fresh = false;
        let deeds = side.silence_for(1);
        side.fresh = true;
        let begun = side.act(Peer::refreshed);
        done.extend(
            deeds
                .into_iter()
                .map(|(_, deed)| deed)
                .chain(begun)
                .map(|deed| (second, deed)),
        );
    }
    let mut undisturbed = Side::connected();
    assert_eq!(done, undisturbed.silence_for(60));
    assert_eq!(side.tile(), TileConnection::Failed);
}

#[test]
fn a_try_that_was_under_way_begins_again_when_back_online() {
    let mut side = Side::connected();
    assert_eq!(side.silence_for(3), [(2, Restart)]);
    side.online = false;
    assert_eq!(side.silence_for(60), []);
    assert_eq!(side.back_online(), [Restart]);
    assert_eq!(side.silence_for(7), [(3, Restart), (6, Restart)]);
}

#[test]
fn a_restart_that_is_being_negotiated_is_not_doubled_by_coming_back() {
    let mut side = Side::connected();
    side.silence_for(2);
    side.input(PeerInput::NegotiationNeeded);
    side.online = false;
    assert_eq!(side.silence_for(30), []);
    assert_eq!(side.back_online(), []);
    assert_eq!(side.silence_for(5), [], "nor later: the offer is under way");
}

#[test]
fn a_new_connection_gets_its_whole_time_after_coming_back() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    side.silence_for(15);
    side.online = false;
    assert_eq!(side.silence_for(60), []);
    assert_eq!(side.back_online(), []);
    assert_eq!(side.silence_for(19), []);
    assert_eq!(side.tile(), TileConnection::Stalled);
    side.silence_for(1);
    assert_eq!(side.tile(), TileConnection::Failed);
}

#[test]
fn the_first_connection_waits_for_the_other_side_to_be_there() {
    let mut side = Side::connecting();
    side.peer.set_connected(false);
    assert_eq!(side.silence_for(120), []);
    assert_eq!(side.peer.deadline(side.now), None);
    side.peer.set_connected(true);
    assert_eq!(side.peer.deadline(side.now), Some(side.now), "at once");
    assert_eq!(side.silence_for(21), [(20, Close), (20, Offer(1))]);
}

#[test]
fn a_connection_that_is_well_is_left_alone_on_coming_back() {
    let mut side = Side::connected();
    side.online = false;
    side.media_for(60);
    assert_eq!(side.back_online(), []);
    assert_eq!(side.signals_lost(), []);
    assert_eq!(side.tile(), TileConnection::Connected);
}

#[test]
fn what_is_not_settled_or_not_well_starts_over_when_signals_are_lost() {
    let mut unsettled = Side::connected();
    unsettled.input(PeerInput::NegotiationNeeded);
    assert_eq!(unsettled.signals_lost(), [Close, Offer(1)]);

    let mut stalled = Side::connected();
    stalled.online = false;
    stalled.silence_for(10);
    assert_eq!(stalled.signals_lost(), [Close, Offer(1)]);

    let mut waiting = Side::waiting();
    assert_eq!(waiting.signals_lost(), [Offer(1)]);
}

#[test]
fn a_connection_that_was_opened_after_the_loss_goes_on() {
    let mut side = Side::waiting();
    let mut out = Vec::new();
    side.peer.open(true, side.context(), &mut out);
    assert_eq!(deeds(&out), [Offer(0)]);
    assert_eq!(side.signals_lost(), []);
}

#[test]
fn another_network_restarts_at_once_but_not_again_and_again() {
    let mut side = Side::connected();
    assert_eq!(side.network_changed(), [Restart], "although media flows");
    assert_eq!(side.tile(), TileConnection::Connected);
    side.media_for(1);
    assert_eq!(side.network_changed(), []);
    side.media_for(2);
    assert_eq!(side.network_changed(), [Restart]);
    assert_eq!(side.media_for(60), []);
}

#[test]
fn another_network_does_not_close_a_connection_that_is_well() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    assert_eq!(side.network_changed(), []);
    assert_eq!(side.media_for(10), []);
}

#[test]
fn another_network_while_offline_restarts_later_unless_media_goes_on() {
    let check = |seconds_of_media, expected: &[Deed]| {
        let mut side = Side::connected();
        side.online = false;
        assert_eq!(side.network_changed(), []);
        side.media_for(seconds_of_media);
        assert_eq!(side.back_online(), expected, "{seconds_of_media}");
    };
    check(0, &[Restart]);
    check(5, &[]);
}

#[test]
fn the_button_starts_over_with_fresh_tries() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    assert_eq!(side.reconnect(), [], "nothing is lost");
    side.silence_for(30);
    assert_eq!(side.tile(), TileConnection::Failed);
    assert_eq!(side.reconnect(), [Close, Offer(2)]);
    assert_eq!(side.tile(), TileConnection::Connecting);
}

#[test]
fn the_button_waits_for_the_server() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    side.silence_for(30);
    side.online = false;
    assert_eq!(side.reconnect(), []);
    assert_eq!(side.silence_for(60), []);
    assert_eq!(side.back_online(), [Close, Offer(2)]);
}

#[test]
fn an_end_is_not_the_end_if_the_path_comes_back() {
    let mut side = Side::connected();
    side.engine = Engine::Firefox;
    side.silence_for(30);
    assert_eq!(side.tile(), TileConnection::Failed);
    side.says(ConnectionState::Connected);
    assert_eq!(side.tile(), TileConnection::Connected);
}

#[test]
fn a_later_offer_of_the_other_side_is_followed_without_using_up_a_try() {
    let mut side = Side::connected();
    assert_eq!(side.offered(3), [Close, Open(3)]);
    assert_eq!(side.tile(), TileConnection::Connected, "for a moment");
    assert_eq!(
        side.silence_for(21),
        [(20, Close), (20, Offer(4))],
        "its own turn comes after"
    );
    assert_eq!(side.tile(), TileConnection::Stalled);
}

#[test]
fn only_an_offer_begins_a_connection() {
    let mut side = Side::waiting();
    let answer = DescriptionKind::Answer;
    assert_eq!(side.described(0, answer), []);
    assert_eq!(side.described(5, answer), []);
    assert_eq!(side.offered(0), [Open(0)]);
}

#[test]
fn what_belongs_to_an_earlier_connection_is_dropped() {
    let mut side = Side::connected();
    assert_eq!(side.says(ConnectionState::Failed), [Restart]);
    assert_eq!(side.signals_lost(), [Close, Offer(1)]);
    let description = protocol::Description {
        kind: DescriptionKind::Offer,
        sdp: String::new(),
    };
    let signal = Signal {
        generation: 0,
        negotiation: 9,
        body: SignalBody::Description(description),
    };
    let (context, mut out) = (side.context(), Vec::new());
    side.peer.signal(signal, context, &mut out);
    let failed = PeerInput::Connection(ConnectionState::Failed);
    side.peer.event(0, failed, context, &mut out);
    assert_eq!(out, []);
}

#[test]
fn a_negotiation_beyond_repair_is_replaced_once_the_server_is_there_even_if_media_flows() {
    let mut side = Side::connected();
    side.online = false;
    for _ in 0..Negotiation::MAX_FAILED_OFFERS {
        side.input(PeerInput::NegotiationNeeded);
        side.input(PeerInput::LocalDescription {
            description: None,
            signaling: crate::SignalingState::Stable,
        });
    }
    assert_eq!(side.media_for(10), []);
    assert_eq!(side.tile(), TileConnection::Connected);
    assert_eq!(side.back_online(), [Close, Offer(1)]);
}

#[test]
fn a_negotiation_that_never_ends_is_given_up_even_if_media_flows() {
    let mut side = Side::connected();
    side.input(PeerInput::NegotiationNeeded);
    let patience = u32::try_from(Peer::NEGOTIATION.as_secs()).unwrap();
    let deeds = side.media_for(patience + 5);
    assert_eq!(deeds, [(patience, Close), (patience, Offer(1))]);
}

#[test]
fn every_deadline_is_met_by_something_that_is_done() {
    for online in [true, false] {
        for engine in [Engine::Chromium, Engine::Firefox] {
            let mut side = Side::connected();
            (side.online, side.engine, side.ice) = (online, engine, turn("1"));
            side.says(ConnectionState::Disconnected);
            for _ in 0..100 {
                let Some(due) = side.peer.deadline(side.now) else {
                    break;
                };
                side.wake(due);
                assert!(
                    side.peer.deadline(due).is_none_or(|next| next > due),
                    "woken up for nothing at {due:?}"
                );
            }
            assert_eq!(side.peer.deadline(side.now), None);
        }
    }
}

use anyhow::Result;
use e2e::Kind::{self, Chromium, Firefox};
use e2e::{Access, Story, Trust, stories};

use super::lab::{Lab, join, reads_path};
use crate::stage::Stage;

pub(crate) const STORIES: &[Story<Stage>] = stories![
    two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_chromium,
    two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_firefox,
    two_behind_symmetric_nats_meet_by_way_of_the_server_chromium_and_chromium,
    two_behind_symmetric_nats_meet_by_way_of_the_server_chromium_and_firefox,
    who_may_send_no_udp_meets_the_other_over_tcp_chromium_and_chromium,
    who_may_send_no_udp_meets_the_other_over_tcp_firefox_and_chromium,
    who_may_speak_only_to_port_443_meets_the_other_over_tls_chromium_and_chromium,
    who_may_speak_only_to_port_443_meets_the_other_over_tls_firefox_and_chromium,
    a_relay_whose_certificate_nobody_vouches_for_is_no_way_chromium_and_chromium,
    a_relay_whose_certificate_nobody_vouches_for_is_no_way_firefox_and_chromium,
    who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_chromium,
    who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_firefox,
];

fn two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    let lab = Lab::with_coturn(stage, [Access::Symmetric; 2], &[])?;
    two_behind_symmetric_nats_meet(&lab, stage, [Chromium, Chromium])
}

fn two_behind_symmetric_nats_meet_by_way_of_coturn_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    let lab = Lab::with_coturn(stage, [Access::Symmetric; 2], &[])?;
    two_behind_symmetric_nats_meet(&lab, stage, [Chromium, Firefox])
}

fn two_behind_symmetric_nats_meet_by_way_of_the_server_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::Symmetric; 2], &[])?;
    two_behind_symmetric_nats_meet(&lab, stage, [Chromium, Chromium])
}

fn two_behind_symmetric_nats_meet_by_way_of_the_server_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::Symmetric; 2], &[])?;
    two_behind_symmetric_nats_meet(&lab, stage, [Chromium, Firefox])
}

fn two_behind_symmetric_nats_meet(lab: &Lab, stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, udp, ipv4")?;
    reads_path(&budi, "Ana", "path: relayed, udp, ipv4")
}

fn who_may_send_no_udp_meets_the_other_over_tcp_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_send_no_udp_meets_the_other(stage, [Chromium, Chromium])
}

fn who_may_send_no_udp_meets_the_other_over_tcp_firefox_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_send_no_udp_meets_the_other(stage, [Firefox, Chromium])
}

fn who_may_send_no_udp_meets_the_other(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::WithoutUdp, Access::Symmetric], &[])?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, tcp, ipv4")?;
    reads_path(&budi, "Ana", "path: relayed, udp, ipv4")
}

fn who_may_speak_only_to_port_443_meets_the_other_over_tls_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_speak_only_to_port_443_meets_the_other(stage, [Chromium, Chromium])
}

fn who_may_speak_only_to_port_443_meets_the_other_over_tls_firefox_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_may_speak_only_to_port_443_meets_the_other(stage, [Firefox, Chromium])
}

/// The page itself comes over TCP from the port of the app, which the firewall lets through as well.
const ONLY_443: [Access; 2] = [Access::Port443, Access::Symmetric];

fn who_may_speak_only_to_port_443_meets_the_other(
    stage: &mut Stage,
    kinds: [Kind; 2],
) -> Result<()> {
    let lab = Lab::with_own_relay_over_tls(stage, ONLY_443, Trust::Given)?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, tls, ipv4")?;
    reads_path(&budi, "Ana", "path: relayed, udp, ipv4")?;
    ana.checks()?;
    ana.finds("Data goes through it and comes back", 1)
}

fn a_relay_whose_certificate_nobody_vouches_for_is_no_way_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    a_relay_whose_certificate_nobody_vouches_for_is_no_way(stage, [Chromium, Chromium])
}

fn a_relay_whose_certificate_nobody_vouches_for_is_no_way_firefox_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    a_relay_whose_certificate_nobody_vouches_for_is_no_way(stage, [Firefox, Chromium])
}

fn a_relay_whose_certificate_nobody_vouches_for_is_no_way(
    stage: &mut Stage,
    kinds: [Kind; 2],
) -> Result<()> {
    let lab = Lab::with_own_relay_over_tls(stage, ONLY_443, Trust::Withheld)?;
    let people = lab.people(kinds)?;
    join(stage, &people)?;
    let sentence = "Your network reaches neither Budi nor this server’s relay.";
    people[0].browser.says(&[sentence])
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_chromium(
    stage: &mut Stage,
) -> Result<()> {
    who_has_ipv6_alone_meets_who_has_ipv4_alone(stage, [Chromium, Chromium])
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone_chromium_and_firefox(
    stage: &mut Stage,
) -> Result<()> {
    who_has_ipv6_alone_meets_who_has_ipv4_alone(stage, [Chromium, Firefox])
}

fn who_has_ipv6_alone_meets_who_has_ipv4_alone(stage: &mut Stage, kinds: [Kind; 2]) -> Result<()> {
    let lab = Lab::with_own_relay(stage, [Access::Ipv6, Access::Symmetric], &[])?;
    let [ana, budi] = lab.call(stage, kinds)?;
    reads_path(&ana, "Budi", "path: relayed, ")?;
    reads_path(&budi, "Ana", "path: relayed, ")?;
    // Over UDP and over TCP.
    ana.checks()?;
    ana.finds("Data goes through it and comes back", 2)
}

//! Calls between real browsers.
//!
//! `cargo test -p e2e` plays all stories, `cargo test -p e2e -- WORD` those whose name has the word.
//! With `TATAP_PICTURES=FOLDER` it takes pictures of every page and state for people to look at, and plays no story.

mod accessibility;
mod arriving;
mod calls;
mod capturing;
mod check;
mod circumstances;
mod connection_info;
mod devices;
mod doors;
mod embedding;
mod files;
mod foreign_peer;
mod gallery;
mod gestures;
mod green_room;
mod hostile;
mod hosting;
mod installing;
mod inviting;
mod keyboard;
mod languages;
mod leaving;
mod more;
mod muting;
mod narrow_screens;
mod negotiation;
mod obstacles;
mod operator;
mod parts;
mod person;
mod pictures;
mod recording;
mod relay;
mod reliability;
mod remembering;
mod saved_file;
mod screen;
mod serverless;
mod settings;
mod sharing;
mod signing_in;
mod sound;
mod sound_card;
mod stage;
mod tampering;
mod timing;

use std::process::ExitCode;
use std::sync::Arc;

use e2e::{Network, runner};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::stage::Stage;

fn main() -> ExitCode {
    let network = Arc::new(Network::prepare());
    clear_on_signals(&network);
    let mut stage = Stage::new(Arc::clone(&network));
    let all = [
        calls::STORIES,
        arriving::STORIES,
        leaving::STORIES,
        muting::STORIES,
        sharing::STORIES,
        capturing::STORIES,
        gestures::STORIES,
        connection_info::STORIES,
        more::STORIES,
        recording::STORIES,
        sound::STORIES,
        devices::STORIES,
        green_room::STORIES,
        remembering::STORIES,
        settings::STORIES,
        negotiation::STORIES,
        obstacles::STORIES,
        hosting::STORIES,
        operator::STORIES,
        doors::STORIES,
        inviting::STORIES,
        signing_in::STORIES,
        embedding::STORIES,
        serverless::STORIES,
        languages::STORIES,
        foreign_peer::STORIES,
        pictures::STORIES,
        accessibility::STORIES,
        keyboard::STORIES,
        installing::STORIES,
        parts::STORIES,
        circumstances::STORIES,
        narrow_screens::STORIES,
        hostile::STORIES,
        tampering::STORIES,
        files::STORIES,
        reliability::chat::STORIES,
        reliability::sockets::STORIES,
        reliability::pages::STORIES,
        reliability::restarts::STORIES,
        reliability::misbehaving::STORIES,
        reliability::full_server::STORIES,
        reliability::privacy::STORIES,
        reliability::arrangements::STORIES,
        reliability::stopped::STORIES,
        reliability::networks::STORIES,
        relay::paths::STORIES,
        relay::renewing::STORIES,
        relay::hiding::STORIES,
        relay::troubles::STORIES,
        check::STORIES,
        timing::STORIES,
    ]
    .concat();
    let stories = gallery::stories().unwrap_or(all);
    let code = runner::play(&mut stage, &stories, Stage::end_story);
    drop(stage);
    network.clear();
    code
}

/// Ends browsers and drivers when the tests are stopped: they have process groups of their own.
fn clear_on_signals(network: &Arc<Network>) {
    let network = Arc::clone(network);
    std::thread::spawn(move || {
        let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
            return;
        };
        let signalled = runtime.block_on(async {
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::select! {
                outcome = tokio::signal::ctrl_c() => outcome,
                _ = terminate.recv() => Ok(()),
            }
        });
        if signalled.is_ok() {
            network.clear();
            std::process::exit(130);
        }
    });
}

use call::UserInput;
use leptos::prelude::*;

use crate::{
    session::{
        CallHandle,
        invites::{InviteLine, Inviting, MadeInvite, Wish},
    },
    task::TaskScope,
    ui::{
        attributes::flag,
        components::{CopyText, List, Row, Shown, option},
        effect::effect,
        language::use_words,
        memo::{Watched, memo},
        text::Text,
    },
};

const ROLES: [&str; 3] = ["member", "host", "viewer"];

/// In seconds, as the words say them.
const LIFETIMES: [u64; 3] = [604_800, 86_400, 3_600];

const USES: [Option<u64>; 3] = [None, Some(10), Some(1)];

/// What is to be done as soon as the server has given a pass for it.
#[derive(Clone, Debug)]
enum Job {
    List,
    Make(Wish),
    Revoke(String),
}

/// Makes invites, and lists those that hold.
pub(super) fn invite() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let chosen = [0, 1, 2].map(|_| RwSignal::new(0_usize));
    let job = RwSignal::new(None::<Job>);
    let made = RwSignal::new(None::<MadeInvite>);
    let lines = RwSignal::new(Vec::<InviteLine>::new());
    let failed = RwSignal::new(false);
    let start = move |next: Job| {
        job.set(Some(next));
        call.send(UserInput::AskHostPass);
    };
    let scope = TaskScope::here();
    effect(move || {
        let Some(pass) = call.view().with(|view| view.host_pass.clone()) else {
            return;
        };
        let Some(next) = job.try_update(Option::take).flatten() else {
            return;
        };
        let inviting = Inviting {
            web_socket: call.server(),
            room: call.view().with_untracked(|view| view.room.clone()),
            pass,
        };
        scope.spawn(async move {
            let done = match next {
                Job::List => Some(()),
                Job::Make(wish) => {
                    let invite = inviting.make(wish).await;
                    made.set(invite.clone());
                    invite.map(drop)
                }
                Job::Revoke(id) => inviting.revoke(&id).await,
            };
            failed.set(done.is_none());
            if let Some(all) = inviting.list().await {
                lines.set(all);
            }
        });
    });
    start(Job::List);
    let make = move |_| {
        let [role, lifetime, uses] = chosen.map(|one| one.get_untracked());
        failed.set(false);
        made.set(None);
        start(Job::Make(Wish {
            role: ROLES.get(role).copied().unwrap_or("viewer"),
            lifetime: LIFETIMES.get(lifetime).copied().unwrap_or(3_600),
            max_uses: USES.get(uses).copied().flatten(),
        }));
    };
    let making = memo(move || job.with(|job| matches!(job, Some(Job::Make(_)))));
    let label = Signal::derive(move || {
        let text = &words.get().doors;
        let word = if making.get() {
            text.making
        } else {
            text.make_invite
        };
        word.to_owned()
    });
    let row = move |line: InviteLine| {
        let id = line.id.clone();
        Row::new(format!("{line:?}"), move || {
            let sentence = Signal::derive(move || {
                let InviteLine {
                    role,
                    uses,
                    max_uses,
                    left,
                    ..
                } = &line;
                (words.get().doors.invite_line)(role, *uses, *max_uses, *left)
            });
            let label =
                Signal::derive(move || format!("{}: {}", words.get().doors.revoke, sentence.get()));
            view! {
                <li>
                    <span>{sentence}</span>
                    <button
                        type="button"
                        class="button small"
                        aria-label=label
                        on:click=move |_| start(Job::Revoke(id.clone()))
                    >
                        {words.say(|text| text.doors.revoke)}
                    </button>
                </li>
            }
        })
    };
    view! {
        <h3>{words.say(|text| text.doors.invite)}</h3>
        <p class="doors-hint">{words.say(|text| text.doors.invite_hint)}</p>
        {select(|text| text.doors.role, |text| text.doors.roles, chosen[0])}
        {select(|text| text.doors.lifetime, |text| text.doors.lifetimes, chosen[1])}
        {select(|text| text.doors.uses, |text| text.doors.use_counts, chosen[2])}
        <button type="button" class="button small" disabled=flag(making) on:click=make>
            {label}
        </button>
        <div role="status">
            <Shown when=move || failed.get()>
                <p>{words.say(|text| text.doors.invite_failed)}</p>
            </Shown>
            <Shown when=Signal::derive(move || made.with(Option::is_some))>{shown(made)}</Shown>
        </div>
        <Shown when=Signal::derive(move || lines.with(|lines| !lines.is_empty()))>
            <h3>{words.say(|text| text.doors.invites)}</h3>
        </Shown>
        <ul class="doors-removed">
            <List rows=Box::new(move || lines.get().into_iter().map(row).collect()) />
        </ul>
    }
    .into_any()
}

/// The link that was made, to copy and to point a telephone at.
fn shown(made: RwSignal<Option<MadeInvite>>) -> AnyView {
    let words = use_words();
    let link = Memo::new(move |_| made.with(|made| made.clone().unwrap_or_default().link));
    let picture = Watched::new(move || {
        let qr = made.with(|made| made.clone()?.qr)?;
        let svg = js_sys::encode_uri_component(&qr);
        Some(format!("data:image/svg+xml,{}", String::from(svg)))
    });
    view! {
        <p class="invite-link">
            <input
                type="text"
                readonly
                aria-label=words.say(|text| text.doors.invite_link)
                prop:value=move || link.get()
            />
            <CopyText text=link />
        </p>
        {picture
            .get()
            .map(|source| {
                view! {
                    <img class="invite-qr" src=source alt=words.say(|text| text.doors.qr_code) />
                }
                    .into_any()
            })}
    }
    .into_any()
}

fn select(
    label: fn(&'static Text) -> &'static str,
    options: fn(&'static Text) -> [&'static str; 3],
    chosen: RwSignal<usize>,
) -> AnyView {
    let words = use_words();
    let options = [0, 1, 2].map(|index| {
        option(
            index.to_string(),
            Signal::derive(move || options(words.get())[index].to_owned()),
            Signal::derive(move || chosen.get() == index),
        )
    });
    view! {
        <label class="device-picker">
            <span>{words.say(label)}</span>
            <select on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse::<usize>() {
                    chosen.set(index);
                }
            }>{options.into_iter().collect::<Vec<_>>()}</select>
        </label>
    }
    .into_any()
}

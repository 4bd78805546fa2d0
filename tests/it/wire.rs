//! Events are for ever: a golden sample of every event type ever written, and each is still read.
//!
//! `make bless` adds samples of new types; it never changes one that is there.

use loggia::event::Event;
use loggia::{calls, comments, conversations, friends, games, messages, people, posts, spectators};
use serde_json::{Value, json};
use std::path::PathBuf;
use time::OffsetDateTime;
use uuid::Uuid;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// One event of each type, with every field it can have.
fn samples() -> Vec<Event> {
    let person = loggia::id::PersonId(id(1));
    let other = loggia::id::PersonId(id(2));
    let post = loggia::id::PostId(id(11));
    let comment = loggia::id::CommentId(id(21));
    let parent = Some(loggia::id::CommentId(id(22)));
    let until = OffsetDateTime::from_unix_timestamp(1_800_000_000).ok();
    let community = None;
    let poll = posts::PollSetup { options: vec!["Red".into(), "Blue".into()], multiple: true, closes_at: until };
    let created = posts::Created {
        post,
        kind: posts::Kind::Poll,
        title: "Which colour?".into(),
        body: "For the **shutters**, @ben.".into(),
        link: None,
        poll: Some(poll),
        community: community.clone(),
        private: false,
        mentions: vec![other],
    };
    let edited = posts::Edited {
        post,
        title: Some("Which colour, then?".into()),
        body: Some("For the *shutters*.".into()),
        community: community.clone(),
        mentions: vec![],
    };
    let added = comments::Added {
        comment,
        post,
        parent,
        parent_author: Some(other),
        post_author: person,
        body: "Blue, like the sea.".into(),
        community: community.clone(),
        private: false,
        mentions: vec![other],
    };
    let people: Vec<people::Event> = vec![
        people::Joined { person, username: "ada".into(), display_name: "ada".into(), role: people::Role::Admin }.into(),
        people::Changed {
            person,
            display_name: Some("Ada Lovelace".into()),
            bio: Some("Numbers, mostly.".into()),
            avatar: Some("https://example.org/ada.png".into()),
        }
        .into(),
        people::Erased { person }.into(),
        people::Banned { person, reason: Some("spam".into()), until }.into(),
        people::Unbanned { person }.into(),
        people::RoleChanged { person, role: people::Role::Member }.into(),
    ];
    let posts: Vec<posts::Event> = vec![
        created.into(),
        edited.into(),
        posts::Deleted { post, community: community.clone() }.into(),
        posts::Erased { post, community: community.clone() }.into(),
        posts::Liked { post, author: person, community: community.clone() }.into(),
        posts::Unliked { post, author: person, community: community.clone() }.into(),
        posts::Voted { post, author: person, options: vec![1], previous: vec![0], community: community.clone() }.into(),
    ];
    let comments: Vec<comments::Event> = vec![
        added.into(),
        comments::Edited { comment, post, body: "Blue.".into(), community: community.clone(), mentions: vec![] }.into(),
        comments::Deleted { comment, post, community: community.clone() }.into(),
        comments::Erased { comment, post, community: community.clone() }.into(),
        comments::Liked { comment, post, author: person, community: community.clone() }.into(),
        comments::Unliked { comment, post, author: person, community }.into(),
    ];
    let people = people.into_iter().map(Event::from);
    let friends = friends().into_iter().map(Event::from);
    let posts = posts.into_iter().map(Event::from);
    let comments = comments.into_iter().map(Event::from);
    let talk = conversations().into_iter().map(Event::from).chain(messages().into_iter().map(Event::from));
    let calls = calls().into_iter().map(Event::from);
    let games = games().into_iter().map(Event::from).chain(spectators().into_iter().map(Event::from));
    people.chain(friends).chain(posts).chain(comments).chain(talk).chain(calls).chain(games).collect()
}

fn friends() -> Vec<friends::Event> {
    let (by, person) = (loggia::id::PersonId(id(1)), loggia::id::PersonId(id(2)));
    let friendship = friends::Friendship::id(by, person);
    vec![
        friends::Requested { friendship, person }.into(),
        friends::Accepted { friendship, person }.into(),
        friends::Declined { friendship, person }.into(),
        friends::Cancelled { friendship, person }.into(),
        friends::Removed { friendship, person }.into(),
        friends::Blocked { friendship, by, person }.into(),
        friends::Unblocked { friendship, by, person }.into(),
    ]
}

fn conversations() -> Vec<conversations::Event> {
    use conversations::{Kind, Level, Role};
    let (owner, person) = (loggia::id::PersonId(id(1)), loggia::id::PersonId(id(2)));
    let conversation = loggia::id::ConversationId(id(31));
    let until = OffsetDateTime::from_unix_timestamp(1_800_000_000).ok();
    let (name, description) = (Some("Bakers".to_owned()), Some("On Thursdays.".to_owned()));
    let opened = conversations::Opened {
        conversation,
        kind: Kind::Group,
        name: name.clone(),
        description: description.clone(),
        people: vec![owner, person],
        owner: Some(owner),
    };
    let previous_owner = Some(owner);
    vec![
        opened.into(),
        conversations::Changed { conversation, name, description }.into(),
        conversations::Joined { conversation, person, role: Role::Member }.into(),
        conversations::Left { conversation, kind: Kind::Group, person, heir: Some(owner) }.into(),
        conversations::Removed { conversation, person }.into(),
        conversations::RoleChanged { conversation, person, role: Role::Owner, previous_owner }.into(),
        conversations::Muted { conversation, person, muted: true, until }.into(),
        conversations::Banned { conversation, person, banned: true, until }.into(),
        conversations::LevelChanged { conversation, person, level: Level::Mentions }.into(),
    ]
}

fn messages() -> Vec<messages::Event> {
    let person = loggia::id::PersonId(id(2));
    let conversation = loggia::id::ConversationId(id(31));
    let message = loggia::id::MessageId(id(41));
    let sent = messages::Sent {
        message,
        conversation,
        kind: conversations::Kind::Group,
        body: "Who brings **bread**, @ben?".into(),
        reply_to: Some(loggia::id::MessageId(id(42))),
        reply_to_sender: Some(person),
        mentions: vec![person],
    };
    vec![
        sent.into(),
        messages::Edited { message, conversation, body: "Who brings *bread*?".into() }.into(),
        messages::Deleted { message, conversation }.into(),
        messages::Erased { conversation }.into(),
        messages::Reacted { message, conversation, emoji: "🎉".into() }.into(),
        messages::Unreacted { message, conversation, emoji: "🎉".into() }.into(),
        messages::Pinned { message, conversation }.into(),
        messages::Unpinned { message, conversation }.into(),
    ]
}

fn calls() -> Vec<calls::Event> {
    let (caller, callee) = (loggia::id::PersonId(id(1)), loggia::id::PersonId(id(2)));
    let (call, conversation) = (loggia::id::CallId(id(51)), loggia::id::ConversationId(id(31)));
    let rings_until = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
    let (outcome, seconds) = (calls::Outcome::Completed, 95);
    vec![
        calls::Started { call, conversation, caller, callee, video: true, rings_until }.into(),
        calls::Accepted { call, conversation, caller, callee }.into(),
        calls::Ended { call, conversation, caller, callee, video: true, outcome, seconds }.into(),
    ]
}

fn spectators() -> Vec<spectators::Event> {
    let (game, remark) = (loggia::id::GameId(id(51)), loggia::id::RemarkId(id(61)));
    vec![spectators::Said { remark, game, body: "What a move.".into() }.into(), spectators::Erased { game }.into()]
}

fn games() -> Vec<games::Event> {
    use games::clock::{Left, TimeControl};
    use games::rules::{Outcome, Seat};
    let (first, second) = (loggia::id::PersonId(id(1)), loggia::id::PersonId(id(2)));
    let (game, old) = (loggia::id::GameId(id(51)), loggia::id::GameId(id(52)));
    let kind = "connect_four".to_owned();
    let soon = OffsetDateTime::from_unix_timestamp(1_800_000_000).ok();
    let opened = games::Opened {
        game,
        kind: kind.clone(),
        first,
        second: Some(second),
        invited: Some(second),
        clock: Some(TimeControl { initial_s: 300, increment_s: 5 }),
        until: soon,
        rematch_of: Some(old),
        slot: Some(3),
        awaits: vec![Seat::First],
        flag_at: soon,
    };
    let board = [".......", ".......", ".......", ".......", ".......", "...x..."].map(str::to_owned).to_vec();
    let sight = games::Sight { mv: "d".into(), board: board.clone() };
    let moved = games::Moved {
        game,
        kind: kind.clone(),
        first,
        second,
        seat: Seat::First,
        ply: 0,
        mv: "d".into(),
        text: "d".into(),
        board,
        turn: Some(Seat::Second),
        awaits: vec![Seat::Second],
        legal_moves: Some(["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned).to_vec()),
        clock: Some(Left { first_ms: 299_000, second_ms: 300_000 }),
        lag_ms: Some(120),
        flag_at: soon,
        draw_offered_by: Some(Seat::First),
        outcome: Some(Outcome::won(Seat::First, "connected")),
        rated: Some(kind.clone()),
        points: Some(15),
        own: Some(games::Own { first: sight.clone(), second: sight }),
    };
    let (seat, points) = (Seat::Second, Some(15));
    let outcome = |reason| Outcome::won(Seat::First, reason);
    let rated = Some(kind.clone());
    macro_rules! ending {
        ($name:ident, $outcome:expr) => {
            games::$name {
                game,
                kind: kind.clone(),
                first,
                second,
                seat,
                outcome: $outcome,
                rated: rated.clone(),
                points,
            }
            .into()
        };
    }
    macro_rules! note {
        ($name:ident) => {
            games::$name { game, kind: kind.clone(), first, second, seat }.into()
        };
    }
    vec![
        opened.into(),
        games::Joined { game, kind: kind.clone(), first, second, awaits: vec![Seat::First], flag_at: soon }.into(),
        games::Cancelled {
            game,
            kind: kind.clone(),
            first,
            invited: Some(second),
            reason: games::CancelReason::Declined,
        }
        .into(),
        moved.into(),
        ending!(Resigned, outcome("resigned")),
        ending!(Flagged, outcome("out_of_time")),
        ending!(Drawn, Outcome::drawn("agreed")),
        ending!(Claimed, outcome("abandoned")),
        note!(DrawOffered),
        note!(DrawDeclined),
        note!(RematchOffered),
    ]
}

/// As a socket frame without what only the server adds on the way: `op`, `seq`, `topics`, `html`.
fn golden(event: &Event) -> Value {
    let mut fields = event.fields().unwrap();
    fields["id"] = json!(Uuid::from_u128(0x019a_0000_0000_8000_8000_0000_0000_00ff));
    fields["at"] = json!("2026-11-21T12:00:00Z");
    fields
}

fn bless() {
    std::fs::create_dir_all(folder()).unwrap();
    for event in samples() {
        let path = folder().join(format!("{}.json", event.kind()));
        if !path.exists() {
            std::fs::write(path, serde_json::to_string_pretty(&golden(&event)).unwrap() + "\n").unwrap();
        }
    }
}

#[test]
fn there_is_a_sample_of_every_event_and_all_are_still_read() {
    if std::env::var_os("LOGGIA_BLESS").is_some() {
        bless();
    }
    for kind in Event::kinds() {
        let path = folder().join(format!("{kind}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no sample of {kind}: make bless"));
        let kept: Value = serde_json::from_str(&text).unwrap();
        let event = Event::parse(kind, text.as_bytes()).expect("a known type").expect("a readable sample");
        let fields = event.fields().unwrap();
        for (name, value) in kept.as_object().unwrap().iter().filter(|(name, _)| !matches!(name.as_str(), "id" | "at"))
        {
            assert_eq!(&fields[name], value, "{kind}: {name} is read as it was written");
        }
    }
}

#[test]
fn no_sample_is_of_a_type_that_is_no_more() {
    for file in std::fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let kind = name.strip_suffix(".json").expect("only samples here");
        let kind = kind.split('-').next().unwrap_or(kind);
        assert!(Event::kinds().contains(&kind), "{name}: events are for ever");
    }
}

#[test]
fn the_samples_of_this_release_cover_every_type() {
    let mut sampled: Vec<&str> = samples().iter().map(Event::kind).collect();
    let mut kinds = Event::kinds();
    sampled.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(sampled, kinds);
}

use super::*;
use crate::seed::actions::{Place, Thing};
use std::collections::{BTreeMap, HashMap};
use time::macros::datetime;

fn plan() -> Plan {
    Plan { people: 200, days: 30, rng: 42, until: datetime!(2026-11-20 00:00 UTC) }
}

#[test]
fn the_same_number_gives_the_same_community() {
    let one = simulate(&plan());
    assert_eq!(one, simulate(&plan()));
    let other = simulate(&Plan { rng: 43, ..plan() });
    assert_ne!(one.actions.len(), other.actions.len());
}

#[test]
fn whatever_an_action_needs_comes_before_it() {
    for rng in 0..5 {
        let community = simulate(&Plan { rng, people: 60, ..plan() });
        let mut there: HashMap<Thing, OffsetDateTime> = HashMap::new();
        let mut gone: HashSet<Thing> = HashSet::new();
        let mut keys = HashSet::new();
        let mut joined = HashSet::new();
        let mut last = OffsetDateTime::UNIX_EPOCH;
        for action in &community.actions {
            assert!(action.at >= last && action.at < plan().until);
            last = action.at;
            assert!(keys.insert(action.key), "a key used twice");
            assert_eq!(action.act == Act::Join, joined.insert(action.by), "joins first, and once");
            let (post, comment) = match &action.act {
                Act::Join | Act::Introduce { .. } => (None, None),
                Act::Post { .. } => {
                    there.insert(action.thing(), action.at);
                    (None, None)
                }
                Act::Comment { post, parent, .. } => {
                    there.insert(action.thing(), action.at);
                    (Some(*post), *parent)
                }
                Act::EditPost { post, .. }
                | Act::LikePost { post }
                | Act::UnlikePost { post }
                | Act::Vote { post, .. } => (Some(*post), None),
                Act::DeletePost { post } => {
                    gone.insert(*post);
                    assert!(there.contains_key(post));
                    (None, None)
                }
                Act::DeleteComment { comment } => {
                    gone.insert(*comment);
                    assert!(there.contains_key(comment));
                    (None, None)
                }
                Act::EditComment { comment, .. } | Act::LikeComment { comment } => (None, Some(*comment)),
                Act::Befriend { with } | Act::OpenDirect { with } => {
                    assert!(joined.contains(with));
                    (None, None)
                }
                Act::Open { people, .. } => {
                    assert!(people.iter().all(|who| joined.contains(who)));
                    there.insert(action.thing(), action.at);
                    (None, None)
                }
                Act::Enter { room } => (Some(*room), None),
                Act::Say { place, answers, .. } => {
                    there.insert(action.thing(), action.at);
                    (conversation(place), *answers)
                }
                Act::React { place, message, .. } => (conversation(place), Some(*message)),
            };
            for needed in [post, comment].into_iter().flatten() {
                assert!(there.get(&needed).is_some_and(|made| *made < action.at), "{action:?} before what it needs");
                assert!(!gone.contains(&needed), "{action:?} on what is gone");
            }
        }
    }
}

fn conversation(place: &Place) -> Option<Thing> {
    match place {
        Place::Conversation(thing) => Some(*thing),
        Place::Between(..) => None,
    }
}

/// Who talks in a room or group is in it by then, and each reaction is new.
#[test]
fn talk_is_among_those_who_are_there() {
    let community = simulate(&plan());
    let mut seats: HashSet<(Thing, usize)> = HashSet::new();
    let mut opened: HashSet<Place> = HashSet::new();
    let mut reacted = HashSet::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for action in &community.actions {
        let kind = match &action.act {
            Act::Befriend { .. } => "befriend",
            Act::Open { people, room, .. } => {
                let all = people.iter().copied().chain([action.by]);
                seats.extend(all.map(|who| (action.thing(), who)));
                if *room { "room" } else { "group" }
            }
            Act::OpenDirect { with } => {
                opened.insert(Place::Between(action.by, *with));
                "direct"
            }
            Act::Enter { room } => {
                assert!(seats.insert((*room, action.by)), "came in twice");
                "enter"
            }
            Act::Say { place, body, .. } => {
                assert!(!body.is_empty() && !body.contains('{'), "{body}");
                match place {
                    Place::Conversation(thing) => assert!(seats.contains(&(*thing, action.by))),
                    Place::Between(..) => assert!(opened.contains(place)),
                }
                "say"
            }
            Act::React { message, emoji, .. } => {
                assert!(reacted.insert((*message, action.by, *emoji)));
                assert_ne!(message.by, action.by);
                "react"
            }
            _ => continue,
        };
        *kinds.entry(kind).or_default() += 1;
    }
    println!("{kinds:?}");
    assert_eq!(kinds["room"], 5);
    assert!(kinds["group"] >= 5 && kinds["direct"] >= 10, "{kinds:?}");
    assert!((300..3_000).contains(&kinds["say"]) && kinds["befriend"] > 150 && kinds["react"] > 50, "{kinds:?}");
}

#[test]
fn likes_are_transitions_and_votes_fit_their_poll() {
    let community = simulate(&plan());
    let mut likes: HashSet<(usize, Thing)> = HashSet::new();
    let mut polls = HashMap::new();
    for action in &community.actions {
        match &action.act {
            Act::Post { poll: Some(poll), .. } => {
                assert!((2..=20).contains(&poll.options.len()));
                let different: HashSet<&String> = poll.options.iter().collect();
                assert_eq!(different.len(), poll.options.len(), "{:?}", poll.options);
                polls.insert(action.thing(), poll);
            }
            Act::LikePost { post: thing } | Act::LikeComment { comment: thing } => {
                assert!(likes.insert((action.by, *thing)), "liked twice");
            }
            Act::UnlikePost { post } => assert!(likes.remove(&(action.by, *post)), "never liked"),
            Act::Vote { post, options } => {
                let poll = polls[post];
                assert!(poll.closes_at.is_none_or(|closes| action.at < closes));
                assert!(!options.is_empty() && options.iter().all(|option| *option < poll.options.len()));
                assert!(poll.multiple || options.len() == 1);
            }
            _ => {}
        }
    }
    assert!(polls.len() > 15, "{}", polls.len());
}

#[test]
fn it_looks_like_a_community() {
    let community = simulate(&plan());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut comments: HashMap<Thing, usize> = HashMap::new();
    let mut written: HashMap<usize, usize> = HashMap::new();
    let mut titles = HashSet::new();
    let mut night = 0;
    for action in &community.actions {
        night += usize::from((1..5).contains(&action.at.hour()));
        let kind = match &action.act {
            Act::Join => "join",
            Act::Introduce { .. } => "introduce",
            Act::Post { title, .. } => {
                assert!((1..=300).contains(&title.chars().count()));
                titles.insert(title.clone());
                *written.entry(action.by).or_default() += 1;
                comments.insert(action.thing(), 0);
                "post"
            }
            Act::EditPost { .. } | Act::EditComment { .. } => "edit",
            Act::DeletePost { .. } | Act::DeleteComment { .. } => "delete",
            Act::LikePost { .. } | Act::UnlikePost { .. } | Act::LikeComment { .. } => "like",
            Act::Vote { .. } => "vote",
            Act::Comment { post, body, .. } => {
                assert!(!body.is_empty());
                *comments.entry(*post).or_default() += 1;
                "comment"
            }
            Act::Befriend { .. } | Act::Open { .. } | Act::OpenDirect { .. } | Act::Enter { .. } => "meet",
            Act::Say { .. } | Act::React { .. } => "talk",
        };
        *kinds.entry(kind).or_default() += 1;
    }
    println!("{kinds:?}, {} in all, {} titles", community.actions.len(), titles.len());
    let total = community.actions.len();
    assert!((8_000..14_000).contains(&total), "{total}");
    assert_eq!(kinds["join"], 200);
    assert!(kinds["delete"] > 20 && kinds["edit"] > 40, "{kinds:?}");
    assert!(titles.len() * 100 >= kinds["post"] * 97, "{} titles of {}", titles.len(), kinds["post"]);
    assert!(night * 25 < total, "{night} at night");
    let most = comments.values().max().copied().unwrap_or(0);
    assert!((40..200).contains(&most), "a hot thread has {most}");
    let quiet = comments.values().filter(|count| **count < 3).count();
    assert!(quiet * 10 > comments.len(), "some posts stay nearly alone: {quiet}");
    let mut writers: Vec<usize> = written.into_values().collect();
    writers.sort_unstable_by(|a, b| b.cmp(a));
    let top: usize = writers.iter().take(20).sum();
    assert!(top * 10 > kinds["post"] * 3, "a few write much: {top} of {}", kinds["post"]);
}

#[test]
fn any_size_works() {
    for (people, days) in [(1, 1), (2, 1), (1, 30), (3, 2), (500, 3)] {
        let community = simulate(&Plan { people, days, rng: 7, until: plan().until });
        assert_eq!(community.people.len(), people);
        assert_eq!(community.people[0].username, "ada");
    }
}

//! A seeded history of a small, busy community: few people and posts, so that nearly every event meets another's row.
//! With noise that the command path would refuse: repeated likes, answers to what never was, news after a tombstone.

use loggia::event::Event;
use loggia::id::{CallId, CommentId, ConversationId, EventId, GameId, Key, MessageId, PersonId, PostId, RemarkId};
use loggia::log::{Entry, Proposal, Request, Subject, Unit};
use loggia::{calls, comments, friends, people, posts, spectators};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const PEOPLE: usize = 6;

pub struct History {
    pub(super) rng: StdRng,
    pub(super) people: Vec<PersonId>,
    posts: Vec<PostId>,
    comments: Vec<(CommentId, PostId)>,
    pub(super) conversations: Vec<ConversationId>,
    pub(super) messages: Vec<(MessageId, ConversationId)>,
    pub(super) games: Vec<(GameId, u32)>,
    votes: HashMap<(PostId, PersonId), Vec<usize>>,
    calls: Vec<CallId>,
    written: usize,
}

/// `many` events as proposals, the same for the same seed.
pub fn proposals(seed: u64, many: usize) -> Vec<Proposal> {
    let mut history = History::new(seed);
    (0..many).map(|_| history.next()).collect()
}

/// The same as entries of a log, at positions 1, 2, 3 and on.
pub fn entries(seed: u64, many: usize) -> Vec<Entry> {
    let at = |position: u64| OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(position as i64);
    let proposals = proposals(seed, many).into_iter().zip(1..);
    proposals.map(|(proposal, position)| Entry { position, stored_at: at(position), ..proposal.entry() }).collect()
}

impl History {
    pub fn new(seed: u64) -> History {
        let mut rng = StdRng::seed_from_u64(seed);
        let people = (0..PEOPLE).map(|_| PersonId(id(&mut rng))).collect();
        History {
            rng,
            people,
            posts: Vec::new(),
            comments: Vec::new(),
            conversations: Vec::new(),
            messages: Vec::new(),
            games: Vec::new(),
            votes: HashMap::new(),
            calls: Vec::new(),
            written: 0,
        }
    }

    pub fn next(&mut self) -> Proposal {
        let actor = match self.people.get(self.written) {
            Some(newcomer) => *newcomer,
            None => *self.people.choose(&mut self.rng).unwrap(),
        };
        let event: Event = if self.written < PEOPLE { self.joined(actor) } else { self.anything(actor) };
        self.written += 1;
        let at = OffsetDateTime::from_unix_timestamp(1_750_000_000).unwrap()
            + Duration::milliseconds(self.written as i64 * 977);
        let key = Key(id(&mut self.rng));
        let request = Request { actor, key, at, fingerprint: "history".into() };
        // Any subject will do: positions alone give the order, and nothing here is folded.
        Proposal::new(Subject::of(Unit::Reactions, key), &request, &event, None).unwrap()
    }

    fn joined(&mut self, person: PersonId) -> Event {
        let username = format!("Person_{}", self.written);
        let display_name = format!("Person {}", self.written);
        people::Event::from(people::Joined { person, username, display_name, role: people::Role::Member }).into()
    }

    fn anything(&mut self, actor: PersonId) -> Event {
        match self.rng.random_range(0..194) {
            0..8 => self.post_created(),
            8..44 => self.post_event(actor),
            44..60 => self.comment_added(),
            60..94 => self.comment_event(),
            94..97 => self.person_event(actor),
            97..101 => self.friend_event(actor),
            101..150 => self.talk_event(actor),
            150..156 => self.call_event(),
            156..186 => self.game_event(actor),
            186..190 => self.friend_event(actor),
            190..194 => self.spectator_event(),
            _ => unreachable!(),
        }
    }

    fn post_created(&mut self) -> Event {
        let post = PostId(id(&mut self.rng));
        self.posts.push(post);
        let poll = self.rng.random_bool(0.5).then(|| posts::PollSetup {
            options: vec!["yes".into(), "no".into(), "\u{202e}perhaps 🙂".into()],
            multiple: true,
            closes_at: None,
        });
        let kind = if poll.is_some() { posts::Kind::Poll } else { posts::Kind::Text };
        let (title, body) = (self.text(), self.text());
        let private = self.rng.random_bool(0.1);
        posts::Event::from(posts::Created {
            post,
            kind,
            title,
            body,
            link: None,
            poll,
            community: None,
            private,
            mentions: self.mentioned(),
        })
        .into()
    }

    fn post_event(&mut self, actor: PersonId) -> Event {
        let (post, author) = (self.some_post(), self.people[0]);
        let community = None;
        let event: posts::Event = match self.rng.random_range(0..36) {
            0..12 => posts::Liked { post, author, community }.into(),
            12..20 => posts::Unliked { post, author, community }.into(),
            20..30 => {
                let options: Vec<usize> = (0..3).filter(|_| self.rng.random_bool(0.4)).collect();
                let previous = self.votes.insert((post, actor), options.clone()).unwrap_or_default();
                posts::Voted { post, author, options, previous, community }.into()
            }
            30..34 => {
                let title = self.rng.random_bool(0.5).then(|| self.text());
                posts::Edited { post, title, body: Some(self.text()), community, mentions: self.mentioned() }.into()
            }
            34 => posts::Deleted { post, community }.into(),
            _ => posts::Erased { post, community }.into(),
        };
        event.into()
    }

    fn comment_added(&mut self) -> Event {
        let (comment, post) = (CommentId(id(&mut self.rng)), self.some_post());
        let parent = self.comments.iter().filter(|known| known.1 == post).map(|known| known.0).next_back();
        self.comments.push((comment, post));
        let (post_author, body) = (self.people[0], self.text());
        let parent_author = parent.map(|_| self.people[self.written % 3]);
        let (community, private, mentions) = (None, false, self.mentioned());
        comments::Event::from(comments::Added {
            comment,
            post,
            parent,
            parent_author,
            post_author,
            body,
            community,
            private,
            mentions,
        })
        .into()
    }

    fn comment_event(&mut self) -> Event {
        let stranger = (CommentId(id(&mut self.rng)), self.some_post());
        let recent = &self.comments[self.comments.len().saturating_sub(5)..];
        let (comment, post) = recent.choose(&mut self.rng).copied().unwrap_or(stranger);
        let (author, community) = (self.people[0], None);
        let event: comments::Event = match self.rng.random_range(0..30) {
            0..12 => comments::Liked { comment, post, author, community }.into(),
            12..20 => comments::Unliked { comment, post, author, community }.into(),
            20..27 => {
                comments::Edited { comment, post, body: self.text(), community, mentions: self.mentioned() }.into()
            }
            27..29 => comments::Deleted { comment, post, community }.into(),
            _ => comments::Erased { comment, post, community }.into(),
        };
        event.into()
    }

    fn person_event(&mut self, person: PersonId) -> Event {
        let event: people::Event = match self.rng.random_range(0..12) {
            0..4 => people::Changed { person, display_name: Some(self.text()), bio: None, avatar: None }.into(),
            4..6 => people::Changed { person, display_name: None, bio: Some(self.text()), avatar: Some(String::new()) }
                .into(),
            6..8 => people::Banned { person, reason: None, until: None }.into(),
            8..10 => people::Unbanned { person }.into(),
            10 => people::RoleChanged { person, role: people::Role::Admin }.into(),
            // Not the one whom most of it concerns: nothing told to them would be left.
            _ if person == self.people[0] => people::Unbanned { person }.into(),
            _ => people::Erased { person }.into(),
        };
        event.into()
    }

    fn friend_event(&mut self, by: PersonId) -> Event {
        let person = *self.people.choose(&mut self.rng).unwrap();
        let friendship = friends::Friendship::id(by, person);
        let event: friends::Event = match self.rng.random_range(0..16) {
            0..6 => friends::Requested { friendship, person }.into(),
            6..10 => friends::Accepted { friendship, person }.into(),
            10 => friends::Declined { friendship, person }.into(),
            11 => friends::Cancelled { friendship, person }.into(),
            12 => friends::Removed { friendship, person }.into(),
            13..15 => friends::Blocked { friendship, by, person }.into(),
            _ => friends::Unblocked { friendship, by, person }.into(),
        };
        event.into()
    }

    /// By turns, so that no other number is drawn than before: nobody, somebody, two.
    pub(super) fn mentioned(&self) -> Vec<PersonId> {
        let turn = self.written;
        (0..turn % 3).map(|nth| self.people[(turn / 3 + nth) % PEOPLE]).collect()
    }

    fn call_event(&mut self) -> Event {
        if self.calls.is_empty() || self.rng.random_bool(0.3) {
            self.calls.push(CallId(id(&mut self.rng)));
        }
        let recent = &self.calls[self.calls.len().saturating_sub(2)..];
        let call = recent.choose(&mut self.rng).copied().unwrap();
        let (conversation, caller, callee) = (ConversationId(Uuid::nil()), self.people[0], self.people[1]);
        let rings_until = OffsetDateTime::UNIX_EPOCH + Duration::seconds(30);
        let event: calls::Event = match self.rng.random_range(0..3) {
            0 => calls::Started { call, conversation, caller, callee, video: true, rings_until }.into(),
            1 => calls::Accepted { call, conversation, caller, callee }.into(),
            _ => {
                let outcome =
                    if self.written.is_multiple_of(2) { calls::Outcome::Missed } else { calls::Outcome::Completed };
                let seconds = self.rng.random_range(0..100);
                calls::Ended { call, conversation, caller, callee, video: true, outcome, seconds }.into()
            }
        };
        event.into()
    }

    fn spectator_event(&mut self) -> Event {
        let game = self.games.last().map_or(GameId(Uuid::nil()), |(game, _)| *game);
        let remark = RemarkId(id(&mut self.rng));
        let event: spectators::Event = match self.rng.random_range(0..6) {
            0 => spectators::Erased { game }.into(),
            _ => spectators::Said { remark, game, body: self.text() }.into(),
        };
        event.into()
    }

    /// Mostly one of the last few; sometimes one that never was.
    fn some_post(&mut self) -> PostId {
        let stranger = PostId(id(&mut self.rng));
        let recent = &self.posts[self.posts.len().saturating_sub(3)..];
        if self.rng.random_bool(0.03) { stranger } else { recent.choose(&mut self.rng).copied().unwrap_or(stranger) }
    }

    pub(super) fn text(&mut self) -> String {
        format!("\"quoted\" \\ {{}} <b>é🙂</b> {}", self.rng.random::<u32>())
    }
}

pub(super) fn id(rng: &mut StdRng) -> Uuid {
    uuid::Builder::from_random_bytes(rng.random()).into_uuid()
}

/// The golden sample of every event type: first what makes things, last what erases them.
pub fn samples() -> Vec<Entry> {
    let order = |kind: &str| match kind {
        "person.joined" => 0,
        "post.created" => 1,
        "comment.added" | "conversation.opened" | "game.opened" => 2,
        "message.sent" | "call.started" => 3,
        _ if kind.ends_with(".erased") => 5,
        _ => 4,
    };
    let mut kinds = Event::kinds();
    kinds.sort_by_key(|kind| (order(kind), *kind));
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let read = |(kind, position): (&str, u64)| {
        let payload = std::fs::read(folder.join(format!("{kind}.json"))).expect("a golden sample");
        // The samples share one id; in a log an id is used once.
        let (actor, id) = (PersonId(Uuid::from_u128(1)), EventId(Uuid::from_u128(position.into())));
        let subject = Subject::of(Unit::Reactions, id);
        let stored_at = OffsetDateTime::UNIX_EPOCH;
        Entry { position, subject, kind: kind.into(), actor, id, stored_at, request: None, payload: payload.into() }
    };
    kinds.into_iter().zip(1..).map(read).collect()
}

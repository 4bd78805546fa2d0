//! The simulated actions as commands: the same functions that HTTP calls, with the simulated time.

use super::Seeded;
use super::actions::{Act, Action, Place, Thing};
use super::residents::Resident;
use crate::account::enrol::{self, Newcomer};
use crate::app::App;
use crate::comments::{self, commands as comment_commands, likes};
use crate::conversations::{Conversation, Kind, Open, Scene, Seat, commands as talk_commands, join};
use crate::friends::{self, commands as friend_commands};
use crate::http::markdown;
use crate::http::problem::Problem;
use crate::id::{CommentId, ConversationId, EventId, MessageId, PersonId, Position, PostId, created};
use crate::import::lanes::{self, Touches};
use crate::log::{Done, Request, Subject, Unit};
use crate::messages::{self, commands as message_commands, reactions as message_reactions};
use crate::people::{self, Person, Role, commands as people_commands};
use crate::posts::{self, commands as post_commands, reactions};
use indicatif::ProgressBar;
use parking_lot::Mutex;
use std::collections::HashMap;

/// How many can sign in; hashing a password takes long.
const LOGINS: usize = 3;
/// Mentions in one text.
const MENTIONS: usize = 50;

/// What must not happen side by side.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Who comes first is the first, and the administrator of an empty instance.
    Joining,
    Person(usize),
    /// The order of posts in the log is the order of the feed.
    Posts,
    Post(Thing),
    /// So is the order of a post's comments.
    Thread(Thing),
    Comment(Thing),
    Reactions(usize),
    Pair(usize, usize),
    /// The order of what is said in the log is the order of the talk.
    Talk(Place),
    Opened(Place),
    Seat(Place, usize),
    Message(Thing),
}

pub fn touches(action: &Action) -> Touches<Lane> {
    use Lane::*;
    let by = action.by;
    let (reads, writes) = match &action.act {
        Act::Join => (vec![], vec![Joining, Person(by)]),
        Act::Introduce { .. } => (vec![], vec![Person(by)]),
        Act::Post { .. } => (vec![Person(by)], vec![Posts, Post(action.thing())]),
        Act::EditPost { post, .. } | Act::DeletePost { post } => (vec![Person(by)], vec![Post(*post)]),
        Act::LikePost { post } | Act::UnlikePost { post } | Act::Vote { post, .. } => {
            (vec![Person(by), Post(*post)], vec![Reactions(by)])
        }
        Act::Comment { post, parent, .. } => {
            let mut reads = vec![Person(by), Post(*post)];
            reads.extend(parent.map(Comment));
            (reads, vec![Thread(*post), Comment(action.thing())])
        }
        Act::EditComment { comment, .. } | Act::DeleteComment { comment } => {
            (vec![Person(by)], vec![Comment(*comment)])
        }
        Act::LikeComment { comment } => (vec![Person(by), Comment(*comment)], vec![Reactions(by)]),
        Act::Befriend { with } => (vec![Person(by), Person(*with)], vec![Pair(by.min(*with), by.max(*with))]),
        Act::Open { people, .. } => {
            let reads = people.iter().copied().chain([by]).map(Person);
            (reads.collect(), vec![Opened(Place::Conversation(action.thing()))])
        }
        Act::OpenDirect { with } => (vec![Person(by), Person(*with)], vec![Opened(Place::Between(by, *with))]),
        Act::Enter { room } => {
            let room = Place::Conversation(*room);
            (vec![Person(by), Opened(room)], vec![Seat(room, by)])
        }
        Act::Say { place, answers, .. } => {
            let mut reads = vec![Opened(*place), Seat(*place, by)];
            reads.extend(answers.map(Message));
            (reads, vec![Talk(*place), Message(action.thing())])
        }
        Act::React { place, message, .. } => (vec![Seat(*place, by), Message(*message)], vec![Reactions(by)]),
    };
    Touches { reads, writes }
}

/// Everybody who acts, and what has come of it so far.
pub struct Cast<'a> {
    app: &'a App,
    people: &'a [Resident],
    ids: Vec<PersonId>,
    by_name: HashMap<String, PersonId>,
    password: &'a str,
    /// Where the log ended before.
    start: Position,
    /// The same for every action: whatever texts a later release makes of a number, an action is carried out once.
    fingerprint: Box<str>,
    bar: ProgressBar,
    seeded: Mutex<(Seeded, Position)>,
}

/// What an action came to; `None`: it changed nothing.
struct Outcome(Option<Position>);

impl<S> From<Done<S>> for Outcome {
    fn from(done: Done<S>) -> Outcome {
        Outcome(done.appended.then_some(done.position))
    }
}

impl<'a> Cast<'a> {
    pub fn new(app: &'a App, people: &'a [Resident], start: Position, password: &'a str, bar: ProgressBar) -> Cast<'a> {
        let ids: Vec<PersonId> = people.iter().map(|person| enrol::person_id(person.key)).collect();
        let by_name = people.iter().zip(&ids).map(|(person, id)| (person.username.to_lowercase(), *id)).collect();
        let fingerprint = app.secrets.fingerprint(&[b"seed"]);
        Cast { app, people, ids, by_name, password, start, fingerprint, bar, seeded: Mutex::default() }
    }

    /// The last event's position.
    pub fn position(&self) -> Position {
        self.seeded.lock().1
    }

    pub fn seeded(&self) -> Seeded {
        self.seeded.lock().0.clone()
    }

    /// Carries an action out; what a rule refuses is counted.
    ///
    /// # Errors
    /// When a dependency stays away.
    pub async fn carry_out(&self, action: &Action) -> Result<(), Problem> {
        let done = lanes::insist(|| self.command(action)).await;
        self.bar.inc(1);
        let mut seeded = self.seeded.lock();
        let (seeded, last) = &mut *seeded;
        match done {
            Ok(outcome) => {
                // An attempt whose outcome was not known, and the one that found it done, are one.
                match outcome.0 {
                    Some(position) if position > self.start => seeded.appended += 1,
                    Some(_) | None => seeded.repeated += 1,
                }
                *last = outcome.0.unwrap_or_default().max(*last);
                seeded.people += usize::from(action.act == Act::Join);
                seeded.posts += usize::from(matches!(action.act, Act::Post { .. }));
                seeded.comments += usize::from(matches!(action.act, Act::Comment { .. }));
                seeded.messages += usize::from(matches!(action.act, Act::Say { .. }));
            }
            Err(problem) if lanes::is_passing(&problem) => return Err(problem),
            Err(problem) => {
                seeded.refused += 1;
                seeded.refusal.get_or_insert(problem.detail);
            }
        }
        Ok(())
    }

    async fn command(&self, action: &Action) -> Result<Outcome, Problem> {
        let (log, request) = (&self.app.log, self.request(action));
        let role = Role::Member;
        Ok(match &action.act {
            Act::Join => return self.join(action).await,
            Act::Introduce { display_name, bio } => {
                let wanted = people::Change { display_name: display_name.clone(), bio: bio.clone(), avatar: None };
                people_commands::change_profile(log, &request, &wanted).await?.into()
            }
            Act::Post { kind, title, body, link, poll } => {
                let (title, body, link, poll) = (title.clone(), body.clone(), link.clone(), poll.clone());
                let mentions = self.mentions(action.by, &body);
                let wanted = posts::Create { kind: *kind, title, body, link, poll, mentions };
                post_commands::write(log, &request, &wanted).await?.1.into()
            }
            Act::EditPost { post, body } => {
                let mentions = self.mentions(action.by, body);
                let wanted = posts::Edit { title: None, body: Some(body.clone()), mentions };
                post_commands::change(log, &request, self.post(*post), &wanted).await?.into()
            }
            Act::DeletePost { post } => {
                let actor = posts::Actor { person: request.actor, role };
                post_commands::remove(log, &request, self.post(*post), actor).await?.into()
            }
            Act::LikePost { post } => reactions::react_to(self.app, &request, self.post(*post), true).await?.1.into(),
            Act::UnlikePost { post } => {
                reactions::react_to(self.app, &request, self.post(*post), false).await?.1.into()
            }
            Act::Vote { post, options } => {
                reactions::vote_in(self.app, &request, self.post(*post), options).await?.1.into()
            }
            Act::Comment { post, parent, body } => {
                let mentions = self.mentions(action.by, body);
                let parent = parent.map(|parent| self.comment(parent));
                let wanted = comments::Add { post: self.post(*post), parent, body: body.clone(), mentions };
                comment_commands::write(log, &request, &wanted).await?.1.into()
            }
            Act::EditComment { comment, body } => {
                let wanted = comments::Edit { body: body.clone(), mentions: self.mentions(action.by, body) };
                comment_commands::change(log, &request, self.comment(*comment), &wanted).await?.into()
            }
            Act::DeleteComment { comment } => {
                let actor = posts::Actor { person: request.actor, role };
                comment_commands::remove(log, &request, self.comment(*comment), actor).await?.into()
            }
            Act::LikeComment { comment } => {
                likes::react_to(self.app, &request, self.comment(*comment), true).await?.1.into()
            }
            Act::Befriend { with } => {
                friend_commands::execute(log, &request, self.ids[*with], friends::befriend).await?.into()
            }
            Act::Open { name, description, people, room } => {
                let (name, description) = (name.clone(), description.clone());
                let kind = if *room { Kind::Room } else { Kind::Group };
                let people = people.iter().map(|who| self.ids[*who]).collect();
                let wanted = Open { kind, name, description, people, owner: Some(request.actor) };
                talk_commands::open_new(log, &request, &wanted).await?.1.into()
            }
            Act::OpenDirect { with } => talk_commands::open_between(log, &request, self.ids[*with]).await?.1.into(),
            Act::Enter { room } => {
                let (room, rule) = (self.talk(Place::Conversation(*room)), |scene: &Scene, _: &Seat| join(scene));
                Outcome(Some(talk_commands::execute_on_seat(log, &request, room, request.actor, rule).await?.0))
            }
            Act::Say { place, body, answers } => {
                let mentions = self.mentions(action.by, body);
                let reply_to = answers.map(|answered| (self.message(answered), Some(self.ids[answered.by])));
                let wanted = messages::Send { body: body.clone(), reply_to, mentions };
                let said = message_commands::say_as_known(self.app, &request, self.talk(*place), &wanted).await?;
                Outcome(Some(said.position))
            }
            Act::React { message, emoji, .. } => {
                let emoji = emoji.parse().map_err(|_| Problem::fault("no emoji"))?;
                message_reactions::react_to(self.app, &request, self.message(*message), &emoji, true).await?.into()
            }
        })
    }

    /// A few get a password; the others, like people from elsewhere, cannot sign in.
    async fn join(&self, action: &Action) -> Result<Outcome, Problem> {
        let resident = &self.people[action.by];
        let id = self.ids[action.by];
        let can_sign_in = action.by < LOGINS;
        let joining = EventId::of(id, action.key);
        let here = self.app.log.load::<Person>(&Subject::of(Unit::Person, id), joining).await?;
        if let Some(username) = here.state.username {
            if can_sign_in {
                self.seeded.lock().0.logins.push(username);
            }
            return Ok(Outcome(here.earlier.map(|(position, _)| position)));
        }
        if can_sign_in {
            self.seeded.lock().0.password = Some(self.password.to_owned());
        }
        let newcomer = |username: String| Newcomer {
            email: can_sign_in.then(|| format!("{username}@loggia.example")),
            password: can_sign_in.then(|| self.password.to_owned()),
            username,
            key: resident.key,
            fingerprint: self.fingerprint.clone(),
            at: action.at,
        };
        let mut enrolled = enrol::enrol(self.app, newcomer(resident.username.clone())).await;
        // Somebody of that name lives here already.
        for number in 2..100 {
            if !enrolled.as_ref().is_err_and(|problem| problem.code == "accounts.username_taken") {
                break;
            }
            let username: String = resident.username.chars().take(27).collect();
            enrolled = enrol::enrol(self.app, newcomer(format!("{username}_{number}"))).await;
        }
        let enrolled = enrolled?;
        if can_sign_in {
            self.seeded.lock().0.logins.extend(enrolled.state.username);
        }
        Ok(Outcome(Some(enrolled.position)))
    }

    fn request(&self, action: &Action) -> Request {
        let actor = self.ids[action.by];
        Request { actor, key: action.key, at: action.at, fingerprint: self.fingerprint.clone() }
    }

    fn post(&self, post: Thing) -> PostId {
        PostId(created("post", self.ids[post.by], post.key))
    }

    fn comment(&self, comment: Thing) -> CommentId {
        CommentId(created("comment", self.ids[comment.by], comment.key))
    }

    fn message(&self, message: Thing) -> MessageId {
        MessageId(created("message", self.ids[message.by], message.key))
    }

    fn talk(&self, place: Place) -> ConversationId {
        match place {
            Place::Conversation(thing) => ConversationId(created("conversation", self.ids[thing.by], thing.key)),
            Place::Between(one, other) => Conversation::between(self.ids[one], self.ids[other]),
        }
    }

    /// Not by the read side: it may be behind, and the events shall be the same each time.
    fn mentions(&self, author: usize, text: &str) -> Vec<PersonId> {
        let names = markdown::mentions(text, MENTIONS);
        names.iter().filter_map(|name| self.by_name.get(name)).filter(|id| **id != self.ids[author]).copied().collect()
    }
}

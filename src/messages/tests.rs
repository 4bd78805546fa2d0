use super::*;
use crate::conversations::{self, Actor, Conversation, Event as ConversationEvent, Opened};
use crate::testing::{at, given, given_by, person};
use uuid::Uuid;

const ID: MessageId = MessageId(Uuid::from_u128(7));
const OTHER: MessageId = MessageId(Uuid::from_u128(8));
const TALK: ConversationId = ConversationId(Uuid::from_u128(9));
const OPEN: Result<(), Closed> = Ok(());

/// Opened by 1, who owns it unless it is direct; 2 and 3 are in it.
fn conversation(kind: Kind) -> Conversation {
    let people = [1, 2, 3].map(person).to_vec();
    let owner = (kind != Kind::Direct).then(|| person(1));
    let opened = Opened { conversation: TALK, kind, name: None, description: None, people, owner };
    given_by([(person(1), ConversationEvent::from(opened))]).state()
}

/// Lets `who` ask at 100 s.
fn by<T>(who: u128, conversation: &Conversation, ask: impl Fn(&Scene) -> T) -> T {
    let seat = conversation.seat(person(who), None);
    let actor = Actor { person: person(who), seat, administrator: false };
    ask(&Scene { id: TALK, conversation, actor: &actor, at: at(100) })
}

fn muted(who: u128) -> Conversation {
    let mut conversation = conversation(Kind::Group);
    let until = Some(at(101));
    let muted = conversations::Muted { conversation: TALK, person: person(who), muted: true, until };
    conversation.seats.get_mut(&person(who)).unwrap().muted(&muted);
    conversation
}

fn origin() -> Origin {
    Origin { id: ID, conversation: TALK, sender: person(2), body: "Bread?".into() }
}

fn says(reply_to: Option<(MessageId, Option<PersonId>)>) -> Send {
    Send { body: "Bread?".into(), reply_to, mentions: vec![] }
}

fn edited(body: &str) -> Event {
    Edited { message: ID, conversation: TALK, body: body.into() }.into()
}

fn deleted() -> Event {
    Deleted { message: ID, conversation: TALK }.into()
}

fn pinned() -> Event {
    Pinned { message: ID, conversation: TALK }.into()
}

#[test]
fn members_say_something() {
    let group = conversation(Kind::Group);
    let sent = |reply_to, reply_to_sender| Sent {
        message: ID,
        conversation: TALK,
        kind: Kind::Group,
        body: "Bread?".into(),
        reply_to,
        reply_to_sender,
        mentions: vec![],
    };
    let say = |who, command: Send| by(who, &group, |scene| send(scene, ID, OPEN, &command));
    assert_eq!(say(2, says(None)), Ok(sent(None, None).into()));
    assert_eq!(say(2, says(Some((OTHER, Some(person(3)))))), Ok(sent(Some(OTHER), Some(person(3))).into()));
    assert_eq!(say(2, says(Some((OTHER, None)))), Err(Refused::NoSuchMessage));
    assert_eq!(say(9, says(None)), Err(Refused::UnknownConversation));
    let unopened = Conversation::default();
    assert_eq!(by(2, &unopened, |scene| send(scene, ID, OPEN, &says(None))), Err(Refused::UnknownConversation));
}

#[test]
fn who_is_muted_or_blocked_says_nothing() {
    let muted = muted(2);
    assert_eq!(by(2, &muted, |scene| send(scene, ID, OPEN, &says(None))), Err(Refused::Muted));
    let direct = conversation(Kind::Direct);
    for closed in [Closed::Blocked, Closed::NotAllowed] {
        let refused = by(2, &direct, |scene| send(scene, ID, Err(closed), &says(None)));
        assert_eq!(refused, Err(Refused::Closed(closed)));
    }
}

#[test]
fn its_sender_changes_it() {
    let group = conversation(Kind::Group);
    let edit_by = |who: u128, body: &'static str| {
        let group = group.clone();
        move |state: &Message| by(who, &group, |scene| edit(state, &origin(), scene, OPEN, body))
    };
    given([]).when(edit_by(2, "Cake?")).then(edited("Cake?"));
    given([]).when(edit_by(2, "Bread?")).nothing();
    given([edited("Cake?")]).when(edit_by(2, "Bread?")).then(edited("Bread?"));
    given([edited("Cake?")]).when(edit_by(2, "Cake?")).nothing();
    given([]).when(edit_by(1, "Cake?")).refused(Refused::NotSender);
    given([]).when(edit_by(9, "Cake?")).refused(Refused::Unknown);
    given([deleted()]).when(edit_by(2, "Cake?")).refused(Refused::Unknown);
    let muted = muted(2);
    given([]).when(|state| by(2, &muted, |scene| edit(state, &origin(), scene, OPEN, "Cake?"))).refused(Refused::Muted);
}

#[test]
fn its_sender_or_a_moderator_deletes_it() {
    let delete_by = |kind, who: u128| {
        let conversation = conversation(kind);
        move |state: &Message| by(who, &conversation, |scene| delete(state, &origin(), scene))
    };
    given([]).when(delete_by(Kind::Group, 2)).then(deleted());
    given([]).when(delete_by(Kind::Group, 1)).then(deleted());
    given([]).when(delete_by(Kind::Group, 3)).refused(Refused::NotSender);
    given([]).when(delete_by(Kind::Direct, 1)).refused(Refused::NotSender);
    given([]).when(delete_by(Kind::Group, 9)).refused(Refused::Unknown);
    given([deleted()]).when(delete_by(Kind::Group, 2)).refused(Refused::Unknown);
}

#[test]
fn a_pin_is_a_true_transition() {
    let pin_by = |kind, who: u128, wanted: bool| {
        let conversation = conversation(kind);
        move |state: &Message| by(who, &conversation, |scene| pin(state, &origin(), scene, OPEN, wanted))
    };
    given([]).when(pin_by(Kind::Group, 1, true)).then(pinned());
    given([pinned()]).when(pin_by(Kind::Group, 1, true)).nothing();
    given([pinned()]).when(pin_by(Kind::Group, 1, false)).then(Unpinned { message: ID, conversation: TALK });
    given([]).when(pin_by(Kind::Group, 1, false)).nothing();
    given([]).when(pin_by(Kind::Group, 3, true)).refused(Refused::NotModerator);
    given([]).when(pin_by(Kind::Direct, 3, true)).then(pinned());
    given([deleted()]).when(pin_by(Kind::Group, 1, true)).refused(Refused::Unknown);
}

#[test]
fn reactions_strictly_alternate() {
    let group = conversation(Kind::Group);
    let react_by = |who: u128, there: bool, others: i64, wanted: bool| {
        let (group, reaction) = (group.clone(), Reaction { there, others });
        move |state: &Message| by(who, &group, |scene| react(state, &origin(), scene, OPEN, reaction, ("🎉", wanted)))
    };
    let reacted = Reacted { message: ID, conversation: TALK, emoji: "🎉".into() };
    let unreacted = Unreacted { message: ID, conversation: TALK, emoji: "🎉".into() };
    given([]).when(react_by(3, false, 0, true)).then(reacted);
    given([]).when(react_by(3, true, 0, true)).nothing();
    given([]).when(react_by(3, true, REACTIONS, false)).then(unreacted);
    given([]).when(react_by(3, false, 0, false)).nothing();
    given([]).when(react_by(3, false, REACTIONS, true)).refused(Refused::TooManyReactions);
    given([]).when(react_by(9, false, 0, true)).refused(Refused::Unknown);
    given([deleted()]).when(react_by(3, false, 0, true)).refused(Refused::Unknown);
}

#[test]
fn a_tombstone_may_come_first() {
    let erased: Event = Erased { conversation: TALK }.into();
    assert_eq!(given::<Message>([erased]).state(), Message { gone: true, ..Message::default() });
    let tombstone = Event::from(Erased { conversation: TALK }).into();
    assert_eq!(edited("x").tombstone(), Some(tombstone));
    assert_eq!(pinned().tombstone(), None);
}

/// Else a message could be said twice: nobody would look for a key that the log has forgotten.
#[test]
fn the_log_knows_a_key_for_longer_than_it_is_trusted_to() {
    let stream: serde_json::Value = serde_json::from_str(include_str!("../../nats/events.json")).unwrap();
    let known = stream["duplicate_window"].as_i64().map(time::Duration::nanoseconds).unwrap();
    // Two nodes' clocks, and a key from a clock half a minute ahead.
    assert!(known - commands::REMEMBERED >= time::Duration::seconds(90), "{known}");
}

//! The only file with a subject string. A subject is one unit of consistency: `evt.<unit>.<id>`, three tokens, no dots in the id.

use std::fmt;
use std::sync::Arc;

/// What the log keeps together. An area adds its line here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A person: profile, role, ban.
    Person,
    /// Two people: friendship, requests, blocks.
    Friendship,
    Post,
    Comment,
    /// What a conversation is, and who is in it.
    Conversation,
    /// One person in one room, and what they want to be told of in any conversation.
    Membership,
    /// What is said in a conversation: appended without expectations, never folded.
    Talk,
    /// What happens to one message after it was sent.
    Message,
    /// One person calling another, from ringing to its end.
    Call,
    /// All likes and votes of one person, so that each is a true transition.
    Reactions,
    /// One game, from its opening to its end.
    Game,
    /// What is said by those who look on at a game: appended without expectations, never folded.
    Spectators,
}

impl Unit {
    fn token(self) -> &'static str {
        match self {
            Unit::Person => "person",
            Unit::Friendship => "friendship",
            Unit::Post => "post",
            Unit::Comment => "comment",
            Unit::Conversation => "conversation",
            Unit::Membership => "membership",
            Unit::Talk => "talk",
            Unit::Message => "message",
            Unit::Call => "call",
            Unit::Reactions => "reactions",
            Unit::Game => "game",
            Unit::Spectators => "spectators",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject(Arc<str>);

impl Subject {
    /// Everything in the stream; what the stream's definition says.
    pub const ALL: &'static str = "evt.>";

    pub fn of(unit: Unit, id: impl fmt::Display) -> Subject {
        let text = format!("evt.{}.{id}", unit.token());
        debug_assert_eq!(text.split('.').count(), 3, "an id without dots");
        Subject(text.into())
    }

    /// A subject as NATS gave it back.
    pub fn read(text: &str) -> Subject {
        Subject(text.into())
    }

    /// Whether many people's words are in it, each message being a thing of its own: erasing somebody leaves the others'.
    pub fn is_shared(&self) -> bool {
        let unit = self.0.split('.').nth(1);
        [Unit::Talk, Unit::Spectators].iter().any(|shared| unit == Some(shared.token()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

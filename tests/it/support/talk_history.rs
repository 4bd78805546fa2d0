//! The talk in a seeded history: few conversations with the same few people, so that nearly every event meets another's row.

use super::history::{History, id};
use loggia::conversations::{self, Kind, Level, Role};
use loggia::event::Event;
use loggia::id::{ConversationId, MessageId, PersonId};
use loggia::messages;
use rand::Rng;
use rand::seq::IndexedRandom;

impl History {
    pub fn talk_event(&mut self, actor: PersonId) -> Event {
        if self.conversations.is_empty() || self.rng.random_bool(0.04) {
            return self.conversation_opened(actor);
        }
        match self.rng.random_range(0..49) {
            0..16 => self.conversation_event(),
            16..30 => self.message_sent(),
            _ => self.message_event(),
        }
    }

    fn conversation_opened(&mut self, owner: PersonId) -> Event {
        let conversation = ConversationId(id(&mut self.rng));
        self.conversations.push(conversation);
        let kind = *[Kind::Group, Kind::Room, Kind::Direct].choose(&mut self.rng).unwrap();
        let people = self.people[..4].to_vec();
        let (name, description, owner) = (Some(self.text()), None, Some(owner));
        conversations::Event::from(conversations::Opened { conversation, kind, name, description, people, owner })
            .into()
    }

    fn conversation_event(&mut self) -> Event {
        let (conversation, person) = (self.some_conversation(), *self.people.choose(&mut self.rng).unwrap());
        let other = *self.people.choose(&mut self.rng).unwrap();
        let event: conversations::Event = match self.rng.random_range(0..16) {
            0..4 => conversations::Joined { conversation, person, role: Role::Member }.into(),
            4 => conversations::Left {
                conversation,
                kind: Kind::Group,
                person,
                heir: Some(other).filter(|other| *other != person),
            }
            .into(),
            5 => conversations::Left { conversation, kind: Kind::Direct, person, heir: None }.into(),
            6 => conversations::Removed { conversation, person }.into(),
            7..9 => {
                let previous_owner = Some(other).filter(|other| *other != person);
                conversations::RoleChanged { conversation, person, role: Role::Owner, previous_owner }.into()
            }
            9 => conversations::Muted { conversation, person, muted: true, until: None }.into(),
            10..12 => conversations::Banned { conversation, person, banned: true, until: None }.into(),
            12 => conversations::Banned { conversation, person, banned: false, until: None }.into(),
            13 => conversations::Changed { conversation, name: Some(self.text()), description: None }.into(),
            _ => conversations::LevelChanged { conversation, person, level: Level::None }.into(),
        };
        event.into()
    }

    fn message_sent(&mut self) -> Event {
        let (message, conversation) = (MessageId(id(&mut self.rng)), self.some_conversation());
        self.messages.push((message, conversation));
        let (body, mentions) = (self.text(), self.mentioned());
        let (kind, reply_to, reply_to_sender) = (Kind::Group, None, None);
        messages::Event::from(messages::Sent { message, conversation, kind, body, reply_to, reply_to_sender, mentions })
            .into()
    }

    fn message_event(&mut self) -> Event {
        let stranger = (MessageId(id(&mut self.rng)), self.some_conversation());
        let recent = &self.messages[self.messages.len().saturating_sub(4)..];
        let (message, conversation) = recent.choose(&mut self.rng).copied().unwrap_or(stranger);
        let emoji = ["🎉", "❤️"].choose(&mut self.rng).unwrap().to_string();
        let event: messages::Event = match self.rng.random_range(0..40) {
            0..14 => messages::Reacted { message, conversation, emoji }.into(),
            14..20 => messages::Unreacted { message, conversation, emoji }.into(),
            20..29 => messages::Edited { message, conversation, body: self.text() }.into(),
            29..33 => messages::Pinned { message, conversation }.into(),
            33..36 => messages::Unpinned { message, conversation }.into(),
            36..39 => messages::Deleted { message, conversation }.into(),
            _ => messages::Erased { conversation }.into(),
        };
        event.into()
    }

    fn some_conversation(&mut self) -> ConversationId {
        let recent = &self.conversations[self.conversations.len().saturating_sub(2)..];
        *recent.choose(&mut self.rng).unwrap()
    }
}

//! People in rooms.

use super::{Loggia, fact};
use loggia::conversations;
use loggia::id::ConversationId;
use loggia::log::{Subject, Unit};
use loggia::socket::topics::Topic;
use uuid::Uuid;

impl Loggia {
    /// Rooms of so many people each, who are all in one of them; the one after the last of `many` is in the first `seen` rooms too.
    /// Gives for each person the topic of their room, and the topics of the one who sees.
    pub async fn rooms(&mut self, many: usize, each: usize, seen: usize) -> (Vec<String>, Vec<String>) {
        let watcher = self.people[many].person;
        let (mut facts, mut theirs, mut watched) = (Vec::new(), Vec::new(), Vec::new());
        for (number, inside) in self.people[..many].chunks(each).enumerate() {
            let (conversation, owner) = (ConversationId(Uuid::now_v7()), inside[0].person);
            let topic = Topic::of("conversation", conversation).to_string();
            let mut people: Vec<_> = inside.iter().map(|holder| holder.person).collect();
            theirs.extend(people.iter().map(|_| topic.clone()));
            if number < seen {
                people.push(watcher);
                watched.push(topic);
            }
            let name = Some(format!("Room {number}"));
            let kind = conversations::Kind::Group;
            let opened: conversations::Event =
                conversations::Opened { conversation, kind, name, description: None, people, owner: Some(owner) }
                    .into();
            facts.push(fact(Subject::of(Unit::Conversation, conversation), owner, opened));
        }
        self.write(facts.into_iter()).await;
        self.read_by_all().await;
        (theirs, watched)
    }
}

//! What is wrong with what a client was sent, when it is sent and at the end.

use super::Client;
use crate::id::Position;
use crate::socket::fact::Fact;
use crate::socket::model::world::World;
use crate::socket::topics::Topic;

impl Client {
    /// Whether the person may have this now, by what the node has seen.
    pub(super) fn check_allowed(&mut self, world: &World, position: Position) {
        // The rights may have been read at a position that the node's own reader has yet to reach.
        let (head, who) = (world.node.head(), self.who);
        let now = head.max(self.read_at);
        let Some(fact) = &world.log[position as usize] else { return };
        let held = |topic: &Topic| match topic.parts().0 {
            "room" => {
                let joined = |at: Position| world.truth[at as usize].members.get(&(who, topic.clone()));
                [head, now].into_iter().filter_map(joined).any(|joined| *joined <= position)
            }
            "person" => *topic == Topic::person(who),
            _ => true,
        };
        if !fact.topics.iter().any(held) {
            self.wrong.push(format!("{}: {position} leaked", self.name));
        }
        let mut since_then = world.truth[position as usize..=now as usize].iter();
        if since_then.all(|truth| truth.blocks.contains(&(who, fact.actor))) {
            self.wrong.push(format!("{}: {position} is by somebody blocked", self.name));
        }
        let mut since_before = world.truth[position as usize - 1..=now as usize].iter();
        if since_before.all(|truth| truth.banned.contains(&who)) {
            self.wrong.push(format!("{}: {position} to somebody banned", self.name));
        }
        if self.revoked_at.is_some_and(|revoked| position > revoked) {
            self.wrong.push(format!("{}: {position} to a revoked session", self.name));
        }
    }

    /// What is wrong with what it got, now that everything has come to its end.
    pub fn audit(&self, world: &World) -> Vec<String> {
        let mut wrong = self.wrong.clone();
        let last = &world.truth[world.end() as usize];
        if last.banned.contains(&self.who) {
            return wrong;
        }
        if !self.at_rest(world) {
            wrong.push(format!("{}: never came to rest", self.name));
        }
        let owed = |fact: &Fact, topic: &Topic| match topic.parts().0 {
            "room" => {
                let joined = last.members.get(&(self.who, topic.clone()));
                joined.is_some_and(|joined| *joined <= fact.position && fact.position > self.owed_from)
            }
            "person" => *topic == Topic::person(self.who) && fact.position > self.owed_from,
            _ => self.owed.get(topic).is_some_and(|from| fact.position > *from),
        };
        // Whoever blocks fetches anew when the block ends, so those are theirs to have or not.
        let optional = |fact: &Fact| world.ever_blocked.contains(&(self.who, fact.actor));
        for fact in world.log.iter().flatten() {
            let expected = fact.topics.iter().any(|topic| owed(fact, topic)) && !optional(fact);
            if expected && !self.got.contains(&fact.position) {
                wrong.push(format!("{}: {} lost", self.name, fact.position));
            }
        }
        wrong
    }
}

//! Subscribing with a position: the gap between a snapshot and now, closed without repeating anything.

use super::held::Subscription;
use super::subscriber::State;
use super::{Call, ConnectionId, Delivery, Grant};
use crate::id::Position;
use crate::socket::fact::Fact;
use crate::socket::frame::Text;
use crate::socket::sabotage::Sabotage;
use crate::socket::topics::{Effect, Topic};
use std::collections::HashMap;
use std::sync::Arc;

/// What a subscribe still owes: events of these topics, each after its own position, up to one for all.
#[derive(Clone, Debug)]
pub struct Gap {
    pub topics: HashMap<Topic, Position>,
    pub after: Position,
    pub upto: Position,
}

/// The outcome of a subscribe, before the gap is filled.
#[derive(Debug)]
pub struct Opened {
    pub topics: Vec<Topic>,
    /// Their right ended while it was asked for.
    pub lost: Vec<Topic>,
    /// Events after it will come.
    pub position: Position,
    pub gap: Option<Gap>,
    /// So much was subscribed and ended that what was had is no longer known: these are to be fetched anew.
    pub unknowable: bool,
}

impl Delivery {
    /// Makes the topics live; `None`: the connection is over. What was read (at `read_at`) is corrected by what was noted since.
    /// What comes from now on is held until the answer is on its way: [`Delivery::release`].
    pub fn subscribe(
        &mut self,
        id: ConnectionId,
        grants: Vec<Grant>,
        read_at: Position,
        since: Option<Position>,
    ) -> Option<Opened> {
        let skips_the_gap = Sabotage::SkipTheGap.on(self.bounds.sabotage);
        let head = self.head;
        let one = self.connections.get_mut(id as usize).filter(|one| one.closing.is_none())?;
        one.settle(&self.bounds);
        one.held = true;
        if one.state == State::Live {
            one.go_live(head, &self.bounds);
        }
        let noted = one.noted.take().unwrap_or_default();
        let lost_right = |right: &Option<Topic>| {
            noted.iter().any(|(at, effect)| match effect {
                Effect::Removed { topic, .. } => *at > read_at && right.as_ref() == Some(topic),
                Effect::Joined { .. } | Effect::Blocked { .. } | Effect::Unblocked { .. } | Effect::Banned { .. } => {
                    false
                }
            })
        };
        // Everything up to here was handed over, so from here on is what is new, also while it catches up.
        let written = one.written;
        let unknowable = since.is_some_and(|since| since < one.forgotten);
        let since = since.filter(|_| !unknowable).unwrap_or(written);
        let mut opened = Opened { topics: Vec::new(), lost: Vec::new(), position: written, gap: None, unknowable };
        let mut owed = HashMap::new();
        for grant in grants {
            if lost_right(&grant.right) {
                opened.lost.push(grant.topic);
                continue;
            }
            let from = since.max(written).max(grant.joined);
            let fresh = Subscription { from, had_from: from, right: grant.right, servers: false };
            let topic = self.routes.shared(grant.topic);
            let held = one.subscriptions.get_or_insert(topic.clone(), fresh);
            // It was asked for before, from further ahead.
            held.from = held.from.min(from);
            held.had_from = held.had_from.min(from);
            self.routes.join(&topic, id, held.from);
            owed.insert(topic.clone(), since.max(grant.joined));
            opened.topics.push(topic);
        }
        let after = owed.values().copied().min().unwrap_or(written);
        if after < written && !skips_the_gap {
            opened.gap = Some(Gap { topics: owed, after, upto: written });
        }
        Some(opened)
    }

    /// What of the ring belongs into the gap, looking at a bounded part of it after `after`. Gives where to go on; `None`: done.
    pub fn fill_from_ring(&self, id: ConnectionId, gap: &Gap, after: Position) -> (Vec<Text>, Option<Position>) {
        let part: Vec<_> =
            self.ring.after(after).take_while(|fact| fact.position <= gap.upto).take(self.bounds.scan * 4).collect();
        let last = part.last().map(|fact| fact.position);
        (self.fill(id, gap, part.into_iter()), last)
    }

    /// What of these facts belongs into the gap.
    pub fn fill_from_log(&self, id: ConnectionId, gap: &Gap, facts: &[Arc<Fact>]) -> Vec<Text> {
        self.fill(id, gap, facts.iter())
    }

    fn fill<'a>(&self, id: ConnectionId, gap: &Gap, facts: impl Iterator<Item = &'a Arc<Fact>>) -> Vec<Text> {
        let Some(one) = self.one(id).filter(|one| one.closing.is_none()) else { return Vec::new() };
        let owed = |fact: &Fact| {
            let within = |topic: &Topic| gap.topics.get(topic).is_some_and(|after| *after < fact.position);
            fact.position <= gap.upto && fact.topics.iter().any(within)
        };
        let forgetful = Sabotage::ForgetWhatWasHad.on(self.bounds.sabotage);
        facts
            .filter(|fact| owed(fact) && !one.blocked.contains(&fact.actor) && (forgetful || !one.had(fact)))
            .map(|fact| fact.views.of(one.holder.person).clone())
            .collect()
    }

    /// The answer goes before everything that waits now.
    pub fn release(&mut self, id: ConnectionId) {
        if let Some(one) = self.one_mut(id) {
            one.held = false;
        }
        // Whatever waits, if anything.
        self.wake(id, Call::Frames { urgent: true });
    }

    /// The gap's events are in the answer: they were had. `false`: the connection is over, what was gathered is not whole and
    /// must not be sent as if it were.
    pub fn filled(&mut self, id: ConnectionId, gap: &Gap) -> bool {
        let Some(one) = self.one_mut(id).filter(|one| one.closing.is_none()) else { return false };
        for (topic, after) in &gap.topics {
            one.remember(topic.clone(), *after, gap.upto);
        }
        true
    }
}

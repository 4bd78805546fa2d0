//! "Somebody is writing": passed on to the conversation's other members, now or never.

use super::{Connection, End};
use crate::socket::frame::{Outgoing, Typing};
use crate::socket::signals::{Audience, Signal};
use crate::socket::topics::Topic;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// Between two that are passed on.
const PAUSE: Duration = Duration::from_secs(3);
/// Conversations one connection types in at once; beyond them what is long past is forgotten.
const MOST: usize = 64;

/// What was passed on last, by conversation.
#[derive(Default)]
pub struct Typed(HashMap<Uuid, (Instant, bool)>);

impl Typed {
    /// Whether this one is news: a first one, a renewal after a pause, or the end of it.
    fn take(&mut self, conversation: Uuid, typing: bool, now: Instant) -> bool {
        if self.0.len() >= MOST {
            self.0.retain(|_, (at, _)| now.duration_since(*at) < PAUSE);
        }
        match self.0.get(&conversation) {
            None if !typing => return false,
            Some((_, false)) if !typing => return false,
            Some((at, _)) if typing && now.duration_since(*at) < PAUSE => return false,
            Some((at, true)) if !typing => {
                let began = *at;
                self.0.insert(conversation, (began, false));
                return true;
            }
            Some(_) | None => {}
        }
        self.0.insert(conversation, (now, typing));
        true
    }
}

impl Connection<'_> {
    pub(super) async fn typing(&mut self, frame: Typing) -> Result<(), End> {
        let Typing { conversation, typing, .. } = frame;
        let topic = Topic::of("conversation", conversation);
        if !self.node.delivery.lock().is_member(self.place.id, &topic) {
            return self.say(vec![Outgoing::Error { code: "conversations.not_found" }.text()]).await;
        }
        let news = self.typed.get_or_insert_default().take(conversation, typing, Instant::now());
        let person = self.holder.person;
        if news
            && let Ok(signal) = Signal::new(Audience::Topic(topic), &Outgoing::Typing { conversation, person, typing })
        {
            signal.but(person).of(person).send(&self.node.log).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_three_seconds_is_passed_on_and_its_end() {
        let (mut typed, here, there) = (Typed::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let begin = Instant::now();
        let mut at = |place, typing, ms| typed.take(place, typing, begin + Duration::from_millis(ms));
        assert!(!at(here, false, 0), "nothing ends that did not begin");
        assert!(at(here, true, 0));
        assert!(!at(here, true, 2_999));
        assert!(at(there, true, 2_999), "elsewhere is another matter");
        assert!(at(here, true, 3_000), "a renewal");
        assert!(at(here, false, 3_100));
        assert!(!at(here, false, 3_200));
        assert!(!at(here, true, 3_300), "not on and off and on");
        assert!(at(here, true, 6_000));
    }
}

//! Signals from one person to another: passed on, now or never.

use super::{Connection, End};
use crate::rights::RELAY;
use crate::socket::frame::{Outgoing, ToRelay};
use crate::socket::signals::{Audience, Signal};

/// Of a signal's data, in bytes: a session description with many candidates takes a third of it.
const MOST: usize = 32 << 10;

impl Connection<'_> {
    pub(super) async fn relay(&mut self, frame: ToRelay) -> Result<(), End> {
        let ToRelay { call, to, data, .. } = frame;
        let from = self.holder.person;
        let refusal = match (RELAY.passes)(&self.node.log, call, from, to).await {
            Ok(true) if data.to_string().len() > MOST => Some("signal_too_large"),
            Ok(true) => None,
            Ok(false) => Some(RELAY.refusal),
            Err(_) => Some("log.away"),
        };
        if let Some(code) = refusal {
            return self.say(vec![Outgoing::Error { code }.text()]).await;
        }
        if let Ok(signal) = Signal::new(Audience::Person(to), &Outgoing::Signal { call, from, data }) {
            signal.of(from).send(&self.node.log).await;
        }
        Ok(())
    }
}

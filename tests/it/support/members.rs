//! People by the hundred: as signing up would have left them in the log, and signed in, without a password that takes its time.

use super::{Client, TestApp};
use futures_util::{StreamExt, stream};
use loggia::id::{Key, PersonId, SessionId};
use loggia::log::{Proposal, Request, Subject, Unit};
use loggia::people::{self, Joined, Role};
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;

const SIGNED_IN: Duration = Duration::from_secs(36_000);

impl TestApp {
    /// So many new people, whose names begin with `name`.
    pub async fn members(&self, name: &str, many: usize) -> Vec<Client> {
        let members = stream::iter(0..many).map(|number| self.member(format!("{name}_{number}")));
        members.buffered(64).collect().await
    }

    async fn member(&self, username: String) -> Client {
        let (app, person) = (self.app(), PersonId(Uuid::now_v7()));
        let joined = Joined { person, username: username.clone(), display_name: username.clone(), role: Role::Member };
        let at = OffsetDateTime::now_utc();
        let request = Request { actor: person, key: Key::fresh(), at, fingerprint: "member".into() };
        let subject = Subject::of(Unit::Person, person);
        let proposal = Proposal::new(subject, &request, &people::Event::from(joined).into(), Some(0)).expect("JSON");
        app.log.append(proposal).await.expect("appended");
        let token = app.secrets.access_token(person, SessionId(Uuid::now_v7()), SIGNED_IN).expect("a token");
        let mut client = Client::new(&self.base).with_token(Some(token));
        (client.id, client.username) = (person.to_string(), username);
        client
    }
}

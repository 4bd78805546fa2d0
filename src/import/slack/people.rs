//! Who is in a Slack export, and who they are here.

use super::export::{List, User};
use super::report::{Reason, Report};
use crate::account::enrol::person_id;
use crate::id::{Key, PersonId};
use crate::import::names::Names;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Keys are made in it from what Slack calls a thing.
const NAMESPACE: Uuid = Uuid::from_u128(0x3d5a_9c1e_84b2_4f0d_8f63_1b7e_52a9_c0d4);

/// One user.
#[derive(Clone, Debug)]
pub struct Known {
    /// What Slack calls them.
    pub user: String,
    pub name: String,
    pub username: String,
    pub shown: String,
    pub key: Key,
    pub id: PersonId,
}

#[derive(Debug, Default)]
pub struct People(BTreeMap<String, Known>);

impl People {
    pub fn of(list: List<User>, report: &mut Report) -> People {
        for broken in list.broken {
            report.note(Reason::Broken, format!("users.json ({broken})"));
        }
        let mut given = Names::of("slack");
        let mut people = BTreeMap::new();
        for user in list.items {
            let username = given.give(&user.name);
            if username != user.name {
                report.note(Reason::NameChanged, format!("{} is {username}", user.name));
            }
            let key = key("person", &user.id);
            let (shown, name) = (user.shown().to_owned(), user.name.clone());
            let known = Known { user: user.id.clone(), name, username, shown, key, id: person_id(key) };
            people.entry(user.id).or_insert(known);
        }
        People(people)
    }

    pub fn all(&self) -> impl Iterator<Item = &Known> {
        self.0.values()
    }

    pub fn knows(&self, user: &str) -> bool {
        self.0.contains_key(user)
    }

    pub fn id(&self, user: &str) -> Option<PersonId> {
        self.0.get(user).map(|known| known.id)
    }

    pub fn username(&self, user: &str) -> Option<&str> {
        self.0.get(user).map(|known| known.username.as_str())
    }
}

/// A function of what Slack calls it: a second run makes the same.
pub fn key(kind: &str, name: impl std::fmt::Display) -> Key {
    Key(Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes()))
}

//! An instance seen from outside: the one at `LOGGIA_TEST_URL` (a deployment behind its proxy), or one of the test's own. A test
//! that uses nothing else proves the same of both.

use super::{Bed, Client, TestApp};
use uuid::Uuid;

pub struct Place {
    pub base: String,
    /// Dropped in this order: the node before its servers.
    _own: Option<(TestApp, Bed)>,
}

impl Place {
    pub async fn open() -> Place {
        if let Ok(url) = std::env::var("LOGGIA_TEST_URL") {
            return Place { base: url.trim_end_matches('/').to_owned(), _own: None };
        }
        let bed = Bed::new().await;
        let app = TestApp::start(&bed, &[]).await;
        Place { base: app.base.clone(), _own: Some((app, bed)) }
    }

    /// Somebody who is not signed in, with cookies of their own.
    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A new person, signed in, under a name that begins with `name` and that nobody else has.
    pub async fn person(&self, name: &str) -> Client {
        let mut client = self.visitor();
        client.sign_up(&stranger(name)).await;
        client
    }

    /// The address of the socket.
    pub fn socket(&self, ticket: &str) -> String {
        format!("{}/api/ws?ticket={ticket}", self.base.replacen("http", "ws", 1))
    }
}

/// A name that nobody has yet, also when the suite runs again on the same instance.
pub fn stranger(name: &str) -> String {
    let unique = Uuid::new_v4().simple().to_string();
    format!("{name}_{}", &unique[..10])
}

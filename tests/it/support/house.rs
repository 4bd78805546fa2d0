//! One instance for all tests that only need somebody to talk to; each brings people of its own. It lives in a runtime of its own,
//! for a test's runtime ends with the test.

use super::{Bed, Client, TestApp};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub struct House {
    base: String,
    admin: Client,
}

static HOUSE: OnceLock<House> = OnceLock::new();
static PEOPLE: AtomicU32 = AtomicU32::new(1);

/// Waits for it to be there.
pub async fn house() -> &'static House {
    tokio::task::spawn_blocking(|| HOUSE.get_or_init(build)).await.expect("a house")
}

fn build() -> House {
    let (told, hear) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let bed = Bed::new().await;
            let app = TestApp::start(&bed, &["--origins=https://friend.example", "--call-ring-s=600"]).await;
            let admin = app.person("root").await;
            told.send(House { base: app.base.clone(), admin }).expect("somebody who waits");
            // For as long as the process.
            std::future::pending::<()>().await;
            drop((app, bed));
        });
    });
    hear.recv_timeout(Duration::from_secs(300)).expect("an instance")
}

impl House {
    /// The first who signed up, with connections of the test's own: those of another test end with its runtime.
    pub fn admin(&self) -> Client {
        let mut admin = self.visitor().with_token(self.admin.token.clone());
        (admin.id, admin.username) = (self.admin.id.clone(), self.admin.username.clone());
        admin
    }

    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A new person with a name nobody else has.
    pub async fn person(&self) -> Client {
        let number = PEOPLE.fetch_add(1, Ordering::Relaxed);
        let mut client = self.visitor();
        client.sign_up(&format!("guest_{number}")).await;
        client
    }

    /// A name that is not taken.
    pub fn name(&self) -> String {
        format!("newcomer_{}", PEOPLE.fetch_add(1, Ordering::Relaxed))
    }
}

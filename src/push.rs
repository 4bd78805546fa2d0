//! Web push: what concerns somebody reaches their browsers while nobody looks (RFC 8030, 8291, 8292).
//!
//! A follower of the log with a cursor of its own in `account` turns events into rows of `account.push`, both in one transaction:
//! each once, whatever dies, and a rebuild of read models moves nothing. The sender takes those rows and reads what there is to say when
//! it says it: what was read or taken back meanwhile is not sent. A row goes when its push service has answered, so a crash in
//! between sends it again, under the same tag, which a browser shows once.

/// Which addresses a push may go to.
pub mod address;
/// What a browser alone can read.
pub mod encryption;
/// From the log into what is to be pushed.
pub mod follow;
/// `/api/push`: the key, and browsers that come and go.
pub mod http;
/// One request to a push service.
pub mod post;
/// From what is to be pushed to the push services.
pub mod send;
/// What a push says.
pub mod text;
/// Who this instance is to push services.
pub mod vapid;

use crate::app::App;
use std::sync::Arc;
use tokio::sync::Notify;

pub const QUERIES: &[(&str, &str)] = &[
    ("push/key", include_str!("push/sql/key.sql")),
    ("push/subscribe", include_str!("push/sql/subscribe.sql")),
    ("push/unsubscribe", include_str!("push/sql/unsubscribe.sql")),
    ("push/begin", include_str!("push/sql/begin.sql")),
    ("push/enqueue", include_str!("push/sql/enqueue.sql")),
    ("push/wanted", include_str!("push/sql/wanted.sql")),
    ("push/claim", include_str!("push/sql/claim.sql")),
    ("push/settle", include_str!("push/sql/settle.sql")),
    ("push/later", include_str!("push/sql/later.sql")),
    ("push/gone", include_str!("push/sql/gone.sql")),
    ("push/message", text::MESSAGE),
];

/// Follows and sends for as long as the node lives. Any number of nodes may: each event and each row is one's.
pub async fn run(app: App) {
    let news = Arc::new(Notify::new());
    tokio::join!(follow::run(&app, &news), send::run(&app, &news));
}

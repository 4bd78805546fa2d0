//! Every query that answers requests fits the schema it will meet.

use crate::support::{Bed, TestApp};
use loggia::{
    account, calls, comments, conversations, friends, games, messages, notifications, people, posts, presence, push,
    spectators,
};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

/// Every query by its name.
fn queries() -> Vec<(&'static str, &'static str)> {
    [
        account::QUERIES,
        people::http::QUERIES,
        friends::http::QUERIES,
        posts::http::QUERIES,
        posts::list::QUERIES,
        posts::reactions::QUERIES,
        comments::http::QUERIES,
        comments::likes::QUERIES,
        conversations::http::QUERIES,
        conversations::list::QUERIES,
        conversations::members::QUERIES,
        conversations::rooms::QUERIES,
        messages::commands::QUERIES,
        messages::history::QUERIES,
        messages::page::QUERIES,
        messages::reactions::QUERIES,
        messages::read::QUERIES,
        calls::http::QUERIES,
        calls::seats::QUERIES,
        games::http::QUERIES,
        games::leaderboard::QUERIES,
        games::list::QUERIES,
        games::matching::QUERIES,
        spectators::http::QUERIES,
        notifications::http::QUERIES,
        notifications::read::QUERIES,
        presence::QUERIES,
        push::QUERIES,
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_is_prepared_against_a_fresh_generation() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &["--roles=api"]).await;
    let mut connection = app.app().db.acquire().await.unwrap();
    let rights = ("rights", loggia::socket::rights::STATEMENT.as_str());
    for (name, query) in queries().into_iter().chain([rights]) {
        let prepared = (&mut *connection).prepare(AssertSqlSafe(query).into_sql_str()).await;
        assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
    }
}

/// A query in a file that no list names would not be prepared above.
#[test]
fn every_file_is_in_a_list() {
    let listed: Vec<&str> = queries().into_iter().map(|(_, query)| query).collect();
    let areas = [
        "account",
        "people",
        "friends",
        "posts",
        "comments",
        "conversations",
        "messages",
        "calls",
        "games",
        "spectators",
        "notifications",
        "presence",
        "push",
    ];
    for area in areas {
        let folder = format!("{}/src/{area}/sql", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(listed.iter().any(|query| query.contains(text.trim_end())), "{}", path.display());
        }
    }
}

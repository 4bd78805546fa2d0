//! `loggia import slack`: an export of the public shape, written here, on a real log; and what one sees of it over HTTP.

use crate::support::bed::scratch;
use crate::support::{Bed, Client, TestApp};
use loggia::import::slack::{self, Reason, Report};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A folder with an export, gone when the test is.
struct Export(PathBuf);

impl Export {
    fn of(users: &Value, channels: &Value) -> Export {
        let export = Export(scratch("slack"));
        export.write("users.json", &users.to_string());
        export.write("channels.json", &channels.to_string())
    }

    fn day(self, channel: &str, date: &str, messages: &Value) -> Export {
        self.write(&format!("{channel}/{date}.json"), &messages.to_string())
    }

    fn write(&self, path: &str, text: &str) -> Export {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        Export(self.0.clone())
    }

    async fn import(&self, app: &TestApp) -> Report {
        slack::import(app.app(), &self.0).await.unwrap()
    }

    fn remove(self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn users() -> Value {
    json!([
        { "id": "U1", "name": "ada.w", "real_name": "Ada Winter", "profile": { "display_name": "Ada" } },
        { "id": "U2", "name": "ben", "profile": { "real_name": "Ben Marsh" } },
        { "id": "U3", "name": "cyd", "deleted": true },
        { "no": "user" },
    ])
}

fn channels() -> Value {
    json!([
        { "id": "C1", "name": "general", "created": 1_500_000_000, "creator": "U1", "members": ["U1", "U2", "U9"],
          "purpose": { "value": "For *everything*" } },
        { "id": "C2", "name": "random", "created": 1_500_000_100, "creator": "U9" },
    ])
}

fn said(ts: &str, user: &str, text: &str, more: Value) -> Value {
    let mut message = json!({ "type": "message", "ts": ts, "user": user, "text": text });
    for (name, value) in more.as_object().unwrap() {
        message[name] = value.clone();
    }
    message
}

async fn rooms(app: &TestApp) -> Vec<Value> {
    app.visitor().get("/api/rooms?limit=100").await.body["items"].as_array().unwrap().clone()
}

/// Joins the room of that name and reads what was said there, the earliest first.
async fn talk(client: &Client, app: &TestApp, room: &str) -> Vec<Value> {
    let rooms = rooms(app).await;
    let room = rooms.iter().find(|known| known["name"] == room).expect("a room")["id"].as_str().unwrap().to_owned();
    client.put(&format!("/api/rooms/{room}/membership"), Value::Null).await;
    let page = client.get(&format!("/api/conversations/{room}/messages?limit=100")).await;
    let mut items = page.body["items"].as_array().unwrap().clone();
    items.reverse();
    items
}

#[tokio::test(flavor = "multi_thread")]
async fn talk_comes_in_with_threads_reactions_edits_and_times_and_once() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let export = Export::of(&users(), &channels())
        .day(
            "general",
            "2017-07-15",
            &json!([
                said("1500100000.000100", "U2", "later <@U1>, see <https://example.org|this>", json!({
                    "reactions": [{ "name": "tada", "users": ["U1", "U3"], "count": 2 }, { "name": "+1", "users": ["U1"] }],
                })),
                said("1500100001.000100", "U1", "in the thread", json!({ "thread_ts": "1500000001.000100" })),
            ]),
        )
        .day(
            "general",
            "2017-07-14",
            &json!([
                said("1500000002.000100", "U2", "*changed*", json!({ "edited": { "user": "U2", "ts": "1500000900.000000" } })),
                said("1500000001.000100", "U1", "first", json!({ "thread_ts": "1500000001.000100" })),
                said("1500000003.000100", "U3", "corrected", json!({
                    "edited": { "user": "U3", "ts": "1500000950.000000" }, "original": { "text": "corected" },
                })),
            ]),
        )
        .day("random", "2017-07-16", &json!([said("1500200000.0", "U2", "alone", json!({}))]));
    let report = export.import(&app).await;
    assert_eq!((report.people, report.rooms, report.messages), (3, 2, 6), "{report}");
    assert_eq!((report.reactions, report.edits, report.count(Reason::Refused)), (3, 2, 0), "{report}");

    let visitor = app.person("zoe").await;
    let talked = talk(&visitor, &app, "general").await;
    let bodies: Vec<&str> = talked.iter().map(|message| message["body"].as_str().unwrap()).collect();
    assert_eq!(
        bodies,
        ["first", "**changed**", "corrected", "later @ada_w, see [this](https://example.org)", "in the thread"]
    );
    assert_eq!(talked[0]["created_at"], "2017-07-14T02:40:01.0001Z");
    assert_eq!(
        (&talked[0]["sender"]["display_name"], &talked[0]["sender"]["username"]),
        (&json!("Ada"), &json!("ada_w"))
    );
    assert_eq!(talked[4]["reply_to"], talked[0]["id"]);
    assert_eq!(talked[1]["edited_at"], "2017-07-14T02:55:00Z");
    assert!(talked[0].get("edited_at").is_none());
    let history = visitor.get(&format!("/api/messages/{}/history", talked[2]["id"].as_str().unwrap())).await.body;
    assert_eq!((&history["items"][0]["body"], &history["items"][1]["body"]), (&json!("corected"), &json!("corrected")));
    let reactions = talked[3]["reactions"].as_array().unwrap();
    let mut counted: Vec<(&str, i64)> =
        reactions.iter().map(|r| (r["emoji"].as_str().unwrap(), r["count"].as_i64().unwrap())).collect();
    counted.sort_unstable();
    assert_eq!(counted, [("🎉", 2), ("👍", 1)]);
    assert_eq!(talked[3]["mentions"], json!([talked[0]["sender"]["id"]]));

    let general = rooms(&app).await.into_iter().find(|room| room["name"] == "general").unwrap();
    assert_eq!(
        (&general["description"], &general["created_at"]),
        (&json!("For **everything**"), &json!("2017-07-14T02:40:00Z"))
    );
    let people = visitor.get(&format!("/api/conversations/{}/members", general["id"].as_str().unwrap())).await.body;
    let mut names: Vec<&str> =
        people["items"].as_array().unwrap().iter().map(|m| m["person"]["username"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["ada_w", "ben", "zoe"], "who had left has left");

    let end = app.app().log.end().await.unwrap();
    let again = export.import(&app).await;
    assert_eq!((again.appended, again.messages, again.reactions, again.edits), (0, 6, 3, 2), "{again}");
    assert_eq!(app.app().log.end().await.unwrap(), end);
    export.remove();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bad_is_reported_and_the_rest_comes_in() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let export =
        Export::of(&users(), &json!([channels()[0], { "id": "C3", "name": "empty" }, { "id": "C4", "name": "../x" }]))
            .day(
                "general",
                "2017-07-14",
                &json!([
                    said("1500000001.000100", "U9", "nobody knows me", json!({})),
                    said("yesterday", "U1", "when?", json!({})),
                    said("9500000001.000100", "U1", "from the future", json!({})),
                    said("1500000002.000100", "U1", "", json!({})),
                    said("1500000003.000100", "U1", "<@U1> has joined", json!({ "subtype": "channel_join" })),
                    { "type": "message", "subtype": "bot_message", "text": "beep", "ts": "1500000004.0" },
                    said("1500000005.000100", "U1", "good", json!({ "reactions": [
                        { "name": "our_logo", "users": ["U1"] }, { "name": "tada", "users": ["U9", "U2"] },
                    ] })),
                    said("1500000005.000100", "U1", "good", json!({})),
                    said("1500000006.000100", "U2", "answer", json!({ "thread_ts": "1400000000.000100" })),
                    said("1500000007.000100", "U2", &"long ".repeat(5000), json!({})),
                    said("1500000008.000100", "U2", "edited when?", json!({ "edited": { "ts": "never" } })),
                    said("1500000009.000100", "U1", "<script>alert(1)</script> \u{0} &lt;b&gt;", json!({})),
                    "no message", { "ts": 5 },
                ]),
            )
            .write("general/2017-99-99.json", "[]")
            .write("general/2017-07-15.json", "{ not json");
    let report = export.import(&app).await;
    for (reason, count) in [
        (Reason::UnknownUser, 2),
        (Reason::NoTime, 2),
        (Reason::NoText, 1),
        (Reason::Machine, 2),
        (Reason::UnknownEmoji, 1),
        (Reason::Repeated, 1),
        (Reason::UnknownParent, 1),
        (Reason::TextClipped, 1),
        (Reason::EditLost, 1),
        (Reason::Broken, 3),
        (Reason::NoDate, 1),
        (Reason::BrokenFile, 1),
        (Reason::MissingFolder, 2),
        (Reason::Refused, 0),
    ] {
        assert_eq!(report.count(reason), count, "{reason:?}: {report}");
    }
    let visitor = app.person("zoe").await;
    let talked = talk(&visitor, &app, "general").await;
    assert_eq!(talked.len(), 5, "{report}");
    assert_eq!((&talked[0]["body"], &talked[1]["reply_to"]), (&json!("good"), &Value::Null));
    assert_eq!(talked[2]["body"].as_str().unwrap().chars().count(), 10_000);
    assert!(!talked[4]["html"].as_str().unwrap().contains("<script"), "{}", talked[4]["html"]);
    assert_eq!(export.import(&app).await.appended, 0);
    let missing = slack::import(app.app(), &export.0.join("nowhere")).await.unwrap_err();
    assert!(missing.to_string().contains("users.json"), "{missing}");
    export.remove();
}

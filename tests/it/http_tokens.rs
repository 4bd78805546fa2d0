//! Personal tokens: a program acts as a person until its token is taken back.

use crate::support::{Bed, Client, TestApp};
use loggia::account::tokens;
use loggia::id::PersonId;

/// A program with a token of that person.
async fn program(app: &TestApp, of: &Client, purpose: &str) -> Client {
    let person: PersonId = of.id.parse().unwrap();
    let token = tokens::issue(app.app(), person, purpose).await.unwrap();
    assert!(token.starts_with("loggia_") && token.len() > 40);
    app.visitor().with_token(Some(token))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_acts_as_its_person_until_its_session_is_ended() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let program = program(&app, &ada, "reader").await;
    assert_eq!(program.get("/api/people/me").await.body["id"], ada.id);
    program.write_post("By a program").await;
    assert_eq!(program.post("/api/ws/ticket", serde_json::json!({})).await.status, 200);

    let devices = ada.get("/api/auth/sessions").await.body;
    let session =
        devices["items"].as_array().unwrap().iter().find(|each| each["user_agent"] == "Personal token: reader");
    let session = session.unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.delete(&format!("/api/auth/sessions/{session}")).await.status, 204);
    let refused = program.get("/api/people/me").await;
    assert_eq!((refused.status, refused.code()), (401, "accounts.token_invalid"));
    assert_eq!(ada.get("/api/people/me").await.status, 200, "the person's own session goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_token_takes_the_place_of_the_one_for_the_same_purpose_only() {
    let bed = Bed::new().await;
    let app = TestApp::start(&bed, &[]).await;
    let ada = app.person("ada").await;
    let other = program(&app, &ada, "writer").await;
    let old = program(&app, &ada, "reader").await;
    let new = program(&app, &ada, "reader").await;
    let status = async |client: &Client| client.get("/api/people/me").await.status;
    assert_eq!((status(&other).await, status(&old).await, status(&new).await), (200, 401, 200));
    for nonsense in ["loggia_", "loggia_nonsense"] {
        let nobody = app.visitor().with_token(Some(nonsense.to_owned()));
        assert_eq!(status(&nobody).await, 401);
    }
}

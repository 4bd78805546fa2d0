//! Accounts over HTTP.

use crate::support::app::PASSWORD;
use crate::support::{Answer, Bed, Client, TestApp, house};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};

fn form(username: &str) -> Value {
    json!({ "username": username, "email": format!("{username}@example.org"), "password": PASSWORD })
}

/// The refresh token that an answer sets.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").expect("a cookie");
    set.split(';').next().unwrap().to_owned()
}

/// Refreshes with a cookie of the test's choosing, as no browser would.
async fn refresh_with(client: &Client, cookie: &str) -> Answer {
    let request = reqwest::Client::new().post(format!("{}/api/auth/refresh", client.base())).header("cookie", cookie);
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_the_administrator() {
    let house = house().await;
    let me = house.admin().get("/api/people/me").await;
    assert_eq!(me.body["role"], "admin");
    assert_eq!(house.person().await.get("/api/people/me").await.body["role"], "member");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_signs_in() {
    let house = house().await;
    let name = house.name();
    let answer = house.visitor().post("/api/auth/signup", form(&name)).await;
    assert_eq!(answer.status, 201, "{:?}", answer.body);
    assert_eq!(answer.body["position"], answer.position());
    assert_eq!(answer.body["expires_in"], 600);
    assert_eq!(
        (&answer.body["person"]["username"], &answer.body["person"]["display_name"]),
        (&json!(name), &json!(name))
    );
    let set = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/api/auth", "Max-Age=2592000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!answer.body.to_string().contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_addresses_are_taken_whatever_their_case() {
    let house = house().await;
    let ada = house.person().await;
    let mut taken = form(&ada.username.to_uppercase());
    taken["email"] = json!("somebody.else@example.org");
    let refused = house.visitor().post("/api/auth/signup", taken).await;
    assert_eq!((refused.status, refused.code()), (409, "accounts.username_taken"));
    let mut taken = form(&house.name());
    taken["email"] = json!(format!("{}@EXAMPLE.org", ada.username));
    let refused = house.visitor().post("/api/auth/signup", taken).await;
    assert_eq!((refused.status, refused.code()), (409, "accounts.email_taken"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_want_one_name_one_gets_it() {
    let house = house().await;
    let name = house.name();
    let forms = (0..6).map(|number| {
        let mut form = form(&name);
        form["email"] = json!(format!("{name}.{number}@example.org"));
        form
    });
    let visitors: Vec<Client> = (0..6).map(|_| house.visitor()).collect();
    let tries = forms.zip(&visitors).map(|(form, visitor)| async move {
        loop {
            // A busy machine may ask to come again: password hashes take their time.
            let answer = visitor.post("/api/auth/signup", form.clone()).await;
            if answer.status != 503 {
                return answer;
            }
        }
    });
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_name_an_address_or_a_password() {
    let house = house().await;
    let long = "x".repeat(31);
    for name in ["ab", long.as_str(), "with space", "näme", "a-b-c", "ad\u{202e}a", "ada\u{200b}", "<b>ada", ""] {
        let mut form = form("somebody");
        form["username"] = json!(name);
        let refused = house.visitor().post("/api/auth/signup", form).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/username")), "{name:?}");
    }
    for (field, value) in
        [("email", json!("nobody")), ("password", json!("too short")), ("password", json!("x".repeat(129)))]
    {
        let mut form = form(&house.name());
        form[field] = value;
        let refused = house.visitor().post("/api/auth/signup", form).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!(format!("/{field}"))));
    }
    let refused =
        house.visitor().post("/api/auth/signup", json!({ "username": "x", "email": "y", "password": "z" })).await;
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 3, "all faults at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_signs_in_by_name_or_address() {
    let house = house().await;
    let ada = house.person().await;
    for login in [ada.username.clone(), ada.username.to_uppercase(), format!("{}@example.org", ada.username)] {
        let answer = house.visitor().post("/api/auth/login", json!({ "login": login, "password": PASSWORD })).await;
        assert_eq!((answer.status, &answer.body["person"]["id"]), (200, &json!(ada.id)), "{login}");
        assert_eq!(answer.body["position"], answer.position());
    }
    for (login, password) in
        [(ada.username.as_str(), "wrong password"), ("nobody_here", PASSWORD), ("a@b.cc", PASSWORD)]
    {
        let refused = house.visitor().post("/api/auth/login", json!({ "login": login, "password": password })).await;
        assert_eq!((refused.status, refused.code()), (401, "accounts.wrong_login"), "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_used_once() {
    let house = house().await;
    let visitor = house.visitor();
    let signed_up = visitor.post("/api/auth/signup", form(&house.name())).await;
    let first = cookie(&signed_up);
    let refreshed = refresh_with(&visitor, &first).await;
    assert_eq!(refreshed.status, 200, "{:?}", refreshed.body);
    assert!(refreshed.header("loggia-position").is_none() && refreshed.header("loggia-log").is_some());
    let second = cookie(&refreshed);
    assert_ne!(first, second);
    let token = refreshed.body["access_token"].as_str().unwrap().to_owned();
    let reused = refresh_with(&visitor, &first).await;
    assert_eq!((reused.status, reused.code()), (401, "accounts.refresh_reused"));
    assert!(reused.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(refresh_with(&visitor, &second).await.status, 401, "the whole session has ended");
    let me = visitor.with_token(Some(token)).get("/api/people/me").await;
    assert_eq!((me.status, me.code()), (401, "accounts.session_ended"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_one_refresh_token_at_once_only_one_gets_another() {
    let house = house().await;
    let visitor = house.visitor();
    let cookie = cookie(&visitor.post("/api/auth/signup", form(&house.name())).await);
    let answers = futures_util::future::join_all((0..4).map(|_| refresh_with(&visitor, &cookie))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_or_a_made_up_refresh_token() {
    let house = house().await;
    assert_eq!(refresh_with(&house.visitor(), "other=x").await.code(), "accounts.no_refresh_token");
    assert_eq!(refresh_with(&house.visitor(), "loggia_refresh=made-up").await.code(), "accounts.refresh_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let house = house().await;
    let ada = house.person().await;
    let out = Answer::of(ada.request(Method::POST, "/api/auth/logout")).await;
    assert_eq!((out.status, &out.body), (204, &Value::Null));
    assert!(out.header("loggia-position").is_none());
    assert_eq!(ada.get("/api/people/me").await.code(), "accounts.session_ended");
    assert_eq!(Answer::of(ada.request(Method::POST, "/api/auth/refresh")).await.status, 401);
    assert_eq!(house.visitor().post("/api/auth/logout", json!({})).await.status, 204, "nothing to end is fine");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_and_ends_ones_other_sessions() {
    let house = house().await;
    let ada = house.person().await;
    let other = house.visitor();
    let login = other.post("/api/auth/login", json!({ "login": ada.username, "password": PASSWORD })).await;
    let other = other.with_token(login.body["access_token"].as_str().map(str::to_owned));
    let sessions = ada.get("/api/auth/sessions").await;
    assert!(sessions.header("loggia-position").is_none());
    let items = sessions.body["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);
    let foreign = items.iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/api/auth/sessions/{}", foreign["id"].as_str().unwrap());
    assert_eq!(house.person().await.delete(&path).await.status, 404, "somebody else's");
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(ada.delete(&path).await.status, 404);
    assert_eq!(other.get("/api/people/me").await.code(), "accounts.session_ended");
    assert_eq!(ada.get("/api/people/me").await.status, 200);
    assert_eq!(house.visitor().get("/api/auth/sessions").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_none() {
    let house = house().await;
    let ada = house.person().await;
    let good = ada.token.clone().unwrap();
    let (head, rest) = good.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let forged = URL_SAFE_NO_PAD.encode(format!(
        r#"{{"sub":"{}","sid":"{}","exp":9999999999,"iat":0}}"#,
        house.admin().id,
        uuid::Uuid::now_v7()
    ));
    let bad = [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{head}.{forged}.{signature}"),
        format!("{good}x"),
        "x".to_owned(),
        String::new(),
        "a.b.c".to_owned(),
    ];
    for token in bad {
        let client = house.visitor().with_token(Some(token.clone()));
        for path in ["/api/people/me", "/api/posts"] {
            let refused = client.get(path).await;
            assert_eq!((refused.status, refused.code()), (401, "accounts.token_invalid"), "{token} {path}");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
        }
    }
    let basic = house.visitor().request(Method::GET, "/api/people/me").header("authorization", "Basic YTpi");
    assert_eq!(Answer::of(basic).await.code(), "accounts.token_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_pages_do_not_use_the_cookie() {
    let house = house().await;
    let ada = house.person().await;
    for path in ["/api/auth/refresh", "/api/auth/logout"] {
        let request = ada.request(Method::POST, path).header("origin", "https://evil.example");
        let refused = Answer::of(request).await;
        assert_eq!((refused.status, refused.code()), (403, "request.foreign_origin"), "{path}");
    }
    for origin in [ada.base().to_owned(), "https://friend.example".to_owned()] {
        let request = ada.request(Method::POST, "/api/auth/refresh").header("origin", &origin);
        assert_eq!(Answer::of(request).await.status, 200, "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_expire_and_other_nodes_know_what_ended() {
    let bed = Bed::new().await;
    let one = TestApp::start(&bed, &["--access-ttl-s=2"]).await;
    let other = TestApp::start(&bed, &["--access-ttl-s=2", "--roles=api"]).await;
    let ada = one.person("ada").await;
    let elsewhere = other.visitor().with_token(ada.token.clone());
    assert_eq!(elsewhere.get("/api/people/me").await.status, 200, "one secret");
    let ben = one.person("ben").await;
    let ben_elsewhere = other.visitor().with_token(ben.token.clone());
    assert_eq!(ben.post("/api/auth/logout", json!({})).await.status, 204);
    crate::support::eventually("the other node knows that the session ended", || async {
        matches!(ben_elsewhere.get("/api/people/me").await.code(), "accounts.session_ended" | "accounts.token_expired")
    })
    .await;
    crate::support::eventually("the token expires", || async {
        elsewhere.get("/api/people/me").await.code() == "accounts.token_expired"
    })
    .await;
    assert_eq!(Answer::of(ada.request(Method::POST, "/api/auth/refresh")).await.status, 200);
}

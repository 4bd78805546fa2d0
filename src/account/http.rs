//! `/api/auth`: sign up, in and out, refresh.

use super::enrol::{self, Account, Enrolled, Newcomer};
use super::refresh::{Device, Issued};
use super::{devices, password};
use crate::app::App;
use crate::config::seconds;
use crate::http::body::{Body, Nothing};
use crate::http::check::Faults;
use crate::http::command::Asked;
use crate::http::envelope::POSITION;
use crate::http::origin;
use crate::http::problem::Problem;
use crate::http::viewer::{MaybeViewer, Viewer};
use crate::id::{Position, SessionId};
use crate::people::view::Me;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

const BY_LOGIN: &str = include_str!("sql/by_login.sql");

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_up))
        .routes(routes!(log_in))
        .routes(routes!(refresh))
        .routes(routes!(log_out))
        .merge(devices::routes())
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignUp {
    /// Unique, whatever the case.
    #[schema(min_length = 3, max_length = 30, pattern = "^[A-Za-z0-9_]{3,30}$")]
    username: String,
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[serde(skip_serializing)]
    #[schema(min_length = 10, max_length = 128, format = Password)]
    password: String,
}

impl Body for SignUp {
    fn check(&self, faults: &mut Faults) {
        faults.length("/username", self.username.chars().count(), &(3..=30));
        if !self.username.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            faults.add("/username", "not_allowed", "Only the letters a to z, digits and _ are allowed.");
        }
        if !is_email(&self.email) {
            faults.add("/email", "not_an_email", "This is not an e-mail address.");
        }
        faults.length("/password", self.password.chars().count(), &(10..=128));
    }
}

/// Something, an @, something with a dot in it; whether mail arrives is for a mail to find out.
fn is_email(text: &str) -> bool {
    let plain = text.chars().count() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@').is_some_and(|(local, domain)| {
        let labels = domain.split('.').all(|label| !label.is_empty());
        !local.is_empty() && !local.contains('@') && domain.contains('.') && labels
    });
    plain && parts && text.is_ascii()
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LogIn {
    /// Username or e-mail address.
    login: String,
    #[serde(skip_serializing)]
    #[schema(format = Password)]
    password: String,
}

impl Body for LogIn {
    fn check(&self, faults: &mut Faults) {
        faults.length("/login", self.login.chars().count(), &(1..=254));
        faults.length("/password", self.password.chars().count(), &(1..=1000));
    }
}

/// Who one is now, and the token to say so with.
#[derive(Serialize, ToSchema)]
struct SignedIn {
    person: Me,
    /// For `Authorization: Bearer`.
    access_token: String,
    /// Seconds.
    expires_in: u64,
    position: Position,
}

#[derive(Serialize, ToSchema)]
struct Refreshed {
    access_token: String,
    /// Seconds.
    expires_in: u64,
}

/// Makes an account. The first person is the administrator. Sets the refresh cookie.
#[utoipa::path(post, path = "/api/auth/signup", tag = "accounts", request_body = SignUp,
    responses((status = 201, body = SignedIn)))]
async fn sign_up(State(app): State<App>, device: Device, asked: Asked<SignUp>) -> Result<Response, Problem> {
    let SignUp { username, email, password } = &asked.body;
    app.limits.attempt(device.address.0, username)?;
    let newcomer = Newcomer {
        username: username.clone(),
        email: Some(email.clone()),
        password: Some(password.clone()),
        key: asked.key,
        fingerprint: asked.fingerprint().into(),
        at: asked.at,
    };
    let enrolled = enrol::enrol(&app, newcomer).await?;
    asked.settle(&app, enrolled.position).await;
    signed_in(&app, &device, StatusCode::CREATED, enrolled).await
}

/// Signs in on this device. Sets the refresh cookie.
#[utoipa::path(post, path = "/api/auth/login", tag = "accounts", request_body = LogIn,
    responses((status = 200, body = SignedIn)))]
async fn log_in(State(app): State<App>, device: Device, asked: Asked<LogIn>) -> Result<Response, Problem> {
    let LogIn { login, password } = &asked.body;
    app.limits.attempt(device.address.0, login)?;
    let account: Option<Account> = sqlx::query_as(BY_LOGIN).bind(login.trim()).fetch_optional(&app.db).await?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let knows = password::verify(password.clone(), hash).await?;
    let Some(account) = account.filter(|_| knows) else {
        return Err(Problem::unauthorized("accounts.wrong_login", "The name or the password is wrong."));
    };
    // Nobody's session: only a ban can be the answer.
    if app.sessions.ended(account.id, SessionId(Uuid::nil())) {
        return Err(suspended());
    }
    let enrolled = enrol::complete(&app, &account, asked.at).await?;
    let position = app.progress.position().max(enrolled.position);
    signed_in(&app, &device, StatusCode::OK, Enrolled { position, ..enrolled }).await
}

/// Changes the refresh cookie for a new one and a new access token. A cookie used twice ends its session.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "accounts", request_body = Option<Nothing>,
    responses((status = 200, body = Refreshed)))]
async fn refresh(State(app): State<App>, headers: HeaderMap, device: Device, _: Asked) -> Result<Response, Response> {
    let refused = |problem: Problem| {
        let signed_out = problem.status == StatusCode::UNAUTHORIZED;
        let cookie = signed_out.then(|| [(header::SET_COOKIE, device.no_cookie())]);
        match cookie {
            Some(cookie) => (cookie, problem).into_response(),
            None => problem.into_response(),
        }
    };
    origin::check(&headers, &app.config).map_err(refused)?;
    let issued = device.rotate(&app).await.map_err(refused)?;
    if app.sessions.ended(issued.person, SessionId(Uuid::nil())) {
        return Err(refused(suspended()));
    }
    let (access_token, expires_in) = access_token(&app, &issued).map_err(refused)?;
    Ok(([(header::SET_COOKIE, issued.cookie)], Json(Refreshed { access_token, expires_in })).into_response())
}

/// Ends the session of the cookie, else of the access token; its sockets close.
#[utoipa::path(post, path = "/api/auth/logout", tag = "accounts", request_body = Option<Nothing>,
    responses((status = 204)))]
async fn log_out(
    State(app): State<App>,
    headers: HeaderMap,
    device: Device,
    viewer: Result<MaybeViewer, Problem>,
    _: Asked,
) -> Result<Response, Problem> {
    origin::check(&headers, &app.config)?;
    let of_token = viewer.ok().and_then(|viewer| viewer.0).map(|Viewer { session, .. }| session);
    for session in [device.session(&app).await?, of_token].into_iter().flatten() {
        devices::revoke(&app, session, None).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, device.no_cookie())]).into_response())
}

fn suspended() -> Problem {
    Problem::forbidden("accounts.banned", "This account is suspended.")
}

async fn signed_in(app: &App, device: &Device, status: StatusCode, who: Enrolled) -> Result<Response, Problem> {
    let Enrolled { person, state, email, position } = who;
    let issued = device.open(app, person).await?;
    let (access_token, expires_in) = access_token(app, &issued)?;
    let body = SignedIn { person: Me::of(person, &state, email), access_token, expires_in, position };
    let headers = [(header::SET_COOKIE, issued.cookie), (POSITION, position.into())];
    Ok((status, headers, Json(body)).into_response())
}

fn access_token(app: &App, issued: &Issued) -> Result<(String, u64), Problem> {
    let ttl = seconds(app.config.access_ttl_s);
    let token = app.secrets.access_token(issued.person, issued.session, ttl).map_err(Problem::fault)?;
    Ok((token, ttl.as_secs().max(1)))
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn addresses() {
        for good in ["a@b.cc", "ada.lovelace+x@example.org", "o'brien@sub.example.co.uk"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.cc", "a@b", "a@.cc", "a@b.", "a b@c.dd", "a@b@c.dd", "a@b..cc", "a\n@b.cc", "ä@b.cc"]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }
}

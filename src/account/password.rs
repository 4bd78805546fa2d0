//! Argon2id. A hash takes tens of milliseconds and 19 MiB, so few at a time, and never on an async thread.

use crate::http::problem::Problem;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    Semaphore::new(cores)
});

/// An unoptimised build is for tests, which sign up thousands of people: its hashes cost next to nothing, which they say
/// themselves, so that every build verifies those of every other.
static HASHER: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let cost = if cfg!(debug_assertions) { Params::new(64, 1, 1, None).unwrap_or_default() } else { Params::default() };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
});

/// What is compared with when there is no such account, so that its absence takes as long as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| digest("nobody's password").unwrap_or_default());

/// The hash to keep of a password.
pub async fn hash(password: String) -> Result<String, Problem> {
    off_thread(move || digest(&password)).await?.ok_or_else(|| Problem::fault("a password could not be hashed"))
}

/// Whether it is the password of that hash; without a hash it is not, after the same time.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, Problem> {
    off_thread(move || {
        let matches = |hash: &str| {
            PasswordHash::new(hash).is_ok_and(|hash| HASHER.verify_password(password.as_bytes(), &hash).is_ok())
        };
        match &hash {
            Some(hash) => matches(hash),
            None => {
                matches(&NOBODY);
                false
            }
        }
    })
    .await
}

fn digest(password: &str) -> Option<String> {
    let hash: PasswordHash = HASHER.hash_password(password.as_bytes()).ok()?;
    Some(hash.to_string())
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let _turn = TURNS.acquire().await.map_err(Problem::fault)?;
    tokio::task::spawn_blocking(work).await.map_err(Problem::fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_says_itself_what_it_cost() {
        let dear: PasswordHash = Argon2::default().hash_password(b"correct horse").unwrap();
        assert!(verify("correct horse".into(), Some(dear.to_string())).await.unwrap());
        assert!(!verify("correct house".into(), Some(dear.to_string())).await.unwrap());
        assert!(dear.to_string().contains("m=19456,t=2,p=1"), "{dear}");
    }

    #[tokio::test]
    async fn only_the_password_matches() {
        let kept = hash("correct horse".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("correct horse".into(), Some(kept.clone())).await.unwrap());
        assert!(!verify("correct house".into(), Some(kept)).await.unwrap());
        assert!(!verify("nobody's password".into(), None).await.unwrap());
        assert!(!verify("x".into(), Some("no hash".into())).await.unwrap());
    }
}

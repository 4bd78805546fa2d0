//! The one path to a person's own subject after joining (which is `account::enrol`), for whoever asks: HTTP, seed, import.

use super::{Change, Person, Refused, change};
use crate::log::{CommandError, Done, Log, Request, Subject, Unit};

/// Changes one's own profile.
pub async fn change_profile(
    log: &Log,
    request: &Request,
    wanted: &Change,
) -> Result<Done<Person>, CommandError<Refused>> {
    let person = request.actor;
    log.execute(&Subject::of(Unit::Person, person), request, |state: &Person| change(state, person, wanted)).await
}

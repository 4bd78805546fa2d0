use super::*;
use crate::testing::{at, given, person};

fn joined() -> Event {
    Joined { person: person(1), username: "ada".into(), display_name: "ada".into(), role: Role::Member }.into()
}

fn administrator() -> Event {
    Joined { person: person(1), username: "ada".into(), display_name: "ada".into(), role: Role::Admin }.into()
}

fn as_ada(command: Change) -> impl Fn(&Person) -> Result<Decision<Event>, Refused> {
    move |state| change(state, person(1), &command)
}

fn banned_until(until: Option<OffsetDateTime>) -> impl Fn(&Person) -> Result<Decision<Event>, Refused> {
    move |state| ban(state, person(1), &SetBan { reason: Some("spam".into()), until }, at(100))
}

#[test]
fn whoever_joins_is_called_like_their_username() {
    let command = Join { username: "ada".into(), role: Role::Member };
    given::<Person>([]).when(|state| join(state, person(1), &command)).then(joined());
}

#[test]
fn joining_again_changes_nothing() {
    let command = Join { username: "ada".into(), role: Role::Member };
    given::<Person>([joined()]).when(|state| join(state, person(1), &command)).nothing();
}

#[test]
fn a_lapsed_joining_never_comes_through() {
    let command = Join { username: "ada".into(), role: Role::Member };
    let erased = Erased { person: person(1) }.into();
    given::<Person>([erased]).when(|state| join(state, person(1), &command)).refused(Refused::Lapsed);
}

#[test]
fn only_what_differs_is_changed() {
    let command = Change { display_name: Some("Ada".into()), bio: Some(String::new()), avatar: None };
    let changed = Changed { person: person(1), display_name: Some("Ada".into()), bio: None, avatar: None };
    given::<Person>([joined()]).when(as_ada(command.clone())).then(changed.clone());
    given::<Person>([joined(), changed.into()]).when(as_ada(command)).nothing();
}

#[test]
fn an_empty_avatar_takes_it_away() {
    let with = |avatar: &str| Changed { person: person(1), display_name: None, bio: None, avatar: Some(avatar.into()) };
    let away = Change { avatar: Some(String::new()), ..Change::default() };
    given::<Person>([joined(), with("https://example.org/a.png").into()]).when(as_ada(away.clone())).then(with(""));
    given::<Person>([joined()]).when(as_ada(away)).nothing();
}

#[test]
fn nobody_changes_who_is_not_here() {
    let command = Change { bio: Some("x".into()), ..Change::default() };
    given::<Person>([]).when(as_ada(command.clone())).refused(Refused::Unknown);
    given::<Person>([joined(), Erased { person: person(1) }.into()]).when(as_ada(command)).refused(Refused::Unknown);
}

#[test]
fn a_ban_is_a_true_transition() {
    let banned = Banned { person: person(1), reason: Some("spam".into()), until: None };
    given::<Person>([joined()]).when(banned_until(None)).then(banned.clone());
    given::<Person>([joined(), banned.clone().into()]).when(banned_until(None)).nothing();
    given::<Person>([joined(), banned.into()])
        .when(|state| unban(state, person(1)))
        .then(Unbanned { person: person(1) });
    given::<Person>([joined()]).when(|state| unban(state, person(1))).nothing();
}

#[test]
fn a_ban_ends_later_and_spares_administrators() {
    given::<Person>([joined()]).when(banned_until(Some(at(100)))).refused(Refused::Past);
    given::<Person>([administrator()]).when(banned_until(None)).refused(Refused::Administrator);
}

use super::*;
use crate::id::PersonId;
use crate::log::Decision;
use crate::testing::{Given, at, given_by, person};
use uuid::Uuid;

const ID: ConversationId = ConversationId(Uuid::from_u128(9));
const OPEN: Result<(), Closed> = Ok(());

fn opened(kind: Kind, people: &[u128]) -> Event {
    let owner = (kind != Kind::Direct).then(|| person(people[0]));
    let name = (kind != Kind::Direct).then(|| "Bakers".to_owned());
    let people = people.iter().copied().map(person).collect();
    Opened { conversation: ID, kind, name, description: None, people, owner }.into()
}

fn joined(who: u128, role: Role) -> Event {
    Joined { conversation: ID, person: person(who), role }.into()
}

fn left(who: u128, heir: Option<u128>) -> Event {
    Left { conversation: ID, kind: Kind::Group, person: person(who), heir: heir.map(person) }.into()
}

fn made(who: u128, role: Role) -> Event {
    RoleChanged { conversation: ID, person: person(who), role, previous_owner: None }.into()
}

fn banned(who: u128, banned: bool, until: Option<i64>) -> Event {
    Banned { conversation: ID, person: person(who), banned, until: until.map(at) }.into()
}

fn muted(who: u128, muted: bool) -> Event {
    Muted { conversation: ID, person: person(who), muted, until: None }.into()
}

/// Owned by 1, moderated by 2; 3 and 4 are in it.
fn group() -> Given<Conversation> {
    given_by([(person(1), opened(Kind::Group, &[1, 2, 3, 4])), (person(1), made(2, Role::Moderator))])
}

fn after(events: impl IntoIterator<Item = Event>) -> Given<Conversation> {
    let first = [opened(Kind::Group, &[1, 2, 3, 4]), made(2, Role::Moderator)];
    given_by(first.into_iter().chain(events).map(|event| (person(1), event)))
}

type Decided = Result<Decision<Event>, Refused>;

/// What `actor` asks about `target` at 100 s.
fn asks(
    actor: u128,
    target: u128,
    rule: impl Fn(&Scene, PersonId, &Seat) -> Decided,
) -> impl Fn(&Conversation) -> Decided {
    move |state| {
        let actor = Actor { person: person(actor), seat: state.seat(person(actor), None), administrator: false };
        let scene = Scene { id: ID, conversation: state, actor: &actor, at: at(100) };
        rule(&scene, person(target), &state.seat(person(target), None))
    }
}

fn adds(actor: u128, target: u128, role: Option<Role>) -> impl Fn(&Conversation) -> Decided {
    asks(actor, target, move |scene, person, seat| admit(scene, person, seat, role, OPEN))
}

fn removes(actor: u128, target: u128) -> impl Fn(&Conversation) -> Decided {
    asks(actor, target, remove)
}

fn bans(actor: u128, target: u128, until: Option<i64>) -> impl Fn(&Conversation) -> Decided {
    asks(actor, target, move |scene, person, seat| ban(scene, person, seat, Some(Term { until: until.map(at) })))
}

fn mutes(actor: u128, target: u128, term: Option<Term>) -> impl Fn(&Conversation) -> Decided {
    asks(actor, target, move |scene, person, seat| mute(scene, person, seat, term))
}

fn leaves(actor: u128, hidden: bool) -> impl Fn(&Conversation) -> Decided {
    asks(actor, actor, move |scene, _, _| leave(scene, hidden))
}

#[test]
fn a_pair_has_one_direct_conversation() {
    let id = Conversation::between(person(1), person(2));
    assert_eq!(id, Conversation::between(person(2), person(1)));
    let people = vec![person(1), person(2)];
    let opened = Opened { conversation: id, kind: Kind::Direct, name: None, description: None, people, owner: None };
    given_by([]).when(|state| open_direct(state, person(1), person(2), OPEN)).then(opened.clone());
    let there = || given_by([(person(1), opened.clone().into())]);
    there().when(|state| open_direct(state, person(2), person(1), OPEN)).nothing();
    for closed in [Closed::Blocked, Closed::NotAllowed] {
        there().when(|state| open_direct(state, person(2), person(1), Err(closed))).refused(Refused::Closed(closed));
    }
    given_by([]).when(|state| open_direct(state, person(1), person(1), OPEN)).refused(Refused::Oneself);
}

#[test]
fn who_opens_a_group_owns_it() {
    let people = [2, 3].map(person).to_vec();
    let command = Open { kind: Kind::Group, name: "Bakers".into(), description: None, people, owner: Some(person(1)) };
    given_by([]).when(|state| open(state, ID, &command, OPEN)).then(opened(Kind::Group, &[1, 2, 3]));
    group().when(|state| open(state, ID, &command, OPEN)).nothing();
    let crowd = Open { people: (2..=251).map(person).collect(), ..command.clone() };
    given_by([]).when(|state| open(state, ID, &crowd, OPEN)).refused(Refused::Full);
    let closed = Closed::NotAllowed;
    given_by([]).when(|state| open(state, ID, &command, Err(closed))).refused(Refused::Closed(closed));
    let roles: Vec<_> = group().state().members().map(|(_, member)| member.role).collect();
    assert_eq!(roles, [Role::Owner, Role::Moderator, Role::Member, Role::Member]);
}

#[test]
fn moderators_add_and_only_the_owner_gives_roles() {
    group().when(adds(1, 9, None)).then(joined(9, Role::Member));
    group().when(adds(2, 9, None)).then(joined(9, Role::Member));
    group().when(adds(1, 9, Some(Role::Moderator))).then(joined(9, Role::Moderator));
    group().when(adds(2, 9, Some(Role::Moderator))).refused(Refused::NotOwner);
    group().when(adds(3, 9, None)).refused(Refused::NotModerator);
    group().when(adds(9, 8, None)).refused(Refused::Unknown);
    group().when(adds(1, 3, None)).nothing();
    group().when(adds(1, 3, Some(Role::Moderator))).then(made(3, Role::Moderator));
    group().when(adds(2, 3, Some(Role::Moderator))).refused(Refused::NotOwner);
    let closed = asks(1, 9, |scene, person, seat| admit(scene, person, seat, None, Err(Closed::NotAllowed)));
    group().when(closed).refused(Refused::Closed(Closed::NotAllowed));
}

#[test]
fn a_group_has_one_owner_who_hands_it_over() {
    let handed =
        RoleChanged { conversation: ID, person: person(3), role: Role::Owner, previous_owner: Some(person(1)) };
    group().when(adds(1, 3, Some(Role::Owner))).then(handed.clone());
    let state = after([handed.into()]).state();
    let role = |who| state.seat(person(who), None).member.unwrap().role;
    assert_eq!((role(1), role(3)), (Role::Moderator, Role::Owner));
    group().when(adds(1, 1, Some(Role::Member))).refused(Refused::NeedsOwner);
    group().when(adds(1, 9, Some(Role::Owner))).refused(Refused::NeedsOwner);
}

#[test]
fn who_is_taken_out_is_below_who_takes_them_out() {
    let removed = |who| Removed { conversation: ID, person: person(who) };
    group().when(removes(1, 2)).then(removed(2));
    group().when(removes(2, 3)).then(removed(3));
    group().when(removes(2, 1)).refused(Refused::NotModerator);
    group().when(removes(3, 4)).refused(Refused::NotModerator);
    group().when(removes(9, 4)).refused(Refused::Unknown);
    group().when(removes(1, 9)).nothing();
    group().when(removes(3, 3)).then(left(3, None));
    after([removed(3).into()]).when(removes(3, 4)).refused(Refused::Unknown);
}

#[test]
fn a_group_goes_to_who_is_next() {
    group().when(leaves(1, false)).then(left(1, Some(2)));
    group().when(leaves(3, false)).then(left(3, None));
    let alone = after([left(2, None), left(3, None)]);
    alone.when(leaves(1, false)).then(left(1, Some(4)));
    let state = after([left(1, Some(2))]).state();
    assert_eq!(state.seat(person(2), None).member.unwrap().role, Role::Owner);
    after([left(1, Some(2))]).when(leaves(1, false)).refused(Refused::Unknown);
}

#[test]
fn leaving_a_direct_conversation_hides_it() {
    let direct = || given_by([(person(1), opened(Kind::Direct, &[1, 2]))]);
    let hides = Left { conversation: ID, kind: Kind::Direct, person: person(1), heir: None };
    direct().when(leaves(1, false)).then(hides.clone());
    direct().when(leaves(1, true)).nothing();
    let hidden =
        given_by::<Conversation>([(person(1), opened(Kind::Direct, &[1, 2])), (person(1), hides.clone().into())]);
    assert_eq!(hidden.state().members().count(), 2, "a new message brings it back");
    assert_eq!(Event::from(hides).effects(), vec![]);
}

#[test]
fn two_people_s_conversation_stays_two_people_s() {
    let direct = || given_by([(person(1), opened(Kind::Direct, &[1, 2]))]);
    direct().when(adds(1, 3, None)).refused(Refused::Direct);
    direct().when(removes(1, 2)).refused(Refused::Direct);
    direct().when(bans(1, 2, None)).refused(Refused::Direct);
    let rename = asks(1, 1, |scene, _, _| change(scene, &Change { name: Some("x".into()), description: None }));
    direct().when(rename).refused(Refused::Direct);
}

#[test]
fn a_ban_takes_out_and_keeps_out_while_it_holds() {
    group().when(bans(2, 3, None)).then(banned(3, true, None));
    group().when(bans(2, 1, None)).refused(Refused::NotModerator);
    group().when(bans(1, 3, Some(100))).refused(Refused::Past);
    group().when(bans(1, 9, None)).then(banned(9, true, None));
    after([banned(3, true, None)]).when(bans(1, 3, None)).nothing();
    after([banned(3, true, None)]).when(adds(1, 3, None)).refused(Refused::Banned);
    after([banned(3, true, Some(99))]).when(adds(1, 3, None)).then(joined(3, Role::Member));
    after([banned(3, true, None), banned(3, false, None)]).when(adds(1, 3, None)).then(joined(3, Role::Member));
    assert!(after([banned(3, true, None)]).state().seat(person(3), None).member.is_none());
    let topic = topic(ID);
    assert_eq!(banned(3, true, None).effects(), vec![Effect::Removed { person: person(3), topic }]);
}

#[test]
fn a_mute_is_of_members() {
    let term = Some(Term { until: None });
    group().when(mutes(2, 3, term)).then(muted(3, true));
    group().when(mutes(2, 1, term)).refused(Refused::NotModerator);
    group().when(mutes(2, 9, term)).refused(Refused::UnknownPerson);
    after([muted(3, true)]).when(mutes(2, 3, term)).nothing();
    after([muted(3, true)]).when(mutes(2, 3, None)).then(muted(3, false));
    let member = after([muted(3, true)]).state().seat(person(3), None).member.unwrap();
    assert!(member.is_muted(at(1)));
}

#[test]
fn moderators_rename_it() {
    let renames = |actor, name: &str| {
        let command = Change { name: Some(name.into()), description: None };
        asks(actor, actor, move |scene, _, _| change(scene, &command))
    };
    let changed = Changed { conversation: ID, name: Some("Millers".into()), description: None };
    group().when(renames(2, "Millers")).then(changed);
    group().when(renames(2, "Bakers")).nothing();
    group().when(renames(3, "Millers")).refused(Refused::NotModerator);
}

/// A room, and what one person is in it by themselves.
fn in_room(who: u128, administrator: bool, own: &[Event], rule: impl Fn(&Scene, &Seat) -> Decided) -> Decided {
    let room: Conversation = given_by([(person(1), opened(Kind::Room, &[1]))]).state();
    let membership: Membership = given_by(own.iter().cloned().map(|event| (person(who), event))).state();
    let seat = room.seat(person(who), (!own.is_empty()).then_some(&membership));
    let actor = Actor { person: person(who), seat: seat.clone(), administrator };
    rule(&Scene { id: ID, conversation: &room, actor: &actor, at: at(100) }, &seat)
}

#[test]
fn anybody_joins_a_room_unless_they_were_banned() {
    let joins = |own: &[Event]| in_room(5, false, own, |scene, _| join(scene));
    assert!(matches!(joins(&[]), Ok(Decision::Append(event)) if event == joined(5, Role::Member)));
    assert!(matches!(joins(&[joined(5, Role::Member)]), Ok(Decision::Nothing)));
    assert_eq!(joins(&[banned(5, true, None)]).unwrap_err(), Refused::Banned);
    assert!(joins(&[banned(5, true, Some(99))]).is_ok());
    group().when(asks(5, 5, |scene, _, _| join(scene))).refused(Refused::Unknown);
}

#[test]
fn who_opened_a_room_begins_as_its_owner_and_may_leave() {
    let leaves = |own: &[Event]| in_room(1, false, own, |scene, _| leave(scene, false));
    let left = || Event::from(Left { conversation: ID, kind: Kind::Room, person: person(1), heir: None });
    assert!(matches!(leaves(&[]), Ok(Decision::Append(event)) if event == left()));
    assert_eq!(leaves(&[left()]).unwrap_err(), Refused::Unknown);
    let rank = |own: &[Event]| in_room(1, false, own, |scene, _| scene.rank().map(|_| Decision::Nothing));
    assert!(rank(&[made(1, Role::Moderator)]).is_ok());
}

#[test]
fn administrators_rank_like_the_owner_of_every_room() {
    let renames = |scene: &Scene, _: &Seat| change(scene, &Change { name: Some("Hall".into()), description: None });
    assert!(in_room(5, true, &[], renames).is_ok());
    assert_eq!(in_room(5, false, &[], renames).unwrap_err(), Refused::Unknown);
    assert_eq!(in_room(5, false, &[joined(5, Role::Member)], renames).unwrap_err(), Refused::NotModerator);
}

#[test]
fn a_level_is_one_s_own() {
    let quiet = LevelChanged { conversation: ID, person: person(5), level: Level::None };
    let sets = |membership: Membership| {
        in_room(5, false, &[joined(5, Role::Member)], move |scene, _| set_level(scene, &membership, Level::None))
    };
    assert!(matches!(sets(Membership::default()), Ok(Decision::Append(event)) if event == quiet.clone().into()));
    let there: Membership = given_by([(person(5), quiet.clone().into())]).state();
    assert!(matches!(sets(there), Ok(Decision::Nothing)));
    assert_eq!(Event::from(quiet).topics(), vec![], "nobody else learns of it");
    let outside = in_room(5, false, &[], |scene, _| set_level(scene, &Membership::default(), Level::None));
    assert_eq!(outside.unwrap_err(), Refused::Unknown);
}

use super::clock::Left;
use super::judge::{self, Ask, Make, Open};
use super::table::Game;
use super::*;
use crate::testing::{Given, When, at, given, given_by, person};
use std::time::Duration;
use uuid::Uuid;

const ID: GameId = GameId(Uuid::from_u128(7));
const NEXT: GameId = GameId(Uuid::from_u128(8));
const CONTROL: TimeControl = TimeControl { initial_s: 60, increment_s: 2 };
const FLEET: &str = "a1h a2h a3h a4h a5h";

fn ask(number: u128, seconds: i64) -> Ask {
    Ask { game: ID, person: person(number), at: at(seconds) }
}

fn wanted(invited: Option<u128>) -> Open {
    let kind = Kind::named("connect_four").unwrap();
    Open { kind, invited: invited.map(person), clock: None, wait: Duration::from_secs(600), slot: None }
}

/// By person 1, at 1 s.
fn opened(kind: &str, invited: Option<u128>, clock: Option<TimeControl>) -> Event {
    Opened {
        game: ID,
        kind: kind.into(),
        first: person(1),
        second: None,
        invited: invited.map(person),
        clock,
        until: invited.is_none().then(|| at(601)),
        rematch_of: None,
        slot: None,
        awaits: vec![],
        flag_at: None,
    }
    .into()
}

fn waiting() -> Event {
    opened("connect_four", None, None)
}

/// By person 2.
fn joined() -> Event {
    Joined {
        game: ID,
        kind: "connect_four".into(),
        first: person(1),
        second: person(2),
        awaits: vec![Seat::First],
        flag_at: None,
    }
    .into()
}

fn make(mv: &str, ply: u32) -> Make<'_> {
    Make { mv, ply, lag: Duration::ZERO }
}

/// A game of these moves, by the judge's own events: one each second from 3 s, by 1 and 2 in turn.
fn after(begin: Vec<Event>, moves: &[&str]) -> Given<Game> {
    let mut events: Vec<_> = begin.into_iter().map(|event| (person(1), event)).collect();
    for (ply, mv) in (0..).zip(moves) {
        let mover = u128::from(ply % 2) + 1;
        let state = given_by::<Game>(events.clone()).state();
        let decided = judge::make_move(&state, ask(mover, i64::from(ply) + 3), make(mv, ply));
        let Ok(crate::log::Decision::Append(event)) = decided else { panic!("{mv}: {decided:?}") };
        events.push((person(mover), event));
    }
    given_by(events)
}

fn on() -> Given<Game> {
    given([waiting(), joined()])
}

fn over() -> Given<Game> {
    after(vec![waiting(), joined()], &["a", "b", "a", "b", "a", "b", "a"])
}

fn moves(game: &Given<Game>, number: u128, mv: &str, ply: u32) -> When<Event, Refused> {
    game.when(|state| judge::make_move(state, ask(number, 20), make(mv, ply)))
}

/// The move's event.
fn moved(when: When<Event, Refused>) -> Moved {
    match when.appended() {
        Event::Moved(moved) => moved,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_game_is_opened_once_and_not_against_oneself() {
    let open = |state: &Game, invited, reach| judge::open(state, ask(1, 1), &wanted(invited), reach);
    given([]).when(|state| open(state, None, Ok(()))).then(waiting());
    given([]).when(|state| open(state, Some(2), Ok(()))).then(opened("connect_four", Some(2), None));
    given([waiting()]).when(|state| open(state, None, Ok(()))).nothing();
    given([]).when(|state| open(state, Some(1), Ok(()))).refused(Refused::Oneself);
    let closed = Err(Closed::Blocked);
    given([]).when(|state| open(state, Some(2), closed)).refused(Refused::Closed(Closed::Blocked));
}

#[test]
fn somebody_joins_and_nobody_after_them() {
    let join = |state: &Game, number| judge::join(state, ask(number, 9), Ok(()));
    given([]).when(|state| join(state, 2)).refused(Refused::Unknown);
    given([waiting()]).when(|state| join(state, 2)).then(joined());
    given([waiting()]).when(|state| join(state, 1)).refused(Refused::OwnGame);
    on().when(|state| join(state, 2)).nothing();
    on().when(|state| join(state, 3)).refused(Refused::SeatTaken);
    over().when(|state| join(state, 3)).refused(Refused::Over);
    let closed = Err(Closed::NotAllowed);
    given([waiting()]).when(|state| judge::join(state, ask(2, 9), closed)).refused(Refused::Closed(Closed::NotAllowed));
}

#[test]
fn an_invitation_is_kept_for_the_invited_however_long_it_takes() {
    let invitation = || given([opened("connect_four", Some(2), None)]);
    invitation().when(|state| judge::join(state, ask(3, 9), Ok(()))).refused(Refused::Kept);
    invitation().when(|state| judge::join(state, ask(2, 9_000), Ok(()))).then(joined());
    invitation().when(|state| judge::expire(state, ask(9, 9_000))).refused(Refused::NotDue);
}

#[test]
fn who_waits_for_whoever_comes_waits_ten_minutes() {
    given([waiting()]).when(|state| judge::join(state, ask(2, 601), Ok(()))).refused(Refused::Over);
    given([waiting()]).when(|state| judge::expire(state, ask(9, 600))).refused(Refused::NotDue);
    given([waiting()]).when(|state| judge::expire(state, ask(9, 601))).then(cancelled(None, CancelReason::Expired));
    on().when(|state| judge::expire(state, ask(9, 601))).nothing();
}

fn cancelled(invited: Option<u128>, reason: CancelReason) -> Cancelled {
    Cancelled { game: ID, kind: "connect_four".into(), first: person(1), invited: invited.map(person), reason }
}

#[test]
fn what_has_not_begun_is_cancelled_by_those_it_concerns() {
    let cancel = |state: &Game, number| judge::cancel(state, ask(number, 9));
    let invitation = || given([opened("connect_four", Some(2), None)]);
    given([waiting()]).when(|state| cancel(state, 1)).then(cancelled(None, CancelReason::Withdrawn));
    given([waiting()]).when(|state| cancel(state, 2)).refused(Refused::NotPlayer);
    invitation().when(|state| cancel(state, 2)).then(cancelled(Some(2), CancelReason::Declined));
    on().when(|state| cancel(state, 1)).refused(Refused::Begun);
    over().when(|state| cancel(state, 1)).refused(Refused::Over);
    let gone = || given([waiting(), cancelled(None, CancelReason::Withdrawn).into()]);
    gone().when(|state| cancel(state, 1)).nothing();
    gone().when(|state| judge::join(state, ask(2, 9), Ok(()))).refused(Refused::Over);
}

#[test]
fn moves_are_judged_in_the_order_of_the_contract() {
    moves(&given([]), 1, "a", 0).refused(Refused::Unknown);
    moves(&on(), 3, "z", 9).refused(Refused::NotPlayer);
    moves(&over(), 1, "z", 9).refused(Refused::Over);
    moves(&on(), 2, "z", 9).refused(Refused::Stale);
    moves(&on(), 2, "z", 0).refused(Refused::NotYourTurn);
    moves(&given([waiting()]), 1, "a", 0).refused(Refused::NotYourTurn);
    assert!(matches!(moves(&on(), 1, "z", 0).why(), Refused::Illegal(_)));
}

#[test]
fn a_move_carries_what_its_readers_need() {
    let moved = moved(moves(&on(), 1, "d", 0));
    assert_eq!((moved.seat, moved.ply, moved.mv.as_str(), moved.turn), (Seat::First, 0, "d", Some(Seat::Second)));
    assert_eq!(moved.board.last().unwrap(), "...x...");
    assert_eq!(moved.legal_moves.as_ref().map(Vec::len), Some(7));
    assert_eq!((moved.outcome, moved.rated, moved.own), (None, None, None));
}

#[test]
fn the_winning_move_ends_the_game_in_the_same_event() {
    let game = after(vec![waiting(), joined()], &["a", "b", "a", "b", "a", "b"]);
    let moved = moved(moves(&game, 1, "a", 6));
    assert_eq!(moved.outcome.unwrap().winner, Some(Seat::First));
    assert_eq!((moved.rated.as_deref(), moved.points), (Some("connect_four"), Some(15)));
    assert!(moved.awaits.is_empty() && moved.turn.is_none());
}

#[test]
fn a_clock_runs_from_its_owner_s_first_turn() {
    let game = after(vec![opened("connect_four", None, Some(CONTROL)), joined()], &["d"]);
    // Joined at 2 s, moved at 3 s.
    let second = moved(game.when(|state| judge::make_move(state, ask(2, 13), make("d", 1))));
    assert_eq!(second.clock, Some(Left { first_ms: 61_000, second_ms: 52_000 }));
    assert_eq!(second.flag_at, Some(at(13 + 61) + clock::LAG_MOST));
    game.when(|state| judge::make_move(state, ask(2, 64), make("d", 1))).refused(Refused::TimeUp);
}

#[test]
fn what_a_move_was_on_its_way_is_given_back_and_said() {
    let game = || after(vec![opened("connect_four", None, Some(CONTROL)), joined()], &["d"]);
    let late = |lag, seconds| {
        let made = Make { lag: Duration::from_millis(lag), ..make("d", 1) };
        game().when(|state| judge::make_move(state, ask(2, seconds), made))
    };
    // It was waited for since 3 s.
    let after_300 = moved(late(300, 13));
    assert_eq!((after_300.lag_ms, after_300.clock.map(|left| left.second_ms)), (Some(300), Some(52_300)));
    let most = moved(late(9_000, 13));
    assert_eq!((most.lag_ms, most.clock.map(|left| left.second_ms)), (Some(500), Some(52_500)));
    let at_once = moved(late(300, 3));
    assert_eq!((at_once.lag_ms, at_once.clock.map(|left| left.second_ms)), (None, Some(62_000)), "it took no time");
    late(9_000, 64).refused(Refused::TimeUp);
    let without = on().when(|state| judge::make_move(state, ask(1, 9), Make { lag: clock::LAG_MOST, ..make("d", 0) }));
    assert_eq!(moved(without).lag_ms, None, "no clock, nothing to give");
}

#[test]
fn a_flag_falls_when_it_is_due_and_not_before() {
    let game = || after(vec![opened("connect_four", None, Some(CONTROL)), joined()], &["d"]);
    game().when(|state| judge::flag(state, ask(9, 63))).refused(Refused::NotDue);
    let fallen = game().when(|state| judge::flag(state, ask(9, 64))).appended();
    let Event::Flagged(Flagged { seat, outcome, .. }) = fallen else { panic!("{fallen:?}") };
    assert_eq!((seat, outcome), (Seat::Second, Outcome::won(Seat::First, "out_of_time")));
    on().when(|state| judge::flag(state, ask(9, 64))).nothing();
}

#[test]
fn one_resigns_only_what_goes_on() {
    let resign = |state: &Game, number| judge::resign(state, ask(number, 9));
    given([waiting()]).when(|state| resign(state, 1)).refused(Refused::NotBegun);
    on().when(|state| resign(state, 3)).refused(Refused::NotPlayer);
    over().when(|state| resign(state, 1)).refused(Refused::Over);
    let resigned = on().when(|state| resign(state, 1)).appended();
    let Event::Resigned(Resigned { outcome, points, .. }) = resigned else { panic!("{resigned:?}") };
    assert_eq!((outcome.winner, points), (Some(Seat::Second), Some(15)));
}

#[test]
fn a_draw_is_offered_and_answered_by_the_other() {
    let draw = |state: &Game, number| judge::draw(state, ask(number, 9));
    let decline = |state: &Game, number| judge::decline_draw(state, ask(number, 9));
    let note = |seat| DrawOffered { game: ID, kind: "connect_four".into(), first: person(1), second: person(2), seat };
    let offer = || given([waiting(), joined(), note(Seat::Second).into()]);
    on().when(|state| draw(state, 2)).then(note(Seat::Second));
    on().when(|state| decline(state, 1)).nothing();
    offer().when(|state| draw(state, 2)).refused(Refused::OwnOffer);
    offer().when(|state| decline(state, 2)).refused(Refused::OwnOffer);
    assert!(matches!(offer().when(|state| decline(state, 1)).appended(), Event::DrawDeclined(_)));
    let drawn = offer().when(|state| draw(state, 1)).appended();
    let Event::Drawn(Drawn { outcome, points, rated, .. }) = drawn else { panic!("{drawn:?}") };
    assert_eq!((outcome.winner, points, rated.as_deref()), (None, None, Some("connect_four")));
    // Who moves on does not want it.
    assert_eq!(moved(moves(&offer(), 1, "d", 0)).draw_offered_by, None);
    over().when(|state| draw(state, 1)).refused(Refused::Over);
}

#[test]
fn who_is_gone_can_be_claimed_against_where_no_clock_runs() {
    let claim =
        |state: &Game, number, seconds, gone| judge::claim(state, ask(number, seconds), gone, Duration::from_secs(60));
    let ever = Some(at(0));
    // Joined at 2 s; the first seat is waited for.
    on().when(|state| claim(state, 2, 61, ever)).refused(Refused::NotGone);
    on().when(|state| claim(state, 1, 99, ever)).refused(Refused::NotGone);
    on().when(|state| claim(state, 2, 99, Some(at(40)))).refused(Refused::NotGone);
    on().when(|state| claim(state, 2, 99, None)).refused(Refused::NotGone);
    let claimed = on().when(|state| claim(state, 2, 62, ever)).appended();
    let Event::Claimed(Claimed { outcome, .. }) = claimed else { panic!("{claimed:?}") };
    assert_eq!(outcome, Outcome::won(Seat::Second, "abandoned"));
    let timed = || given([opened("connect_four", None, Some(CONTROL)), joined()]);
    timed().when(|state| claim(state, 2, 99, ever)).refused(Refused::ClockDecides);
}

#[test]
fn a_rematch_is_offered_after_the_end_and_swaps_the_seats() {
    let offer = |state: &Game, number| judge::offer_rematch(state, ask(number, 20), Ok(()));
    on().when(|state| offer(state, 1)).refused(Refused::NotOver);
    over().when(|state| offer(state, 3)).refused(Refused::NotPlayer);
    let kind = "connect_four".to_owned();
    let offered =
        RematchOffered { game: ID, kind: kind.clone(), first: person(1), second: person(2), seat: Seat::Second };
    over().when(|state| offer(state, 2)).then(offered);
    let old = over().state();
    let begin = Ask { game: NEXT, ..ask(1, 30) };
    given([]).when(|state| judge::rematch(state, begin, old.table().unwrap(), ID)).then(Opened {
        game: NEXT,
        kind,
        first: person(2),
        second: Some(person(1)),
        invited: None,
        clock: None,
        until: None,
        rematch_of: Some(ID),
        slot: None,
        awaits: vec![Seat::First],
        flag_at: None,
    });
}

#[test]
fn both_lay_their_fleets_and_nobody_else_sees_them() {
    let begin = [opened("battleship", None, None), joined()];
    assert_eq!(given::<Game>(begin.clone()).state().table().unwrap().awaits(), Seat::BOTH);
    let game = given::<Game>(begin);
    let laid = moved(moves(&game, 2, FLEET, 0));
    assert_eq!((laid.turn, laid.awaits.as_slice()), (Some(Seat::First), &[Seat::First][..]));
    assert_eq!(laid.played(), FLEET);
    let event = Event::from(laid);
    let fields = event.fields().unwrap();
    let Renderings { everyone, own } = event.renderings(&fields).unwrap();
    assert!(fields.to_string().contains(FLEET));
    assert!(!everyone.to_string().contains("a1h") && everyone.get("own").is_none());
    let frame = |number| own.iter().find(|(whose, _)| *whose == person(number)).map(|(_, fields)| fields.to_string());
    assert!(!frame(1).unwrap().contains("a1h"));
    assert!(frame(2).unwrap().contains(FLEET));
    // In the clear afterwards.
    assert_ne!(everyone["board"], own.iter().find(|(whose, _)| *whose == person(2)).unwrap().1["board"]);
}

#[test]
fn the_engine_plays_a_sixth_game_without_knowing_it() {
    let game = after(vec![opened("tic_tac_toe", None, None), joined()], &["5", "1", "3", "2"]);
    let moved = moved(moves(&game, 1, "7", 4));
    assert_eq!((moved.kind.as_str(), moved.board.join("/").as_str()), ("tic_tac_toe", "oox/.x./x.."));
    assert_eq!(moved.outcome, Some(Outcome::won(Seat::First, "connected")));
    assert_eq!((moved.rated.as_deref(), moved.points), (Some("tic_tac_toe"), Some(1)));
}

#[test]
fn legal_moves_are_for_whose_turn_it_is() {
    let event = Event::from(moved(moves(&on(), 1, "d", 0)));
    let Renderings { everyone, own } = event.renderings(&event.fields().unwrap()).unwrap();
    assert!(everyone.get("legal_moves").is_none());
    assert_eq!(own.iter().map(|(whose, _)| *whose).collect::<Vec<_>>(), [person(2)]);
}

#[test]
fn the_lobby_hears_of_what_begins_and_ends() {
    let heard = |event: &Event| event.topics().contains(&Topic::read("games"));
    assert!(heard(&waiting()) && heard(&joined()));
    assert!(!heard(&moved(moves(&on(), 1, "d", 0)).into()));
    let last = after(vec![waiting(), joined()], &["a", "b", "a", "b", "a", "b"]);
    assert!(heard(&moved(moves(&last, 1, "a", 6)).into()));
    let topics = opened("connect_four", Some(2), None).topics();
    assert!(topics.contains(&Topic::person(person(2))) && topics.contains(&topic(ID)));
}

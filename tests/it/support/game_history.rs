//! The games in a seeded history: few games between the same few people, so that nearly every event meets another's row.

use super::history::{History, id};
use loggia::event::Event;
use loggia::games::{self, CancelReason, rules::Outcome, rules::Seat};
use loggia::id::{GameId, PersonId};
use rand::Rng;
use rand::seq::IndexedRandom;
use time::OffsetDateTime;

const KINDS: [&str; 2] = ["connect_four", "battleship"];

impl History {
    pub fn game_event(&mut self, first: PersonId) -> Event {
        if self.games.is_empty() || self.rng.random_bool(0.1) {
            return self.game_opened(first);
        }
        let (game, ply) = self.some_game();
        let kind = KINDS.choose(&mut self.rng).unwrap().to_string();
        let seat = *[Seat::First, Seat::Second].choose(&mut self.rng).unwrap();
        let second = self.other_than(first);
        let soon = OffsetDateTime::from_unix_timestamp(1_800_000_000).ok();
        let outcome = match self.rng.random_range(0..3) {
            0 => Outcome::drawn("agreed"),
            1 => Outcome::won(Seat::First, "resigned"),
            _ => Outcome::won(Seat::Second, "abandoned"),
        };
        let (rated, points) = (Some(kind.clone()), outcome.winner.map(|_| 15));
        let event: games::Event = match self.rng.random_range(0..40) {
            0..4 => games::Joined { game, kind, first, second, awaits: vec![Seat::First], flag_at: soon }.into(),
            4 => games::Cancelled { game, kind, first, invited: None, reason: CancelReason::Expired }.into(),
            5..24 => self.moved(game, ply, kind, [first, second], None).into(),
            24..30 => self.moved(game, ply, kind, [first, second], Some(outcome)).into(),
            30 => games::Resigned { game, kind, first, second, seat, outcome, rated, points }.into(),
            31 => games::Flagged { game, kind, first, second, seat, outcome, rated, points }.into(),
            32 => games::Drawn { game, kind, first, second, seat, outcome, rated, points }.into(),
            33 => games::Claimed { game, kind, first, second, seat, outcome, rated, points }.into(),
            34..36 => games::DrawOffered { game, kind, first, second, seat }.into(),
            36..38 => games::DrawDeclined { game, kind, first, second, seat }.into(),
            _ => games::RematchOffered { game, kind, first, second, seat }.into(),
        };
        event.into()
    }

    fn game_opened(&mut self, first: PersonId) -> Event {
        let game = GameId(id(&mut self.rng));
        let kind = KINDS.choose(&mut self.rng).unwrap().to_string();
        let clock = self.rng.random_bool(0.5).then_some(games::clock::TimeControl { initial_s: 60, increment_s: 1 });
        let rematch_of = self.games.last().map(|(game, _)| *game).filter(|_| self.rng.random_bool(0.3));
        let second = rematch_of.map(|_| self.other_than(first));
        self.games.push((game, 0));
        let invited = self.mentioned().into_iter().find(|invited| *invited != first && second.is_none());
        let (until, slot, awaits, flag_at) = (None, Some(1), vec![], None);
        games::Event::from(games::Opened {
            game,
            kind,
            first,
            second,
            invited,
            clock,
            until,
            rematch_of,
            slot,
            awaits,
            flag_at,
        })
        .into()
    }

    fn moved(
        &mut self,
        game: GameId,
        ply: u32,
        kind: String,
        [first, second]: [PersonId; 2],
        outcome: Option<Outcome>,
    ) -> games::Moved {
        let sight = |mv: &str| games::Sight { mv: mv.into(), board: vec![mv.into()] };
        games::Moved {
            game,
            first,
            second,
            seat: Seat::BOTH[ply as usize % 2],
            ply,
            mv: "fleet".into(),
            text: self.text(),
            board: vec!["...".into()],
            turn: Some(Seat::First),
            awaits: if outcome.is_some() { vec![] } else { vec![Seat::Second] },
            legal_moves: None,
            clock: self.rng.random_bool(0.5).then_some(games::clock::Left { first_ms: 5, second_ms: ply.into() }),
            lag_ms: None,
            flag_at: None,
            draw_offered_by: self.rng.random_bool(0.2).then_some(Seat::Second),
            rated: outcome.as_ref().map(|_| kind.clone()),
            points: outcome.as_ref().and_then(|outcome| outcome.winner).map(|_| 15),
            kind,
            outcome,
            own: self.rng.random_bool(0.3).then(|| games::Own { first: sight("a1"), second: sight("b2") }),
        }
    }

    /// Mostly one of the last few, with the number of its next move; sometimes a move that was made already.
    fn some_game(&mut self) -> (GameId, u32) {
        let stranger = (GameId(id(&mut self.rng)), 0);
        let from = self.games.len().saturating_sub(3);
        if self.rng.random_bool(0.03) {
            return stranger;
        }
        let index = self.rng.random_range(from..self.games.len());
        let (game, ply) = self.games[index];
        if self.rng.random_bool(0.95) {
            self.games[index].1 += 1;
        }
        (game, ply)
    }

    fn other_than(&mut self, person: PersonId) -> PersonId {
        let others: Vec<_> = self.people.iter().copied().filter(|other| *other != person).collect();
        *others.choose(&mut self.rng).unwrap()
    }
}

//! Which games to look at, and when: whatever the socket tells of is looked at once more, each game by one task at a time, so
//! that a missed or doubled word does no harm.

use super::Manner;
use super::api::{Api, Game, News, Stage, Trouble};
use super::turn::{Intent, intent};
use parking_lot::Mutex;
use reqwest::Method;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

pub struct Desk {
    hand: Arc<Hand>,
    /// Games that are being looked at, and the position of a word that came meanwhile.
    looking: HashMap<Uuid, Option<u64>>,
    looks: JoinSet<Looked>,
    /// Games to be looked at again when their time has come.
    later: JoinSet<Due>,
}

/// What every task shares.
struct Hand {
    api: Arc<Api>,
    me: Uuid,
    manner: Manner,
    /// The games it plays; never more than `Manner::games`.
    playing: Mutex<HashSet<Uuid>>,
    /// Thinking is done one game after the other: it shares the machine.
    head: Semaphore,
}

/// A game to be looked at.
#[derive(Clone, Copy)]
struct Due {
    game: Uuid,
    /// As it must be, at least.
    position: u64,
    /// What was waited for: if nothing has happened since that position, the time has come.
    since: Option<u64>,
}

struct Looked {
    game: Uuid,
    again: Option<(Duration, Due)>,
    /// A game has ended: there is a place for another.
    room: bool,
    failed: Option<Trouble>,
}

impl Desk {
    pub fn new(api: Arc<Api>, me: Uuid, manner: Manner) -> Desk {
        let hand = Hand { api, me, manner, playing: Mutex::default(), head: Semaphore::new(1) };
        Desk { hand: Arc::new(hand), looking: HashMap::new(), looks: JoinSet::new(), later: JoinSet::new() }
    }

    /// Plays for as long as the socket lives; answers why it ended.
    pub async fn attend(mut self) -> Trouble {
        let mut socket = match self.hand.api.listen().await {
            Ok(socket) => socket,
            Err(trouble) => return trouble,
        };
        loop {
            let done = tokio::select! {
                news = socket.next() => self.hear(news).await,
                Some(Ok(looked)) = self.looks.join_next() => self.looked(looked).await,
                Some(Ok(due)) = self.later.join_next() => {
                    self.look(due);
                    Ok(())
                }
            };
            if let Err(trouble) = done {
                return trouble;
            }
        }
    }

    async fn hear(&mut self, news: Result<News, Trouble>) -> Result<(), Trouble> {
        match news? {
            News::Begins => {
                let own = format!("state=active&player={}", self.hand.me);
                let games = self.hand.api.games(&own).await?;
                self.hand.playing.lock().extend(games.iter().map(|game| game.id));
                self.look_at_all(&games);
                self.survey().await
            }
            News::Game { game, position } => {
                self.look(Due { game, position, since: None });
                Ok(())
            }
        }
    }

    /// Whoever waits for an opponent.
    async fn survey(&mut self) -> Result<(), Trouble> {
        let games = self.hand.api.games("state=open").await?;
        self.look_at_all(&games);
        Ok(())
    }

    fn look_at_all(&mut self, games: &[Game]) {
        for game in games {
            self.look(Due { game: game.id, position: game.position, since: None });
        }
    }

    fn look(&mut self, due: Due) {
        if let Some(word) = self.looking.get_mut(&due.game) {
            *word = Some(due.position.max(word.unwrap_or(0)));
            return;
        }
        self.looking.insert(due.game, None);
        let hand = self.hand.clone();
        self.looks.spawn(async move { hand.look(due).await });
    }

    async fn looked(&mut self, looked: Looked) -> Result<(), Trouble> {
        if let Some(Some(position)) = self.looking.remove(&looked.game) {
            self.look(Due { game: looked.game, position, since: None });
        }
        if let Some((after, due)) = looked.again {
            self.later.spawn(async move {
                tokio::time::sleep(after).await;
                due
            });
        }
        match looked.failed {
            Some(trouble @ Trouble::Unauthorized) => return Err(trouble),
            Some(trouble) => tracing::debug!(game.id = %looked.game, why = %trouble, "a game went on without the bot"),
            None => {}
        }
        if looked.room { self.survey().await } else { Ok(()) }
    }
}

impl Hand {
    async fn look(&self, due: Due) -> Looked {
        let mut looked = Looked { game: due.game, again: None, room: false, failed: None };
        match self.attempt(due, &mut looked).await {
            Ok(()) => {}
            Err(Trouble::Later(after)) => looked.again = Some((after, due)),
            // The log's news can be ahead of what can be read.
            Err(Trouble::Away(why)) => {
                looked.again = Some((Duration::from_secs(2), due));
                looked.failed = Some(Trouble::Away(why));
            }
            Err(trouble) => looked.failed = Some(trouble),
        }
        looked
    }

    async fn attempt(&self, due: Due, looked: &mut Looked) -> Result<(), Trouble> {
        let game = self.api.game(due.game, due.position).await?;
        looked.room = self.count(&game);
        let moves = match game.state {
            Stage::Active => self.api.moves(&game).await?,
            Stage::Open | Stage::Finished | Stage::Cancelled => Vec::new(),
        };
        let now = due.since == Some(game.position);
        let again = |position| Due { game: game.id, position, since: Some(position) };
        match self.think(&game, moves).await {
            Intent::Rest => Ok(()),
            Intent::Join => self.sit_down(&game, "seat", Method::PUT).await,
            Intent::JoinLater if now => self.sit_down(&game, "seat", Method::PUT).await,
            Intent::JoinLater => {
                looked.again = Some((self.manner.wait, again(game.position)));
                Ok(())
            }
            Intent::Move(mv) => {
                tokio::time::sleep(self.pace(&game)).await;
                self.api.make_move(&game, &mv).await
            }
            Intent::AnswerDraw(yes) => {
                let method = if yes { Method::POST } else { Method::DELETE };
                self.api.act(method, game.id, "draw").await
            }
            Intent::Rematch => self.sit_down(&game, "rematch", Method::POST).await,
            // Where there is a clock, the clock decides.
            Intent::Wait if game.clock.is_some() => Ok(()),
            Intent::Wait => {
                looked.again = Some((self.manner.patience, again(game.position)));
                if now { self.api.act(Method::POST, game.id, "claim").await } else { Ok(()) }
            }
        }
    }

    /// Keeps count of the games it plays; whether there is room again.
    fn count(&self, game: &Game) -> bool {
        let mine = game.players.iter().any(|player| player.person.id == self.me);
        let mut playing = self.playing.lock();
        match (mine, game.state) {
            (true, Stage::Active) => {
                playing.insert(game.id);
                false
            }
            _ => playing.remove(&game.id),
        }
    }

    /// Begins a game, unless there are enough.
    async fn sit_down(&self, game: &Game, what: &str, method: Method) -> Result<(), Trouble> {
        {
            let mut playing = self.playing.lock();
            if playing.len() >= self.manner.games {
                return Ok(());
            }
            playing.insert(game.id);
        }
        let done = self.api.act(method, game.id, what).await;
        // A rematch is another game, which is counted when it is looked at.
        if done.is_err() || what == "rematch" {
            self.playing.lock().remove(&game.id);
        }
        done
    }

    async fn think(&self, game: &Game, moves: Vec<super::api::Made>) -> Intent {
        let Ok(_turn) = self.head.acquire().await else { return Intent::Rest };
        let (game, me, effort) = (game.clone(), self.me, self.manner.effort);
        let thought = tokio::task::spawn_blocking(move || intent(&game, &moves, me, effort)).await;
        thought.unwrap_or(Intent::Rest)
    }

    /// How long a move takes it: not at once, and never more than it can afford.
    fn pace(&self, game: &Game) -> Duration {
        let seat = game.players.iter().find(|player| player.person.id == self.me).map(|player| player.seat);
        let left = game.clock.as_ref().zip(seat).map(|(clock, seat)| [clock.first_ms, clock.second_ms][seat.index()]);
        let spread = 0.5 + f64::from(game.ply.wrapping_mul(37) % 100) / 100.0;
        let wanted = self.manner.pace.mul_f64(spread);
        left.map_or(wanted, |left| wanted.min(Duration::from_millis(left.max(0).unsigned_abs() / 40)))
    }
}

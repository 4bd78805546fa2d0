//! Games that go on while they are measured: opened over the HTTP API, then moved in at a rate, one after the other. Every move is
//! legal by the server's own rules, and none ends its game.

use crate::client::Client;
use crate::crowd::since;
use crate::servers::loggia::{Loggia, Member};
use loggia::games::KINDS;
use loggia::games::rules::{Kind, Position as Board, Seat};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Connections over which moves are made; a game keeps to one.
const LANES: usize = 64;
const ASYNC: &str = "prefer: respond-async\r\n";
/// So long that no flag falls while it is measured.
const INITIAL_S: u32 = 3_600;
const INCREMENT_S: u32 = 5;

/// A game between members `2 * number` and `2 * number + 1`.
pub struct Table {
    pub number: usize,
    pub id: String,
    players: [Member; 2],
    kind: &'static Kind,
    board: Board,
    ply: u32,
}

impl Table {
    pub fn topic(&self) -> String {
        format!("game:{}", self.id)
    }

    /// A legal move after which it goes on; `None`: there is none.
    fn choose(&self, random: &mut StdRng) -> Option<(Seat, String, Board)> {
        Seat::BOTH.into_iter().filter(|seat| self.board.may_move(*seat)).find_map(|seat| self.choose_for(seat, random))
    }

    fn choose_for(&self, seat: Seat, random: &mut StdRng) -> Option<(Seat, String, Board)> {
        let mut moves = self.board.legal_moves(seat);
        moves.shuffle(random);
        // Where there are too many to list.
        moves.push(self.kind.about.example.to_owned());
        moves.into_iter().find_map(|mv| {
            let mut after = self.board.clone();
            after.play(seat, &mv).ok()?;
            after.outcome().is_none().then_some((seat, mv, after))
        })
    }

    async fn open(client: &mut Client, number: usize, players: [Member; 2]) -> Table {
        let kind = &KINDS[number % KINDS.len()];
        let clock = json!({ "initial_s": INITIAL_S, "increment_s": INCREMENT_S });
        client.token.clone_from(&players[0].token);
        let body = json!({ "kind": kind.about.kind, "clock": clock });
        let (status, game) = client.send("POST", "/api/games", ASYNC, &body).await;
        assert_eq!(status, 201, "{game}");
        let id = game["id"].as_str().unwrap_or_default().to_owned();
        client.token.clone_from(&players[1].token);
        let (status, answer) = client.send("PUT", &format!("/api/games/{id}/seat"), ASYNC, &json!({})).await;
        assert_eq!(status, 200, "{answer}");
        Table { number, id, players, kind, board: kind.start(), ply: 0 }
    }
}

/// So many games, of every kind there is and with clocks, each between two people of its own; they are on.
pub async fn open(loggia: &Loggia, members: &[Member], many: usize) -> Vec<Table> {
    let mut lanes = JoinSet::new();
    for lane in 0..LANES.min(many) {
        let mut client = loggia.client().await;
        let numbers = (lane..many).step_by(LANES);
        let mine: Vec<_> = numbers.map(|n| (n, [members[2 * n].clone(), members[2 * n + 1].clone()])).collect();
        lanes.spawn_local(async move {
            let mut tables = Vec::new();
            for (number, players) in mine {
                tables.push(Table::open(&mut client, number, players).await);
            }
            tables
        });
    }
    let mut tables: Vec<_> = lanes.join_all().await.into_iter().flatten().collect();
    tables.sort_by_key(|table| table.number);
    tables
}

/// A move that was accepted.
pub struct Made {
    pub game: usize,
    pub seat: Seat,
    pub position: u64,
    /// When it was to be sent, and when its acceptance was heard; microseconds.
    pub due: u32,
    pub accepted: u32,
}

#[derive(Default)]
pub struct Played {
    pub made: Vec<Made>,
    /// What the server said instead of accepting one.
    pub refused: Vec<String>,
    /// Games in which no move was left that would not have ended them.
    pub over: usize,
    /// From the first move that was due to the last acceptance.
    pub took: Duration,
}

/// What is to be played.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Moves a second, all games together.
    pub rate: usize,
    pub count: usize,
    pub seed: u64,
}

/// Begins at once, from a thread of its own; move by move round all games.
pub fn start(base: String, tables: Vec<Table>, plan: Plan, epoch: Instant) -> JoinHandle<Played> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        tokio::task::LocalSet::new().block_on(&runtime, play(base, tables, plan, epoch))
    })
}

async fn play(base: String, tables: Vec<Table>, plan: Plan, epoch: Instant) -> Played {
    let games = tables.len();
    let mut lanes: Vec<Vec<Table>> = (0..LANES).map(|_| Vec::new()).collect();
    for table in tables {
        lanes[table.number % LANES].push(table);
    }
    let mut playing = JoinSet::new();
    let begun = Instant::now();
    for tables in lanes {
        let client = Client::connect(&base).await;
        playing.spawn_local(Lane { client, tables, games, plan, begun, epoch }.play());
    }
    let mut played = Played::default();
    for lane in playing.join_all().await {
        played.made.extend(lane.made);
        played.refused.extend(lane.refused);
        played.over += lane.over;
    }
    played.took = begun.elapsed();
    played
}

struct Lane {
    client: Client,
    tables: Vec<Table>,
    /// In all lanes.
    games: usize,
    plan: Plan,
    begun: Instant,
    epoch: Instant,
}

impl Lane {
    async fn play(mut self) -> Played {
        let mut played = Played::default();
        let mut random = StdRng::seed_from_u64(self.plan.seed);
        let mut tables = std::mem::take(&mut self.tables);
        for round in 0..self.plan.count.div_ceil(self.games) {
            for table in &mut tables {
                let number = round * self.games + table.number;
                if number >= self.plan.count {
                    break;
                }
                let due = self.begun + Duration::from_secs_f64(number as f64 / self.plan.rate as f64);
                tokio::time::sleep_until(due.into()).await;
                match table.choose(&mut random) {
                    Some(chosen) => self.make(table, chosen, due, &mut played).await,
                    None => played.over += 1,
                }
            }
        }
        played
    }

    async fn make(
        &mut self,
        table: &mut Table,
        (seat, mv, after): (Seat, String, Board),
        due: Instant,
        to: &mut Played,
    ) {
        self.client.token.clone_from(&table.players[seat.index()].token);
        let (path, body) = (format!("/api/games/{}/moves", table.id), json!({ "move": mv, "ply": table.ply }));
        let (status, answer) = self.client.send("POST", &path, ASYNC, &body).await;
        let accepted = since(self.epoch);
        if status != 200 {
            return to.refused.push(format!("{} in {}: {status} {answer}", body, table.id));
        }
        (table.board, table.ply) = (after, table.ply + 1);
        let position = position_of(&answer);
        let due = due.saturating_duration_since(self.epoch).as_micros() as u32;
        to.made.push(Made { game: table.number, seat, position, due, accepted });
    }
}

fn position_of(answer: &Value) -> u64 {
    answer["position"].as_u64().unwrap_or(0)
}

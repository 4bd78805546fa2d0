//! Everything dies while people play: every game goes on from its last acknowledged move, no clock loses more than the time that
//! passed, and no flag falls twice.

use super::clocks::{self, Ply};
use crate::support::games::open;
use crate::support::{Bed, Client, Process, eventually, setting};
use futures_util::future::join_all;
use loggia::games::clock::{LAG_MOST, TimeControl};
use loggia::games::commands;
use loggia::games::judge::Open;
use loggia::games::rules::Kind;
use loggia::id::{GameId, Key, PersonId, created};
use loggia::log::{Log, Request};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tokio::task::block_in_place;
use uuid::Uuid;

/// Along the rows nobody has four in a line before the fourth row.
const PLIES: u64 = 20;
/// Moves under way at the same time, whatever the number of games.
const AT_ONCE: usize = 32;
const CLOCK: TimeControl = TimeControl { initial_s: 3_600, increment_s: 2 };
/// For a fifth of all moves.
const PATIENCE: Duration = Duration::from_secs(300);
/// The shortest there is.
const SHORT: TimeControl = TimeControl { initial_s: 10, increment_s: 0 };

#[derive(Clone, Copy, Debug)]
enum Dies {
    App,
    Nats,
    Postgres,
    Redis,
}

const ALL: [Dies; 4] = [Dies::App, Dies::Nats, Dies::Redis, Dies::Postgres];
/// With no more games than this Postgres, which takes seconds to come back, lives.
const FEW: u64 = 12;

fn die(dies: Dies, bed: &Bed, process: &mut Process) {
    block_in_place(|| match dies {
        Dies::App => process.kill_and_restart(),
        Dies::Nats => bed.restart_nats(),
        Dies::Postgres => {
            bed.kill_postgres();
            bed.start_postgres();
        }
        Dies::Redis => bed.restart_redis(),
    });
}

/// `LOGGIA_CRASH_GAMES=1000` for long.
#[tokio::test(flavor = "multi_thread")]
async fn every_game_goes_on_from_its_last_acknowledged_move_and_its_clock_with_it() {
    let many = setting("LOGGIA_CRASH_GAMES", FEW);
    let (bed, dying) = match many {
        ..=FEW => (Bed::new().await, &ALL[..3]),
        _ => (Bed::with_own_postgres().await, &ALL[..]),
    };
    let mut process = block_in_place(|| Process::start(&bed, &["--access-ttl-s=36000"]));
    let mut players = [Client::new(&process.base), Client::new(&process.base)];
    for (player, name) in players.iter_mut().zip(["ada", "ben"]) {
        player.sign_up(name).await;
    }
    let [ada, ben] = &players;
    let (turns, made) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(AtomicU64::new(0)));
    let games = join_all((0..many).map(|_| begin([ada, ben], &turns))).await;
    // Each a task of its own, for whoever kills holds up his.
    let play = |game: &String| tokio::spawn(play_on(players.clone(), game.clone(), turns.clone(), made.clone()));
    let playing: Vec<_> = games.iter().map(play).collect();
    let log = bed.log().await;
    let mut asleep = Vec::new();
    for (number, dies) in (1..).zip(dying) {
        reached(&made, many * PLIES * number / (ALL.len() as u64 + 1)).await;
        for late in 0..4 + many / 50 {
            asleep.push(fall_asleep(&log, [ada, ben], Duration::from_millis(late * 137 % 1_000)).await);
        }
        let begun = Instant::now();
        die(*dies, &bed, &mut process);
        println!("{dies:?} was away for {:?}", begun.elapsed());
    }
    let played: Vec<_> = join_all(playing).await.into_iter().map(|plies| plies.expect("a game")).collect();
    for (game, plies) in games.iter().zip(&played) {
        goes_on(ada, game, plies).await;
    }
    let log = bed.log().await;
    eventually("everybody's time is up", || async { flags(&log).await.len() >= asleep.len() }).await;
    let fallen = flags(&log).await;
    assert_eq!(fallen.len(), asleep.len(), "only theirs");
    for (game, due) in asleep {
        assert!(matches!(fallen[&game][..], [at] if at >= due), "once, when it is due at {due}: {:?}", fallen[&game]);
    }
}

async fn begin([ada, ben]: [&Client; 2], turns: &Semaphore) -> String {
    let _turn = turns.acquire().await;
    let game = open(ada, json!({ "kind": "connect_four", "clock": CLOCK })).await;
    assert_eq!(ben.put(&format!("/api/games/{game}/seat"), json!({})).await.status, 200);
    game
}

async fn reached(made: &AtomicU64, many: u64) {
    let begun = Instant::now();
    while made.load(Ordering::Relaxed) < many {
        assert!(begun.elapsed() < PATIENCE, "{} of {many} moves", made.load(Ordering::Relaxed));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Makes every move, each with one key until it is acknowledged.
async fn play_on(players: [Client; 2], game: String, turns: Arc<Semaphore>, made: Arc<AtomicU64>) -> Vec<Ply> {
    let mut plies = Vec::new();
    for ply in 0..PLIES {
        let _turn = turns.acquire().await;
        let column = char::from(b'a' + (ply % 7) as u8);
        let body = json!({ "move": column, "ply": ply });
        let (player, key, asked) = (&players[ply as usize % 2], Uuid::now_v7(), Instant::now());
        let answer = loop {
            let request = player.request(Method::POST, &format!("/api/games/{game}/moves")).json(&body);
            let request = request.header("idempotency-key", key.to_string()).timeout(Duration::from_secs(5));
            match request.send().await {
                Ok(answer) if answer.status() == 200 => match answer.json::<Value>().await {
                    Ok(game) => break game,
                    Err(_) => continue,
                },
                Ok(answer) => assert_eq!(answer.status(), 503, "{:?}", answer.text().await),
                // The node is gone: the same key again, when it is back.
                Err(_) => {}
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        plies.push(Ply::of(&answer, asked));
        made.fetch_add(1, Ordering::Relaxed);
    }
    plies
}

/// What can be read now is what was acknowledged.
async fn goes_on(client: &Client, game: &str, plies: &[Ply]) {
    let (path, last) = (format!("/api/games/{game}"), plies.last().unwrap());
    let moves = client.get_after(&format!("{path}/moves"), last.position).await.body;
    let items = moves["items"].as_array().unwrap();
    let kept: Vec<u64> = items.iter().map(|item| item["position"].as_u64().unwrap()).collect();
    let acknowledged: Vec<u64> = plies.iter().map(|ply| ply.position).collect();
    assert_eq!(kept, acknowledged, "each acknowledged move once, in its place");
    let read = client.get(&path).await.body;
    assert_eq!(clocks::left(&read), last.left, "the clock as it was acknowledged");
    clocks::run_as_time_does(CLOCK, plies);
}

/// A game in which nobody moves, whose first player's time is up so much later than now; its id, and when that is.
async fn fall_asleep(log: &Log, players: [&Client; 2], later: Duration) -> (GameId, OffsetDateTime) {
    let due = OffsetDateTime::now_utc() + later;
    // To the microsecond, as commands are asked.
    let due = due.replace_microsecond(due.microsecond()).unwrap();
    let at = due - Duration::from_secs(SHORT.initial_s.into()) - LAG_MOST;
    let [first, second] = players.map(|player| {
        let actor: PersonId = player.id.parse().unwrap();
        Request { actor, key: Key::fresh(), at, fingerprint: "asleep".into() }
    });
    let kind = Kind::named("chess").unwrap();
    let wanted = Open { kind, invited: None, clock: Some(SHORT), wait: Duration::from_secs(600), slot: None };
    let game = GameId(created("game", first.actor, first.key));
    eventually("a game that is on", || async {
        let opened = commands::open(log, &first, &wanted).await;
        opened.is_ok() && commands::join(log, &second, game).await.is_ok()
    })
    .await;
    (game, due)
}

/// By game: when its flag fell, as often as it did.
async fn flags(log: &Log) -> HashMap<GameId, Vec<OffsetDateTime>> {
    let end = log.end().await.expect("the end");
    let mut fallen: HashMap<GameId, Vec<OffsetDateTime>> = HashMap::new();
    for entry in log.range(0, end, usize::MAX).await.expect("the log") {
        if &*entry.kind == "game.flagged" {
            let fields: Value = serde_json::from_slice(&entry.payload).expect("JSON");
            let game = fields["game"].as_str().and_then(|id| id.parse().ok()).expect("a game");
            fallen.entry(game).or_default().push(entry.meta().at);
        }
    }
    fallen
}

//! What can fail, and how it is made to.

use super::campaign::{NODES, Stage};
use crate::support::Client;
use loggia::comments::Added;
use loggia::id::{CommentId, Key, PersonId, created};
use loggia::log::{Proposal, Request, Subject, Unit};
use rand::Rng;
use rand::rngs::StdRng;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::task::block_in_place;
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    KillNode,
    KillNats,
    KillRedis,
    KillPostgres,
    /// It is there, and does not answer.
    StopPostgres,
    /// Clients' connections to a node break, all at once.
    CutClients,
    StallClients,
    DelayClients,
    CutNats,
    StallNats,
    DelayNats,
    StallRedis,
    /// Facts whose own times jump about, as those of machines with bad clocks do. The nodes' own clocks are left alone: that
    /// takes another kernel's time, or a switch in every place that asks for it.
    ClocksJump,
}

impl Fault {
    pub const ALL: [Fault; 13] = [
        Fault::KillNode,
        Fault::KillNats,
        Fault::KillRedis,
        Fault::KillPostgres,
        Fault::StopPostgres,
        Fault::CutClients,
        Fault::StallClients,
        Fault::DelayClients,
        Fault::CutNats,
        Fault::StallNats,
        Fault::DelayNats,
        Fault::StallRedis,
        Fault::ClocksJump,
    ];
}

/// Happens, lasts as long as the dice say, and is over when this returns; a node that died is up again.
pub async fn happen(stage: &mut Stage, fault: Fault, random: &mut StdRng, somebody: &Client) {
    let node = random.random_range(0..NODES);
    let lasts = Duration::from_millis(random.random_range(50..900));
    let delay = Duration::from_millis(random.random_range(1..60));
    match fault {
        Fault::KillNode => block_in_place(|| stage.nodes[node].kill_and_restart()),
        Fault::KillNats => {
            stage.bed.kill_nats();
            sleep(lasts).await;
            block_in_place(|| stage.bed.restart_nats());
        }
        Fault::KillRedis => {
            stage.bed.kill_redis();
            sleep(lasts).await;
            block_in_place(|| stage.bed.restart_redis());
        }
        Fault::KillPostgres => block_in_place(|| {
            stage.bed.kill_postgres();
            stage.bed.start_postgres();
        }),
        Fault::StopPostgres => {
            stage.bed.stop_postgres(true);
            sleep(lasts).await;
            stage.bed.stop_postgres(false);
        }
        Fault::CutClients => stage.to_nodes[node].cut(),
        Fault::CutNats => stage.to_nats[node].cut(),
        Fault::StallClients => stall(&stage.to_nodes[node], lasts).await,
        Fault::StallNats => stall(&stage.to_nats[node], lasts).await,
        Fault::StallRedis => stall(&stage.to_redis[node], lasts).await,
        Fault::DelayClients => slow(&stage.to_nodes[node], delay, lasts).await,
        Fault::DelayNats => slow(&stage.to_nats[node], delay, lasts).await,
        Fault::ClocksJump => clocks_jump(stage, random, somebody).await,
    }
}

async fn stall(link: &crate::support::Link, lasts: Duration) {
    link.still(true);
    sleep(lasts).await;
    link.still(false);
}

async fn slow(link: &crate::support::Link, delay: Duration, lasts: Duration) {
    link.delay(delay);
    sleep(lasts).await;
    link.delay(Duration::ZERO);
}

/// Comments from hours ago and hours ahead, in no order.
async fn clocks_jump(stage: &Stage, random: &mut StdRng, somebody: &Client) {
    let log = stage.bed.log().await;
    let actor: PersonId = somebody.id.parse().expect("an id");
    for _ in 0..20 {
        let key = Key::fresh();
        let comment = CommentId(created("comment", actor, key));
        let at = OffsetDateTime::now_utc() + time::Duration::minutes(random.random_range(-600..600));
        let request = Request { actor, key, at, fingerprint: "torture".into() };
        let added = Added {
            comment,
            post: stage.post.parse().expect("an id"),
            parent: None,
            parent_author: None,
            post_author: actor,
            body: "at some other time".into(),
            community: None,
            private: false,
            mentions: Vec::new(),
        };
        let event = loggia::comments::Event::from(added).into();
        let proposal = Proposal::new(Subject::of(Unit::Comment, comment), &request, &event, Some(0)).expect("JSON");
        log.append(proposal).await.expect("appended");
    }
}

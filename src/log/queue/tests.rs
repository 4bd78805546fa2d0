use super::*;
use crate::log::append::tests::waiting;

/// Far longer than a test takes.
const LONG: Duration = Duration::from_secs(60);

/// The next group, which did not wait to the end.
async fn soon(queue: &mut Queue) -> Vec<Waiting> {
    tokio::time::timeout(LONG / 2, queue.group()).await.expect("it was let out")
}

fn one(urgent: bool) -> Waiting {
    let mut one = waiting(7, 1, None);
    one.proposal.urgent = urgent;
    one
}

/// A queue in which things wait for each other for so long, and its other end.
fn queue(hold: Duration, busy: bool) -> (mpsc::Sender<Waiting>, Queue) {
    let (sender, waiting) = mpsc::channel(4 * MOST);
    let mut queue = Queue { hold, ..Queue::new(waiting) };
    if busy {
        queue.gather.came(1_000_000, Instant::now());
    }
    (sender, queue)
}

fn put(sender: &mpsc::Sender<Waiting>, many: usize) {
    for _ in 0..many {
        sender.try_send(one(false)).expect("there is room");
    }
}

#[tokio::test]
async fn where_little_comes_it_goes_at_once() {
    let (sender, mut queue) = queue(LONG, false);
    put(&sender, 1);
    assert_eq!(soon(&mut queue).await.len(), 1);
}

#[tokio::test]
async fn where_much_comes_it_waits_for_more_until_that_is_enough() {
    let (sender, mut queue) = queue(LONG, true);
    put(&sender, 1);
    let (group, ()) = tokio::join!(soon(&mut queue), async {
        for _ in 1..ENOUGH {
            tokio::task::yield_now().await;
            put(&sender, 1);
        }
    });
    assert_eq!(group.len(), ENOUGH);
}

#[tokio::test]
async fn it_waits_no_longer_than_the_first_of_it_may() {
    let (sender, mut queue) = queue(Duration::from_millis(1), true);
    put(&sender, 3);
    assert_eq!(queue.group().await.len(), 3);
}

#[tokio::test]
async fn what_is_urgent_does_not_wait_and_takes_along_what_does() {
    let (sender, mut queue) = queue(LONG, true);
    put(&sender, 1);
    let (group, ()) = tokio::join!(soon(&mut queue), async {
        tokio::task::yield_now().await;
        sender.try_send(one(true)).expect("there is room");
    });
    assert_eq!(group.len(), 2);
}

#[tokio::test]
async fn what_is_urgent_does_not_end_the_waiting_of_others() {
    let (sender, mut queue) = queue(LONG, true);
    for _ in 0..10 {
        put(&sender, 1);
        tokio::join!(soon(&mut queue), async {
            tokio::task::yield_now().await;
            sender.try_send(one(true)).expect("there is room");
        });
    }
    assert!(queue.gather.waits(Instant::now()));
}

#[tokio::test]
async fn a_group_has_a_most_and_the_last_is_told_that_nobody_asks_any_more() {
    let (sender, mut queue) = queue(LONG, true);
    put(&sender, MOST + ENOUGH);
    assert_eq!(soon(&mut queue).await.len(), MOST);
    let mut rest = soon(&mut queue).await;
    assert_eq!(rest.len(), ENOUGH);
    put(&sender, MOST);
    queue.join(&mut rest);
    assert_eq!(rest.len(), MOST);
    drop(sender);
    assert_eq!(soon(&mut queue).await.len(), ENOUGH);
    assert_eq!(soon(&mut queue).await.len(), 0);
}

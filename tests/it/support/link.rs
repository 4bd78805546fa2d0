//! A link that can be slow, stand still, and break: a small proxy between two programs.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What it does to what passes through it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Weather {
    /// Each piece waits so long.
    delay: Duration,
    still: bool,
    /// Connections begun before this was last raised are over.
    cuts: u64,
}

/// Where it leads.
#[derive(Clone)]
pub enum Target {
    Tcp(String),
    Unix(PathBuf),
}

pub struct Link {
    pub address: SocketAddr,
    weather: watch::Sender<Weather>,
    task: JoinHandle<()>,
}

impl Link {
    pub async fn to(target: Target) -> Link {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (weather, seen) = watch::channel(Weather::default());
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(pass(near, target.clone(), seen.clone()));
            }
        });
        Link { address, weather, task }
    }

    pub fn delay(&self, delay: Duration) {
        self.weather.send_modify(|weather| weather.delay = delay);
    }

    /// Nothing passes, nothing is refused.
    pub fn still(&self, still: bool) {
        self.weather.send_modify(|weather| weather.still = still);
    }

    /// Every connection breaks; new ones are taken.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.cuts += 1);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn pass(near: TcpStream, target: Target, mut weather: watch::Receiver<Weather>) {
    let begun = weather.borrow().cuts;
    let seen = weather.clone();
    let through = async {
        let _ = near.set_nodelay(true);
        let (near_in, near_out) = near.into_split();
        match target {
            Target::Tcp(address) => {
                let Ok(far) = TcpStream::connect(address).await else { return };
                let _ = far.set_nodelay(true);
                let (far_in, far_out) = far.into_split();
                // Whichever end comes first is the end of both.
                tokio::select! {
                    () = carry(near_in, far_out, seen.clone()) => {}
                    () = carry(far_in, near_out, seen) => {}
                }
            }
            Target::Unix(path) => {
                let Ok(far) = UnixStream::connect(path).await else { return };
                let (far_in, far_out) = far.into_split();
                tokio::select! {
                    () = carry(near_in, far_out, seen.clone()) => {}
                    () = carry(far_in, near_out, seen) => {}
                }
            }
        }
    };
    tokio::select! {
        () = through => {}
        // Also when the link itself is gone.
        _ = weather.wait_for(|weather| weather.cuts > begun) => {}
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut weather: watch::Receiver<Weather>,
) {
    let mut piece = vec![0; 16 << 10];
    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else { return };
        let Ok(now) = weather.wait_for(|weather| !weather.still).await.map(|weather| *weather) else { return };
        if !now.delay.is_zero() {
            tokio::time::sleep(now.delay).await;
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}

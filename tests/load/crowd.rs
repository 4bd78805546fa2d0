//! Many clients on one thread: each a task that reads into a buffer all share and notes what came in a record of its own.

use crate::record::{Expected, Record};
use crate::wire::{self, Dialect, Reading};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet, spawn_local};

const BUFFER: usize = 256 << 10;
/// A server that has not welcomed a client by then never will.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections being opened at once.
pub const AT_ONCE: usize = 64;

thread_local! {
    static SHARED: RefCell<Vec<u8>> = RefCell::new(vec![0; BUFFER]);
}

/// How one connection is made: an upgrade, then what is said and what must be heard before the next word.
#[derive(Clone, Debug)]
pub struct Opening {
    pub host: String,
    pub path: String,
    /// Further header lines, each ended with `\r\n`.
    pub headers: String,
    pub steps: Vec<Step>,
    pub dialect: Dialect,
    pub topics: Vec<String>,
    /// A receive buffer smaller than the system's own, for clients that are to stall.
    pub receive: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub say: Option<String>,
    pub hear: String,
}

/// A connection that has been welcomed, and what came after the welcome.
pub struct Open {
    pub stream: TcpStream,
    rest: Vec<u8>,
    /// The last answer of the opening.
    pub welcome: String,
}

impl Opening {
    /// # Errors
    /// When the server refuses, or says something else than expected.
    pub async fn open(&self) -> io::Result<Open> {
        match tokio::time::timeout(PATIENCE, self.converse()).await {
            Ok(open) => open,
            Err(_) => Err(ErrorKind::TimedOut.into()),
        }
    }

    async fn converse(&self) -> io::Result<Open> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = self.receive {
            socket.set_recv_buffer_size(bytes)?;
        }
        let address = self.host.parse().map_err(io::Error::other)?;
        let mut stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let upgrade = format!(
            "GET {} HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: AAECAwQFBgcICQoLDA0ODw==\r\n{}\r\n",
            self.path, self.host, self.headers
        );
        stream.write_all(upgrade.as_bytes()).await?;
        let mut rest = Vec::new();
        let head = loop {
            if let Some(end) = rest.windows(4).position(|window| window == b"\r\n\r\n") {
                break rest.drain(..end + 4).collect::<Vec<u8>>();
            }
            more(&mut stream, &mut rest).await?;
        };
        if !head.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned()));
        }
        let mut open = Open { stream, rest, welcome: String::new() };
        for step in &self.steps {
            if let Some(word) = &step.say {
                let opcode = if self.dialect == Dialect::Nats { wire::BINARY } else { wire::TEXT };
                open.stream.write_all(&wire::frame(opcode, word.as_bytes())).await?;
            }
            open.hear(&step.hear).await?;
        }
        Ok(open)
    }
}

impl Open {
    pub async fn say(&mut self, word: &str) -> io::Result<()> {
        self.stream.write_all(&wire::frame(wire::TEXT, word.as_bytes())).await
    }

    /// Reads until so many deliveries are on record.
    pub async fn until(&mut self, deliveries: u64, reading: &mut Reading, record: &mut Record) -> io::Result<()> {
        loop {
            let taken = reading.take(&self.rest, 0, record);
            self.rest.drain(..taken);
            if record.deliveries >= deliveries {
                return Ok(());
            }
            more(&mut self.stream, &mut self.rest).await?;
        }
    }

    async fn hear(&mut self, wanted: &str) -> io::Result<()> {
        loop {
            while let Some((opcode, payload, length)) = wire::whole(&self.rest) {
                let text = String::from_utf8_lossy(payload).into_owned();
                self.rest.drain(..length);
                if text.contains(wanted) {
                    self.welcome = text;
                    return Ok(());
                }
                // A frame that is dropped here would be missed in the audit, as if the server had lost it.
                if opcode > wire::BINARY || text.contains("\"seq\":") {
                    return Err(io::Error::other(format!("{text} instead of {wanted}")));
                }
            }
            more(&mut self.stream, &mut self.rest).await?;
        }
    }
}

async fn more(stream: &mut TcpStream, into: &mut Vec<u8>) -> io::Result<()> {
    into.reserve(2048);
    match stream.read_buf(into).await? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// Connects them all, so many at a time, each reading into its record as soon as it is welcome; gives them in their order.
///
/// # Errors
/// The first that could not be connected.
pub async fn connect(
    openings: Vec<Opening>,
    at_once: usize,
    records: Records,
    epoch: Instant,
) -> Result<Crowd, String> {
    let mut waiting: VecDeque<_> = openings.into_iter().zip(records).enumerate().collect();
    let (mut opening, mut crowd) = (JoinSet::new(), Vec::with_capacity(waiting.len()));
    loop {
        while opening.len() < at_once
            && let Some((number, (one, record))) = waiting.pop_front()
        {
            opening.spawn_local(async move {
                let open = one.open().await?;
                io::Result::Ok((number, Reader::start(&one, open, record, epoch)))
            });
        }
        match opening.join_next().await {
            None => break,
            Some(Ok(Ok(reader))) => crowd.push(reader),
            Some(Ok(Err(error))) => return Err(format!("a connection could not be opened: {error}")),
            Some(Err(_)) => return Err("a connection could not be opened".into()),
        }
    }
    crowd.sort_by_key(|(number, _)| *number);
    Ok(crowd.into_iter().map(|(_, reader)| reader).collect())
}

/// Connected clients, each with a record of its own.
pub type Crowd = Vec<Reader>;
pub type Records = Vec<Rc<RefCell<Record>>>;

/// Fresh records for so many clients.
pub fn records(many: usize, base: u64, samples: bool) -> Records {
    (0..many).map(|_| Rc::new(RefCell::new(Record::new(base, samples)))).collect()
}

pub fn deliveries(readers: &[Reader]) -> u64 {
    readers.iter().map(|reader| reader.record.borrow().deliveries).sum()
}

/// How many connections are over.
pub fn gone(readers: &[Reader]) -> usize {
    readers.iter().filter(|reader| !reader.is_there()).count()
}

/// No more deliveries for this long: no more will come.
const SILENCE: Duration = Duration::from_secs(5);

/// Waits until so many have come, or nothing comes any more.
pub async fn delivered(readers: &[Reader], due: u64) {
    let (mut had, mut since) = (0, Instant::now());
    while had < due && since.elapsed() < SILENCE {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let now = deliveries(readers);
        if now > had {
            (had, since) = (now, Instant::now());
        }
    }
}

/// A connected client.
pub struct Reader {
    pub topics: Vec<String>,
    pub record: Rc<RefCell<Record>>,
    task: JoinHandle<()>,
}

impl Reader {
    /// Reads on from the welcome, into this record.
    pub fn start(opening: &Opening, open: Open, record: Rc<RefCell<Record>>, epoch: Instant) -> Reader {
        let reading = Reading::new(opening.dialect);
        let task = spawn_local(read(open.stream, open.rest, reading, record.clone(), epoch));
        Reader { topics: opening.topics.clone(), record, task }
    }

    /// Whether the connection is still there.
    pub fn is_there(&self) -> bool {
        !self.task.is_finished()
    }

    /// Cuts the connection, whatever is on its way.
    pub fn cut(&self) {
        self.task.abort();
    }

    /// Waits for the end of the connection.
    pub async fn ended(&mut self) {
        // Cut is an end as well.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(
    mut stream: TcpStream,
    mut rest: Vec<u8>,
    mut reading: Reading,
    record: Rc<RefCell<Record>>,
    epoch: Instant,
) {
    if !rest.is_empty() {
        let taken = reading.take(&rest, since(epoch), &mut record.borrow_mut());
        rest.drain(..taken);
    }
    loop {
        let turn = poll_fn(|context| turn(context, &mut stream, &mut rest, &mut reading, &record, epoch)).await;
        if !matches!(turn, Ok(true)) {
            return;
        }
        if !reading.answers.is_empty() {
            let answers = std::mem::take(&mut reading.answers);
            if stream.write_all(&answers).await.is_err() {
                return;
            }
        }
    }
}

/// One read of whatever is there; `false` at the end.
fn turn(
    context: &mut Context<'_>,
    stream: &mut TcpStream,
    rest: &mut Vec<u8>,
    reading: &mut Reading,
    record: &RefCell<Record>,
    epoch: Instant,
) -> Poll<io::Result<bool>> {
    SHARED.with_borrow_mut(|shared| {
        if rest.len() + 1 > shared.len() {
            shared.resize(rest.len() * 2, 0);
        }
        shared[..rest.len()].copy_from_slice(rest);
        let mut buffer = ReadBuf::new(shared);
        buffer.set_filled(rest.len());
        ready!(Pin::new(stream).poll_read(context, &mut buffer))?;
        let bytes = buffer.filled();
        if bytes.len() == rest.len() {
            return Poll::Ready(Ok(false));
        }
        let taken = reading.take(bytes, since(epoch), &mut record.borrow_mut());
        // An idle connection keeps no memory.
        *rest = if taken == bytes.len() { Vec::new() } else { bytes[taken..].to_vec() };
        Poll::Ready(Ok(true))
    })
}

/// Microseconds.
pub fn since(epoch: Instant) -> u32 {
    epoch.elapsed().as_micros() as u32
}

/// Everything wrong with what these were given.
pub fn audit(readers: &[Reader], expected: &Expected) -> Vec<String> {
    let of = |(number, reader): (usize, &Reader)| {
        let wrong = reader.record.borrow().audit(&reader.topics, expected);
        wrong.into_iter().map(move |what| format!("client {number}: {what}"))
    };
    readers.iter().enumerate().flat_map(of).collect()
}

//! Websocket frames and what is inside them, as cheaply as a client can have them: headers are walked, nothing is parsed as JSON
//! that need not be. The servers do not mask theirs.

use crate::record::Record;
use serde_json::Value;

pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// How a server talks inside its frames.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// `loggia.v1`.
    Loggia,
    /// One message a frame, with `"seq":` near its beginning.
    Plain,
    /// The same over engine.io, which asks `2` and wants to hear `3`.
    EngineIo,
    /// Replies of Centrifugo, one a line; it asks `{}` and wants to hear the same.
    Centrifugo,
    /// NATS, a stream that takes no notice of frames.
    Nats,
}

/// A frame of the client. The mask is zero, so that nothing is to be done for it here; the server unmasks all the same.
pub fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length @ 126..65_536 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// Opcode, length of the header and of the payload.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let opcode = bytes.first()? & 0x0f;
    match bytes.get(1)? & 0x7f {
        126 => Some((opcode, 4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)))),
        127 => Some((opcode, 10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?) as usize)),
        length => Some((opcode, 2, usize::from(length))),
    }
}

/// The whole frame that `bytes` begin with: opcode, payload, length in all.
pub fn whole(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (opcode, before, length) = header(bytes)?;
    Some((opcode, bytes.get(before..before + length)?, before + length))
}

/// Reads what one connection is sent.
pub struct Reading {
    dialect: Dialect,
    /// What must be answered, as frames.
    pub answers: Vec<u8>,
    nats: Nats,
}

impl Reading {
    pub fn new(dialect: Dialect) -> Reading {
        Reading { dialect, answers: Vec::new(), nats: Nats::default() }
    }

    /// Takes every whole frame of `bytes`; how many bytes that were. `now`: microseconds.
    pub fn take(&mut self, bytes: &[u8], now: u32, record: &mut Record) -> usize {
        let mut taken = 0;
        if self.dialect == Dialect::Nats {
            return self.stream(bytes, now, record);
        }
        while let Some((opcode, payload, length)) = whole(&bytes[taken..]) {
            taken += length;
            self.frame(opcode, payload, now, record);
        }
        taken
    }

    fn frame(&mut self, opcode: u8, payload: &[u8], now: u32, record: &mut Record) {
        match (opcode, self.dialect) {
            (PING, _) => self.answers.extend(frame(PONG, payload)),
            (PONG, _) => {}
            (CLOSE, _) => record.closed(payload),
            (_, Dialect::Loggia) => loggia(payload, now, record),
            (_, Dialect::EngineIo) if payload == b"2" => self.answers.extend(frame(TEXT, b"3")),
            (_, Dialect::Centrifugo) => {
                for line in payload.split(|byte| *byte == b'\n') {
                    match line {
                        b"{}" => self.answers.extend(frame(TEXT, b"{}")),
                        line => plain(line, now, record),
                    }
                }
            }
            (_, Dialect::Plain | Dialect::EngineIo | Dialect::Nats) => plain(payload, now, record),
        }
    }

    /// NATS: frames may be larger than what is read at once, and messages may cross their borders.
    fn stream(&mut self, bytes: &[u8], now: u32, record: &mut Record) -> usize {
        let mut taken = 0;
        loop {
            if self.nats.left == 0 {
                let Some((opcode, before, length)) = header(&bytes[taken..]) else { return taken };
                if opcode >= CLOSE {
                    let Some((_, payload, length)) = whole(&bytes[taken..]) else { return taken };
                    self.frame(opcode, payload, now, record);
                    taken += length;
                    continue;
                }
                taken += before;
                self.nats.left = length;
            }
            let here = self.nats.left.min(bytes.len() - taken);
            if here == 0 && self.nats.left > 0 {
                return taken;
            }
            self.nats.left -= here;
            let asked = self.nats.take(&bytes[taken..taken + here], now, record);
            taken += here;
            if asked {
                self.answers.extend(frame(BINARY, b"PONG\r\n"));
            }
        }
    }
}

const EVENT: &[u8] = br#"{"op":"event","seq":"#;
const HEARTBEAT: &[u8] = br#"{"op":"heartbeat","position":"#;

/// A frame that does not begin as they do today is read as what it is, JSON.
fn loggia(payload: &[u8], now: u32, record: &mut Record) {
    if let Some(rest) = payload.strip_prefix(EVENT) {
        return record.event(number(rest), now);
    }
    if let Some(rest) = payload.strip_prefix(HEARTBEAT) {
        return record.passed(number(rest));
    }
    let frame: Value = serde_json::from_slice(payload).unwrap_or_default();
    match frame["op"].as_str().unwrap_or_default() {
        "event" => record.event(frame["seq"].as_u64().unwrap_or(0), now),
        "heartbeat" => record.passed(frame["position"].as_u64().unwrap_or(0)),
        "reset" => {
            record.reset(frame["position"].as_u64().unwrap_or(0), frame["reason"].as_str().unwrap_or_default());
        }
        "friend_presence_changed" => {
            record.changed(frame["person"].as_str().unwrap_or_default(), frame["status"].as_str().unwrap_or_default());
        }
        "friends_online_snapshot" => {
            let people = frame["people"].as_array().into_iter().flatten();
            record.all_online(people.filter_map(Value::as_str).map(str::to_owned).collect());
        }
        "connected_users" => record.told_of(frame["conversation"].as_str().unwrap_or_default(), now),
        "reconnect" => record.asked_to_go(frame["after_ms"].as_u64().unwrap_or(0)),
        // Where a client reads its own welcome.
        "hello" => {}
        _ => record.fault(format!("unexpected {frame}")),
    }
}

fn plain(payload: &[u8], now: u32, record: &mut Record) {
    const SEQ: &[u8] = br#""seq":"#;
    let head = &payload[..payload.len().min(256)];
    match head.windows(SEQ.len()).position(|window| window == SEQ) {
        Some(at) => record.event(number(&payload[at + SEQ.len()..]), now),
        None => record.fault(format!("unexpected {}", String::from_utf8_lossy(head))),
    }
}

/// The number that `bytes` begin with.
fn number(bytes: &[u8]) -> u64 {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
}

#[derive(Default)]
struct Nats {
    /// Bytes of the frame that are yet to come.
    left: usize,
    /// A line, or the message it announced, that has not come whole.
    part: Vec<u8>,
    /// Length of the message that is on its way, with the line end after it.
    message: Option<usize>,
}

impl Nats {
    /// Whether the server asked for a sign of life.
    fn take(&mut self, bytes: &[u8], now: u32, record: &mut Record) -> bool {
        let mut asked = false;
        let mut rest = bytes;
        if !self.part.is_empty() {
            rest = self.complete(rest, now, record, &mut asked);
        }
        while let Some(used) = self.step(rest, now, record, &mut asked) {
            rest = &rest[used..];
        }
        self.part.extend(rest);
        asked
    }

    /// Adds to what has not come whole until it has; gives what is left of `bytes`.
    fn complete<'a>(&mut self, bytes: &'a [u8], now: u32, record: &mut Record, asked: &mut bool) -> &'a [u8] {
        let mut part = std::mem::take(&mut self.part);
        let before = part.len();
        part.extend(bytes);
        match self.step(&part, now, record, asked) {
            // What was kept was not whole, so the end lies in what came now.
            Some(used) => &bytes[used - before..],
            None => {
                self.part = part;
                &[]
            }
        }
    }

    /// One line or one message; the bytes it took, `None` when it has not come whole.
    fn step(&mut self, bytes: &[u8], now: u32, record: &mut Record, asked: &mut bool) -> Option<usize> {
        if let Some(length) = self.message {
            plain(bytes.get(..length)?, now, record);
            self.message = None;
            return Some(length);
        }
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let line = bytes[..end].trim_ascii_end();
        if line.starts_with(b"MSG ") {
            let digits = line.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
            self.message = Some(number(digits) as usize + 2);
        } else if line == b"PING" {
            *asked = true;
        } else if line.starts_with(b"-ERR") {
            record.fault(String::from_utf8_lossy(line).into_owned());
        }
        Some(end + 1)
    }
}

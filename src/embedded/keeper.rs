//! The thread that spawns the private servers and outlives everything but the process.
//!
//! The kernel's "tell me when my parent dies" follows the *thread* that spawned, and runtime threads come and go. So one thread
//! does all the spawning and then sleeps for ever.

use super::{Directory, EmbeddedError, io_error};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

/// The user and group a server runs as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

pub struct Keeper {
    jobs: mpsc::Sender<Job>,
}

struct Job {
    command: Command,
    spawned: mpsc::Sender<io::Result<Child>>,
}

impl Keeper {
    pub fn start() -> Result<Keeper, EmbeddedError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("keeper".into())
            .spawn(move || {
                while let Ok(mut job) = queue.recv() {
                    let _ = job.spawned.send(job.command.spawn());
                }
                loop {
                    std::thread::park();
                }
            })
            .map_err(io_error("the keeper's thread"))?;
        Ok(Keeper { jobs })
    }

    /// Runs `command` as the directory's owner; `signal` reaches it when this process dies, however it dies.
    pub fn spawn(&self, directory: &Directory, mut command: Command, signal: i32) -> Result<Child, EmbeddedError> {
        if let Some(owner) = directory.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command.stdin(Stdio::null()).current_dir(&directory.path);
        // Out of the terminal's process group: Ctrl-C is for Loggia, which then stops its servers in order.
        command.process_group(0);
        die_with_parent(&mut command, signal, directory.lock.as_raw_fd());
        let (spawned, answer) = mpsc::channel();
        let name = command.get_program().to_string_lossy().into_owned();
        let gone = || io::Error::other("the keeper is gone");
        self.jobs.send(Job { command, spawned }).map_err(|_| io_error(name.clone())(gone()))?;
        answer.recv().unwrap_or_else(|_| Err(gone())).map_err(io_error(name))
    }
}

#[allow(unsafe_code, reason = "prctl and fcntl between fork and exec have no safe wrapper")]
fn die_with_parent(command: &mut Command, signal: i32, lock: i32) {
    let parent = std::process::id();
    // SAFETY: only async-signal-safe calls, on values that are copied in. `Command` has changed uid and gid before this, which
    // matters: changing the user clears the parent-death signal.
    unsafe {
        command.pre_exec(move || {
            if libc::prctl(libc::PR_SET_PDEATHSIG, signal) != 0 || libc::fcntl(lock, libc::F_SETFD, 0) != 0 {
                return Err(io::Error::last_os_error());
            }
            if libc::getppid() as u32 != parent {
                return Err(io::Error::from_raw_os_error(libc::ECHILD));
            }
            Ok(())
        });
    }
}

#[allow(unsafe_code, reason = "kill(2) has no safe wrapper in the standard library")]
pub(super) fn send_signal(pid: u32, signal: i32) {
    if let Ok(pid) = i32::try_from(pid) {
        // SAFETY: sending a signal touches no memory of ours.
        unsafe { libc::kill(pid, signal) };
    }
}

#[allow(unsafe_code, reason = "kill(2) has no safe wrapper in the standard library")]
pub(super) fn send_signal_to_group(leader: u32, signal: i32) {
    if let Ok(leader) = i32::try_from(leader) {
        // SAFETY: sending a signal touches no memory of ours.
        unsafe { libc::kill(-leader, signal) };
    }
}

#[allow(unsafe_code, reason = "geteuid(2) has no safe wrapper in the standard library")]
pub(super) fn is_root() -> bool {
    // SAFETY: it only answers a number.
    unsafe { libc::geteuid() == 0 }
}

//! What the machine says of processes: CPU, memory, who belongs to whom; and binding them to a core.

use std::collections::BTreeMap;
use std::ops::{Add, Sub};
use std::process::Command;

/// CPU time, in seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu {
    pub user: f64,
    pub kernel: f64,
}

/// What `/proc` counts CPU in; Linux tells every program so, whatever the kernel's own tick is.
const TICKS: f64 = 100.0;

impl Cpu {
    pub fn total(self) -> f64 {
        self.user + self.kernel
    }
}

impl Add for Cpu {
    type Output = Cpu;

    fn add(self, other: Cpu) -> Cpu {
        Cpu { user: self.user + other.user, kernel: self.kernel + other.kernel }
    }
}

impl Sub for Cpu {
    type Output = Cpu;

    fn sub(self, other: Cpu) -> Cpu {
        Cpu { user: self.user - other.user, kernel: self.kernel - other.kernel }
    }
}

/// What `/proc/<pid>/stat` says after the name, which is in brackets and may hold anything.
fn stat(process: u32) -> Option<(String, Vec<f64>)> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (before, after) = text.rsplit_once(") ")?;
    let name = before.split_once(" (")?.1.to_owned();
    Some((name, after.split(' ').skip(1).map(|number| number.trim().parse().unwrap_or(0.0)).collect()))
}

/// What a process has used so far, with that of children it has seen the end of.
pub fn cpu(process: u32) -> Cpu {
    let Some((_, numbers)) = stat(process) else { return Cpu::default() };
    let of = |index: usize| numbers.get(index).copied().unwrap_or(0.0) / TICKS;
    Cpu { user: of(10) + of(12), kernel: of(11) + of(13) }
}

/// A process and all below it, by name.
pub fn family(process: u32) -> BTreeMap<String, Vec<u32>> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let all = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let known: Vec<(u32, String, u32)> =
        all.filter_map(|one| stat(one).map(|(name, numbers)| (one, name, numbers[0] as u32))).collect();
    let mut family: Vec<u32> = vec![process];
    let mut at = 0;
    while at < family.len() {
        let parent = family[at];
        family.extend(known.iter().filter(|(_, _, of)| *of == parent).map(|(child, _, _)| *child));
        at += 1;
    }
    let mut named: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (process, name, _) in known {
        if family.contains(&process) {
            named.entry(name).or_default().push(process);
        }
    }
    named
}

/// Bytes of memory that are the process's own.
pub fn private_memory(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("smaps_rollup");
    let of = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0)
    };
    (of("Private_Dirty:") + of("Private_Clean:")) * 1024.0
}

/// A command whose process, and all it starts, stay on that core.
pub fn bound_to(core: Option<usize>, program: &str) -> Command {
    let Some(core) = core else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &core.to_string(), program]);
    command
}

/// Binds this process to a core, threads that are there already included.
pub fn bind(core: usize) -> bool {
    let own = std::process::id().to_string();
    let mut command = Command::new("taskset");
    command.args(["--all-tasks", "--cpu-list", "--pid", &core.to_string(), &own]);
    command.output().is_ok_and(|output| output.status.success())
}

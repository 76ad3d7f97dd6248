//! Simulated points, kept as they come, so that an interrupted calibration goes on with the same bytes.
//!
//! A line of JSON a point: stage, number in it, place and quantities to the last bit (hexadecimal), and a check of
//! the line. The first line says what question the points belong to.

use super::judge::Run;
use super::problem::{Failure, Settings, Simulator, Target, Uncertain};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Where simulated points are kept.
pub trait Store: Send {
    /// Everything that is kept; nothing if it is new.
    fn load(&mut self) -> io::Result<Vec<u8>>;
    /// Adds to the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Keeps this in place of everything.
    fn replace(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Kept in memory only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InMemory(
    /// The bytes.
    pub Vec<u8>,
);

impl Store for InMemory {
    fn load(&mut self) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        bytes.clone_into(&mut self.0);
        Ok(())
    }
}

/// Kept in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile(
    /// The file.
    pub PathBuf,
);

impl Store for InFile {
    fn load(&mut self) -> io::Result<Vec<u8>> {
        match std::fs::read(&self.0) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        }
    }
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&self.0)?;
        io::Write::write_all(&mut file, bytes)
    }
    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(&self.0, bytes)
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    stage: String,
    index: usize,
    place: Vec<String>,
    values: Vec<String>,
    check: String,
}

fn to_bits(values: &[f64]) -> Vec<String> {
    values.iter().map(|v| format!("{:016x}", v.to_bits())).collect()
}

fn from_bits(values: &[String]) -> Option<Vec<f64>> {
    values.iter().map(|v| u64::from_str_radix(v, 16).ok().map(f64::from_bits)).collect()
}

fn check_of(stage: &str, index: usize, place: &[String], values: &[String]) -> String {
    blake3::hash(format!("{stage} {index} {place:?} {values:?}").as_bytes()).to_hex()[..12].to_owned()
}

/// Fingerprint of a question: program version, what is uncertain, targets, simulator and settings but for threads.
pub fn fingerprint(uncertain: &[Uncertain], targets: &[Target], simulator: &str, settings: &Settings) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let settings = Settings { threads: 0, ..settings.clone() };
    let question = format!("{version} {uncertain:?} {targets:?} {simulator} {settings:?}");
    blake3::hash(question.as_bytes()).to_hex()[..16].to_owned()
}

/// What a calibration says of itself while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Stage.
    pub stage: &'a str,
    /// Points of the stage simulated.
    pub done: usize,
    /// Points of the stage.
    pub of: usize,
}

/// The simulator with its record.
pub struct Recorded<'a> {
    uncertain: &'a [Uncertain],
    targets: usize,
    simulator: &'a dyn Simulator,
    store: Mutex<&'a mut dyn Store>,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(Progress) + Sync),
    known: BTreeMap<(String, usize), (Vec<String>, Vec<f64>)>,
}

/// Points of a stage as they come in: handed on to the store in order.
struct Incoming<'a, 'b> {
    values: Vec<Option<Vec<f64>>>,
    written: usize,
    failure: Option<(usize, Failure)>,
    store: &'a mut &'b mut dyn Store,
}

impl<'a> Recorded<'a> {
    /// Opens the record of a question; what a broken write left behind is dropped.
    pub fn open(
        uncertain: &'a [Uncertain],
        targets: &[Target],
        simulator: &'a dyn Simulator,
        settings: &Settings,
        store: &'a mut dyn Store,
        stop: &'a AtomicBool,
        progress: &'a (dyn Fn(Progress) + Sync),
    ) -> Result<Self, Failure> {
        let question = fingerprint(uncertain, targets, &simulator.identity(), settings);
        let header = format!("{{\"question\":\"{question}\"}}\n");
        let bytes = store.load()?;
        let mut known = BTreeMap::new();
        let mut good = 0;
        for (number, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
            if number == 0 {
                if line == header.as_bytes() {
                    good = line.len();
                    continue;
                }
                if line.ends_with(b"\n") {
                    return Err(Failure::OtherRecord("its first line names another one".to_owned()));
                }
                break;
            }
            let Some((key, value)) = read(line) else { break };
            known.insert(key, value);
            good += line.len();
        }
        if good == 0 {
            store.replace(header.as_bytes())?;
        } else if good < bytes.len() {
            store.replace(&bytes[..good])?;
        }
        let targets = targets.len();
        Ok(Self { uncertain, targets, simulator, store: Mutex::new(store), stop, progress, known })
    }

    /// Simulates the points of a stage that are not in the record, on all threads of the pool that this is called
    /// in. Points are begun in order, so that those finished when it is stopped are the first ones.
    pub fn simulate(&self, stage: &str, places: &[Vec<f64>], group: Option<usize>) -> Result<Vec<Run>, Failure> {
        let mut store = self.store.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut values = vec![None; places.len()];
        for (index, place) in places.iter().enumerate() {
            let Some((known_place, known)) = self.known.get(&(stage.to_owned(), index)) else { continue };
            if *known_place != to_bits(place) || known.len() != self.targets {
                return Err(Failure::OtherRecord(format!("{stage}, point {index} lies elsewhere")));
            }
            values[index] = Some(known.clone());
        }
        let written = values.iter().take_while(|v| v.is_some()).count();
        let incoming = Mutex::new(Incoming { values, written, failure: None, store: &mut store });
        let next = AtomicUsize::new(written);
        rayon::broadcast(|_| {
            loop {
                let index = next.fetch_add(1, Ordering::SeqCst);
                if index >= places.len() || self.stop.load(Ordering::SeqCst) {
                    break;
                }
                if !self.one(stage, places, index, group, &incoming) {
                    break;
                }
            }
        });
        let incoming = incoming.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, failure)) = incoming.failure {
            return Err(failure);
        }
        let values: Option<Vec<Vec<f64>>> = incoming.values.into_iter().collect();
        let values = values.ok_or(Failure::Stopped)?;
        Ok(places.iter().zip(values).map(|(place, values)| Run { place: place.clone(), values }).collect())
    }

    /// Simulates one point; false to begin no more.
    fn one(
        &self,
        stage: &str,
        places: &[Vec<f64>],
        index: usize,
        group: Option<usize>,
        incoming: &Mutex<Incoming>,
    ) -> bool {
        let lock = || incoming.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if lock().values[index].is_some() {
            return true;
        }
        let point: Vec<f64> = self.uncertain.iter().zip(&places[index]).map(|(p, place)| p.at(*place)).collect();
        let simulated = self.simulator.simulate(&point, group).and_then(|values| {
            let (got, wanted) = (values.len(), self.targets);
            if got == wanted { Ok(values) } else { Err(format!("{got} quantities for {wanted} targets")) }
        });
        let mut incoming = lock();
        let failed = match simulated {
            Ok(values) => {
                incoming.values[index] = Some(values);
                incoming.write(stage, places).err().map(Failure::Record)
            }
            Err(message) => Some(Failure::Simulator { stage: stage.to_owned(), index, message }),
        };
        let done = incoming.written;
        (self.progress)(Progress { stage, done, of: places.len() });
        let Some(failure) = failed else { return incoming.failure.is_none() };
        if incoming.failure.as_ref().is_none_or(|(other, _)| index < *other) {
            incoming.failure = Some((index, failure));
        }
        false
    }
}

impl Incoming<'_, '_> {
    /// Hands on what follows what was handed on.
    fn write(&mut self, stage: &str, places: &[Vec<f64>]) -> io::Result<()> {
        let mut lines = String::new();
        while let Some(Some(values)) = self.values.get(self.written) {
            let (index, place, values) = (self.written, to_bits(&places[self.written]), to_bits(values));
            let check = check_of(stage, index, &place, &values);
            let line = Line { stage: stage.to_owned(), index, place, values, check };
            lines += &serde_json::to_string(&line).map_err(io::Error::other)?;
            lines.push('\n');
            self.written += 1;
        }
        if lines.is_empty() { Ok(()) } else { self.store.append(lines.as_bytes()) }
    }
}

type Known = ((String, usize), (Vec<String>, Vec<f64>));

/// Reads a line; none if it is broken.
fn read(line: &[u8]) -> Option<Known> {
    let line: Line = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    let whole = check_of(&line.stage, line.index, &line.place, &line.values) == line.check;
    let values = from_bits(&line.values)?;
    whole.then_some(((line.stage, line.index), (line.place, values)))
}

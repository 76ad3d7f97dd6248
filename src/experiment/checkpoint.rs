//! What an interrupted run goes on from.

use super::accounts::Digest;
use serde::{Deserialize, Serialize};

/// The finished replicates of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Run that it belongs to: program version, scenario and seed.
    pub run_id: String,
    /// What is finished, in plan order.
    pub finished: Vec<Option<Digest>>,
}

impl Checkpoint {
    /// Its bytes, exact to the last bit of every number.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// Reads it back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }

    /// Whether anything is left to do.
    pub fn is_complete(&self) -> bool {
        self.finished.iter().all(Option::is_some)
    }
}

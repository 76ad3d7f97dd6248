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
    /// Its bytes, exact to the last bit of every number, behind their BLAKE3 fingerprint.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        let content = postcard::to_stdvec(self)?;
        let mut bytes = blake3::hash(&content).as_bytes().to_vec();
        bytes.extend(content);
        Ok(bytes)
    }

    /// Reads it back; bytes that differ from their fingerprint are refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        let (fingerprint, content) =
            bytes.split_at_checked(blake3::OUT_LEN).ok_or(postcard::Error::DeserializeBadCrc)?;
        if blake3::hash(content).as_bytes() != fingerprint {
            return Err(postcard::Error::DeserializeBadCrc);
        }
        postcard::from_bytes(content)
    }

    /// Whether anything is left to do.
    pub fn is_complete(&self) -> bool {
        self.finished.iter().all(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_checkpoint_is_refused() {
        let checkpoint = Checkpoint { run_id: "abc".to_owned(), finished: vec![None, None] };
        let bytes = checkpoint.to_bytes().expect("written");
        assert_eq!(Checkpoint::from_bytes(&bytes).expect("read"), checkpoint);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Checkpoint::from_bytes(&damaged).is_err(), "{at}");
            assert!(Checkpoint::from_bytes(&bytes[..at]).is_err(), "{at}");
        }
    }
}

//! What may be left of a disk after a loss of power.
//!
//! POSIX promises only what was synced. So of the content that was written to a file since its last sync,
//! any prefix may be there, or bytes that nobody wrote; and each change of a name since the last sync of the
//! folder may be there or not, whatever became of the others. A rename is two such changes: even that the new
//! name comes and the old one goes is not promised together.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use super::disk::Effect;

/// What is on the disk, and what is only on its way there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Medium {
    names: BTreeMap<OsString, usize>,
    /// What the program sees.
    seen: BTreeMap<OsString, usize>,
    pending: Vec<Change>,
    files: BTreeMap<usize, Content>,
    acknowledged: BTreeSet<OsString>,
}

#[derive(Clone, Debug)]
enum Change {
    Bind { name: OsString, file: usize },
    Unbind { name: OsString },
}

#[derive(Clone, Debug, Default)]
struct Content {
    synced: usize,
    bytes: Vec<u8>,
}

/// The names and contents after a loss of power.
pub(crate) type Left = BTreeMap<OsString, Vec<u8>>;

impl Medium {
    /// Returns a disk on which these files are durable, numbered in their order.
    pub(crate) fn holding(files: &Left) -> Self {
        let mut medium = Self::default();
        for (file, (name, bytes)) in files.iter().enumerate() {
            let (synced, bytes) = (bytes.len(), bytes.clone());
            medium.files.insert(file, Content { synced, bytes });
            medium.names.insert(name.clone(), file);
        }
        medium.seen = medium.names.clone();
        medium
    }

    pub(crate) fn after<'a>(mut self, effects: impl IntoIterator<Item = &'a Effect>) -> Self {
        for effect in effects {
            self.apply(effect);
        }
        self
    }

    fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::Create { name, file } => {
                self.files.insert(*file, Content::default());
                self.change(Change::bind(name, *file));
            }
            Effect::Write { file, bytes } => {
                let content = self.files.entry(*file).or_default();
                content.bytes.extend_from_slice(bytes);
            }
            Effect::SyncFile { file } => {
                let content = self.files.entry(*file).or_default();
                content.synced = content.bytes.len();
            }
            Effect::Rename { from, to } => {
                self.change(Change::bind(to, self.seen[from]));
                self.change(Change::unbind(from));
            }
            Effect::Link { from, to } => self.change(Change::bind(to, self.seen[from])),
            Effect::Remove { name } => self.change(Change::unbind(name)),
            Effect::SyncFolder => {
                self.names = self.seen.clone();
                self.pending.clear();
            }
            Effect::Acknowledge { name } => {
                self.acknowledged.insert(name.clone());
            }
        }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.seen);
        self.pending.push(change);
    }

    pub(crate) fn acknowledged(&self) -> impl Iterator<Item = &OsStr> {
        self.acknowledged.iter().map(OsString::as_os_str)
    }

    /// Returns all that a loss of power may leave: every subset of the changes of names that were
    /// not synced, with each kind of content for each file that was not.
    pub(crate) fn losses(&self) -> Vec<Left> {
        let mut losses = Vec::new();
        for kept in 0..1_u32 << self.pending.len() {
            let mut names = self.names.clone();
            for (i, change) in self.pending.iter().enumerate() {
                if kept & (1 << i) != 0 {
                    change.apply(&mut names);
                }
            }
            let mut lefts = vec![Left::new()];
            for (name, file) in &names {
                let contents = self.files[file].losses();
                lefts = lefts
                    .into_iter()
                    .flat_map(|left| contents.iter().map(move |content| (left.clone(), content)))
                    .map(|(mut left, content)| {
                        left.insert(name.clone(), content.clone());
                        left
                    })
                    .collect();
            }
            losses.append(&mut lefts);
        }
        losses
    }
}

impl Change {
    fn bind(name: &OsStr, file: usize) -> Self {
        let name = name.to_owned();
        Self::Bind { name, file }
    }

    fn unbind(name: &OsStr) -> Self {
        let name = name.to_owned();
        Self::Unbind { name }
    }

    fn apply(&self, names: &mut BTreeMap<OsString, usize>) {
        match self {
            Self::Bind { name, file } => {
                names.insert(name.clone(), *file);
            }
            Self::Unbind { name } => {
                names.remove(name);
            }
        }
    }
}

impl Content {
    /// Returns what may be left: all, where it was synced.
    fn losses(&self) -> Vec<Vec<u8>> {
        let whole = &self.bytes;
        if self.synced == whole.len() {
            return vec![whole.clone()];
        }
        let mut losses: Vec<_> = (self.synced..=whole.len())
            .map(|len| whole[..len].to_vec())
            .collect();
        // The length is there, and the blocks are not.
        let (kept, lost) = whole.split_at(self.synced);
        losses.push([kept, &vec![0; lost.len()]].concat());
        losses.push([kept, &lost.iter().map(|byte| !byte).collect::<Vec<_>>()].concat());
        losses
    }
}

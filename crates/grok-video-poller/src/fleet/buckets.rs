//! A ring of buckets, whose entries lie in chunks of one store.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// One task in a bucket.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry {
    /// The low bits of the time it is due.
    pub(super) low: u32,
    pub(super) task: u32,
}

/// Holds the buckets of one level; a bucket is named by a number, of which the low bits count.
#[derive(Debug)]
pub(super) struct Buckets {
    heads: Box<[Head]>,
    /// A bit for each bucket that has any.
    filled: Box<[u64]>,
    chunks: Vec<Chunk>,
    /// The first chunk that no bucket needs.
    spare: u32,
    n_filled: u32,
}

/// Where a bucket begins, which is where it grows.
///
/// The lengths lie together, so that to push an entry takes no look into a chunk.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// The first chunk, which may have room; those behind it are full.
    chunk: u32,
    /// How many entries the first chunk has.
    len: u32,
}

impl Head {
    const EMPTY: Self = Self {
        chunk: NONE,
        len: 0,
    };
}

/// What the bucket's chunks are linked with: there is no further one.
const NONE: u32 = u32::MAX;

/// A few lines of a processor's cache: the way from one chunk to the next takes as long as all of them.
#[derive(Debug, Clone)]
#[repr(align(64))]
struct Chunk {
    entries: [Entry; Self::SIZE],
    next: u32,
}

impl Chunk {
    const SIZE: usize = 31;
}

impl Buckets {
    /// Makes `2^size` buckets, at least 64.
    pub(super) fn new(size: u32) -> Self {
        let n = 1 << size;
        Self {
            heads: vec![Head::EMPTY; n].into(),
            filled: vec![0; n / 64].into(),
            chunks: Vec::new(),
            spare: NONE,
            n_filled: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.n_filled == 0
    }

    /// Puts an entry into a bucket.
    #[inline]
    pub(super) fn push(&mut self, bucket: u64, entry: Entry) {
        let index = self.index(bucket);
        let head = &mut self.heads[index];
        if let Some(chunk) = self.chunks.get_mut(head.chunk as usize)
            && let Some(place) = chunk.entries.get_mut(head.len as usize)
        {
            *place = entry;
            head.len += 1;
        } else {
            self.grow(index, entry);
        }
    }

    /// Puts a fresh chunk before the others of a bucket, and an entry into it.
    #[inline(never)]
    fn grow(&mut self, index: usize, entry: Entry) {
        let first = self.heads[index].chunk;
        if first == NONE {
            self.n_filled += 1;
            self.filled[index / 64] |= 1 << (index % 64);
        }
        let chunk = self.fresh_chunk(first);
        self.chunks[chunk as usize].entries[0] = entry;
        self.heads[index] = Head { chunk, len: 1 };
    }

    /// Takes all entries out of a bucket, some at a time.
    pub(super) fn drain(&mut self, bucket: u64, mut take: impl FnMut(&[Entry])) {
        let index = self.index(bucket);
        let head = core::mem::replace(&mut self.heads[index], Head::EMPTY);
        if head.chunk != NONE {
            self.n_filled -= 1;
            self.filled[index / 64] &= !(1 << (index % 64));
        }
        let (mut at, mut len) = (head.chunk, head.len as usize);
        while at != NONE {
            let chunk = &mut self.chunks[at as usize];
            take(&chunk.entries[..len]);
            let next = core::mem::replace(&mut chunk.next, self.spare);
            self.spare = at;
            (at, len) = (next, Chunk::SIZE);
        }
    }

    /// Takes all entries out of all buckets.
    pub(super) fn drain_all(&mut self, mut take: impl FnMut(&[Entry])) {
        while let Some(bucket) = self.next(0) {
            self.drain(bucket, &mut take);
        }
    }

    /// Returns the first chunk of a bucket, if it has any.
    pub(super) fn first_chunk(&self, bucket: u64) -> Option<u32> {
        Some(self.heads[self.index(bucket)].chunk).filter(|chunk| *chunk != NONE)
    }

    /// Looks into a chunk, and returns the one behind it.
    #[inline]
    pub(super) fn chunk_behind(&self, chunk: u32) -> Option<u32> {
        let chunk = self.chunks.get(chunk as usize)?;
        Some(chunk.next).filter(|next| *next != NONE)
    }

    /// Iterates over the entries of a bucket.
    pub(super) fn iter(&self, bucket: u64) -> impl Iterator<Item = Entry> {
        let head = self.heads[self.index(bucket)];
        let (mut at, mut len) = (head.chunk, head.len as usize);
        let chunks = core::iter::from_fn(move || {
            let chunk = self.chunks.get(at as usize)?;
            let entries = &chunk.entries[..len];
            (at, len) = (chunk.next, Chunk::SIZE);
            Some(entries)
        });
        chunks.flatten().copied()
    }

    /// Returns the first bucket from `from` on, once around, that has any entry.
    pub(super) fn next(&self, from: u64) -> Option<u64> {
        let (start, n_words) = (self.index(from), self.filled.len());
        let mut word = self.filled[start / 64] & (u64::MAX << (start % 64));
        // The word of the start comes twice: at last for what lies before the start.
        for step in 0..=n_words {
            let place = (start / 64 + step) % n_words;
            if step == n_words {
                word = self.filled[place] & !(u64::MAX << (start % 64));
            } else if step > 0 {
                word = self.filled[place];
            }
            if word != 0 {
                let found = place * 64 + word.trailing_zeros() as usize;
                let ahead = (found + self.heads.len() - start) % self.heads.len();
                return Some(from + ahead as u64);
            }
        }
        None
    }

    fn index(&self, bucket: u64) -> usize {
        bucket as usize & (self.heads.len() - 1)
    }

    fn fresh_chunk(&mut self, next: u32) -> u32 {
        if self.spare == NONE {
            self.chunks.push(Chunk {
                entries: [Entry::default(); Chunk::SIZE],
                next,
            });
            return self.chunks.len() as u32 - 1;
        }
        let fresh = self.spare;
        let chunk = &mut self.chunks[fresh as usize];
        self.spare = core::mem::replace(&mut chunk.next, next);
        fresh
    }
}

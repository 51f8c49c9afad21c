#![doc = "[threats]: #what-can-go-wrong-on-the-way-to-a-file-and-what-proves-that-it-does-not\n"]
#![doc = include_str!("../README.md")]
#![doc = include_str!("../THREATS.md")]

mod check;
mod destination;
mod digest;
mod disk;
mod error;
mod mp4;
mod saved;
mod saver;
mod sweep;
mod temporary;
mod verify;

pub use destination::Destination;
pub use digest::Sha256Digest;
pub use disk::{Disk, Entry, LocalDisk, LocalFolder};
pub use error::{SaveError, SaveErrorKind};
pub use mp4::{Mp4Error, Mp4Walk};
pub use saved::Saved;
pub use saver::{Saver, Sealed};
pub use sweep::sweep;
pub use verify::verify;

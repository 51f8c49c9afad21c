//! What ours is compared with, one file each.

pub mod derive_borrowed;
pub mod derive_owned;
pub mod sonic;
pub mod value;

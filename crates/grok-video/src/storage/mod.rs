//! Object storage, where it is built in.

#[cfg(feature = "objects")]
mod built_in;
#[cfg(not(feature = "objects"))]
mod left_out;

#[cfg(all(feature = "objects", feature = "ledger"))]
pub(crate) use built_in::written;
#[cfg(feature = "objects")]
pub(crate) use built_in::{Object, Storage};
#[cfg(all(not(feature = "objects"), feature = "ledger"))]
pub(crate) use left_out::written;
#[cfg(not(feature = "objects"))]
pub(crate) use left_out::{Object, Storage};

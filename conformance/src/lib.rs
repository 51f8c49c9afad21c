//! What every body must decode to, said with serde, and bodies to hold the decoder to it.
//!
//! The decoder of `grok-video-types` is a scanner written for speed. [`specification`] says the
//! same in the plainest way there is, on serde's derive and `serde_json`, and only through public
//! items; [`check`] holds one against the other, and [`body`] makes bodies that leave the beaten
//! path everywhere. The property tests here and the fuzz target in `fuzz/` share all three.
//!
//! What the specification takes from the crate itself is not checked here: which texts are ids, URLs and
//! known names, and how words are made plain. Nor are `decode_redacting` with a secret and `Deserialize`.

pub mod body;
pub mod check;
pub mod choices;
pub mod fixtures;
pub mod specification;
mod surrogates;

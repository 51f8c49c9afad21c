#![doc = include_str!("../README.md")]
#![doc = include_str!("../ANSWERS.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod api_error;
mod ascii;
mod create;
mod lifecycle;
mod open_enum;
mod plain_text;
mod quantity;
mod redact;
mod result_url;
mod task_id;
mod video_task;
mod video_task_ref;
mod wire;

pub use api_error::{ApiError, ApiErrorKind};
pub use create::{
    AspectRatio, CreateVideo, CreateVideoBuilder, InvalidRequest, ReferenceImage, Resolution,
};
pub use lifecycle::{Lifecycle, Transition, WrongTask};
pub use open_enum::{Model, Status, UnknownName};
pub use plain_text::plain_text;
pub use quantity::{InvalidQuantity, Quantity};
pub use redact::redact;
pub use result_url::{InvalidResultUrl, ResultUrl};
pub use task_id::{InvalidTaskId, TaskId};
pub use video_task::{Failure, State, Video, VideoTask};
pub use video_task_ref::{FailureRef, StateRef, VideoRef, VideoTaskRef};
pub use wire::{
    CREATE_PATH, DEFAULT_BASE_URL, append_query_path, decode, decode_redacting, decode_ref,
    query_path, retry_after,
};

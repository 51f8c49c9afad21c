//! The order in which the service writes a task, tried first.

use super::fields::TaskFields;
use super::json::Cursor;

/// Reads a task as long as its members come in the service's order and without a space between
/// them, and tells whether that went on to the closing bracket; else the cursor is left before the
/// body or behind the last value that came as predicted.
#[inline(always)]
pub(super) fn task<'a>(cursor: &mut Cursor<'a>, task: &mut TaskFields<'a>) -> bool {
    members(cursor, task).is_some() && cursor.eat(b"}")
}

#[inline(always)]
fn members<'a>(cursor: &mut Cursor<'a>, task: &mut TaskFields<'a>) -> Option<()> {
    task.id = cursor.text_member(b"{\"id\":\"")?;
    if !cursor.eat(b",\"object\":\"video\"") {
        return None;
    }
    task.created = cursor.member(b",\"created\":")?;
    task.model = cursor.text_member(b",\"model\":\"")?;
    task.status = cursor.text_member(b",\"status\":\"")?;
    task.video_url = cursor.member(b",\"video_url\":")?;
    if let Some(seconds) = cursor.member(b",\"actualDuration\":") {
        task.actual_duration = seconds;
    }
    task.error = cursor.member(b",\"error\":")?;
    if let Some(amount) = cursor.member(b",\"amount\":") {
        task.amount = amount;
        task.total_tokens = cursor.member(b",\"totalTokens\":")?;
        task.last_frame_url = cursor.text_member(b",\"last_frame_url\":\"")?;
    }
    Some(())
}

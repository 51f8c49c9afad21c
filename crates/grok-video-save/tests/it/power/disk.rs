//! A disk that remembers what a loss of power may take.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::time::SystemTime;

use grok_video_save::{Disk, Entry};

/// One thing that was done to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A new empty file got a name.
    Create {
        name: OsString,
        file: usize,
    },
    Write {
        file: usize,
        bytes: Vec<u8>,
    },
    SyncFile {
        file: usize,
    },
    /// A file got one name for another.
    Rename {
        from: OsString,
        to: OsString,
    },
    /// A file got a second name.
    Link {
        from: OsString,
        to: OsString,
    },
    Remove {
        name: OsString,
    },
    SyncFolder,
    /// The program told somebody that the file of this name is saved.
    Acknowledge {
        name: OsString,
    },
}

/// How the disk publishes, and what it forgets to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Publishes by a link and an unlink.
    pub(crate) links: bool,
    /// Reports files as synced that are not.
    pub(crate) forgets_files: bool,
    /// Reports folders as synced that are not.
    pub(crate) forgets_folders: bool,
}

/// One folder in memory, which is at every path, and the list of all that was done to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordingDisk {
    habits: Habits,
    state: Rc<RefCell<State>>,
}

#[derive(Debug, Default)]
struct State {
    effects: Vec<Effect>,
    names: BTreeMap<OsString, usize>,
    files: Vec<Vec<u8>>,
    n_drawn: u8,
}

/// An open file: which one, and how much of it was read.
#[derive(Debug)]
pub(crate) struct Handle {
    file: usize,
    position: usize,
}

impl RecordingDisk {
    pub(crate) fn new(habits: Habits) -> Self {
        Self {
            habits,
            state: Rc::default(),
        }
    }

    /// Returns a disk on which these names and contents are durable.
    pub(crate) fn holding(habits: Habits, files: &BTreeMap<OsString, Vec<u8>>) -> Self {
        let disk = Self::new(habits);
        for (name, content) in files {
            let mut state = disk.state.borrow_mut();
            let file = state.files.len();
            state.files.push(content.clone());
            state.names.insert(name.clone(), file);
        }
        disk
    }

    /// Returns the disk as a program that was killed after `effects` leaves it to the next.
    pub(crate) fn after(habits: Habits, effects: &[Effect]) -> Self {
        let disk = Self::new(habits);
        let mut state = disk.state.borrow_mut();
        for effect in effects {
            state.repeat(effect);
        }
        drop(state);
        disk
    }

    pub(crate) fn is_there(&self, name: &OsStr) -> bool {
        self.state.borrow().names.contains_key(name)
    }

    pub(crate) fn acknowledge(&self, name: &OsStr) {
        let name = name.to_owned();
        let mut state = self.state.borrow_mut();
        state.effects.push(Effect::Acknowledge { name });
    }

    pub(crate) fn effects(&self) -> Vec<Effect> {
        self.state.borrow().effects.clone()
    }
}

impl State {
    fn repeat(&mut self, effect: &Effect) {
        match effect {
            Effect::Create { name, file } => {
                self.files.push(Vec::new());
                self.names.insert(name.clone(), *file);
            }
            Effect::Write { file, bytes } => self.files[*file].extend_from_slice(bytes),
            Effect::Rename { from, to } => {
                let file = self.names.remove(from).expect("it was there");
                self.names.insert(to.clone(), file);
            }
            Effect::Link { from, to } => {
                let file = self.names[from];
                self.names.insert(to.clone(), file);
            }
            Effect::Remove { name } => {
                self.names.remove(name);
            }
            Effect::SyncFile { .. } | Effect::SyncFolder | Effect::Acknowledge { .. } => {}
        }
        self.effects.push(effect.clone());
    }

    fn file(&self, name: &OsStr) -> io::Result<usize> {
        let found = self.names.get(name).copied();
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn is_taken(&self, name: &OsStr) -> io::Result<()> {
        if self.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(())
    }
}

impl Disk for RecordingDisk {
    type File = Handle;
    type Folder = ();

    fn random(&self) -> io::Result<[u8; 16]> {
        let mut state = self.state.borrow_mut();
        state.n_drawn += 1;
        Ok([state.n_drawn; 16])
    }

    fn entry(&self, path: &Path) -> io::Result<Option<Entry>> {
        let name = path.file_name().unwrap_or_default();
        let file = self.state.borrow().file(name).ok();
        Ok(file.map(|_| Entry::File {
            modified: SystemTime::UNIX_EPOCH,
        }))
    }

    fn is_folder(&self, _path: &Path) -> io::Result<bool> {
        Ok(true)
    }

    fn list(&self, _folder: &Path) -> io::Result<Vec<OsString>> {
        Ok(self.state.borrow().names.keys().cloned().collect())
    }

    fn open_folder(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    fn create_exclusively(&self, (): &(), name: &OsStr) -> io::Result<Handle> {
        let state = &mut *self.state.borrow_mut();
        state.is_taken(name)?;
        let (name, file) = (name.to_owned(), state.files.len());
        state.files.push(Vec::new());
        state.names.insert(name.clone(), file);
        state.effects.push(Effect::Create { name, file });
        Ok(Handle { file, position: 0 })
    }

    fn open(&self, (): &(), name: &OsStr) -> io::Result<Option<Handle>> {
        let file = self.state.borrow().file(name)?;
        Ok(Some(Handle { file, position: 0 }))
    }

    fn read(&self, handle: &mut Handle, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.state.borrow();
        let rest = &state.files[handle.file][handle.position..];
        let n_read = rest.len().min(buffer.len());
        buffer[..n_read].copy_from_slice(&rest[..n_read]);
        handle.position += n_read;
        Ok(n_read)
    }

    fn write(&self, handle: &mut Handle, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state.borrow_mut();
        let file = handle.file;
        state.files[file].extend_from_slice(bytes);
        let bytes = bytes.to_vec();
        state.effects.push(Effect::Write { file, bytes });
        Ok(())
    }

    fn sync_file(&self, handle: &mut Handle) -> io::Result<()> {
        if !self.habits.forgets_files {
            let file = handle.file;
            let mut state = self.state.borrow_mut();
            state.effects.push(Effect::SyncFile { file });
        }
        Ok(())
    }

    fn publish(&self, (): &(), temporary: &OsStr, target: &OsStr) -> io::Result<()> {
        let state = &mut *self.state.borrow_mut();
        let file = state.file(temporary)?;
        state.is_taken(target)?;
        let (from, to) = (temporary.to_owned(), target.to_owned());
        state.names.insert(to.clone(), file);
        state.names.remove(temporary);
        if self.habits.links {
            let name = from.clone();
            state.effects.push(Effect::Link { from, to });
            state.effects.push(Effect::Remove { name });
        } else {
            state.effects.push(Effect::Rename { from, to });
        }
        Ok(())
    }

    fn sync_folder(&self, (): &()) -> io::Result<()> {
        if !self.habits.forgets_folders {
            self.state.borrow_mut().effects.push(Effect::SyncFolder);
        }
        Ok(())
    }

    fn remove(&self, (): &(), name: &OsStr) -> io::Result<()> {
        let state = &mut *self.state.borrow_mut();
        state.file(name)?;
        state.names.remove(name);
        let name = name.to_owned();
        state.effects.push(Effect::Remove { name });
        Ok(())
    }
}

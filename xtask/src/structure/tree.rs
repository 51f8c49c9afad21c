//! The modules of one crate, and where a path in them leads.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{self, Module};
use super::names::{Import, Path};
use crate::failure::Failure;
use crate::sources::Sources;

/// How many names may be handed on from one to the next, so that a circle of them ends.
const MOST_STEPS: usize = 16;

/// All modules of a crate.
#[derive(Debug)]
pub(super) struct Tree {
    modules: Vec<Module>,
}

/// Which file needs which others, each with a name that leads there.
pub(super) type Needs = BTreeMap<String, BTreeMap<String, String>>;

impl Tree {
    /// Reads the crate whose first file this is.
    pub(super) fn read(sources: &Sources, root: &str) -> Result<Self, Failure> {
        let modules = module::read(sources, root)?;
        Ok(Self { modules })
    }

    /// Returns which file needs which others; those of the modules around it are at its hand.
    pub(super) fn needs(&self) -> Needs {
        let mut needs = Needs::new();
        for (number, module) in self.modules.iter().enumerate() {
            let from = needs.entry(module.file.clone()).or_default();
            for path in self.paths_of(module) {
                if let Some(file) = self.leads_to(number, &path, MOST_STEPS)
                    && !self.is_around(module, file)
                {
                    from.entry(file.to_owned())
                        .or_insert_with(|| path.join("::"));
                }
            }
        }
        needs
    }

    /// Tells whether a file is the module's own, or that of a module around it.
    fn is_around(&self, module: &Module, file: &str) -> bool {
        let mut around = Some(module);
        while let Some(module) = around {
            if module.file == file {
                return true;
            }
            around = module.parent.map(|parent| &self.modules[parent]);
        }
        false
    }

    /// Returns the paths that a module needs: those of its code, and what it brings into scope for that.
    fn paths_of(&self, module: &Module) -> BTreeSet<Path> {
        let used: BTreeSet<&str> = module
            .names
            .paths
            .iter()
            .filter_map(|path| path.first().map(|it| &**it))
            .collect();
        let imports = module.names.imports.iter();
        // What is only handed on is not needed here.
        let is_needed = |import: &&Import| {
            let name = import.name.as_deref();
            !import.is_shared || name.is_some_and(|name| used.contains(name))
        };
        let imported = imports.filter(is_needed).map(|import| import.path.clone());
        imported.chain(module.names.paths.iter().cloned()).collect()
    }

    /// Returns the file in which stands what a path within a module names; none where it is another crate's, or a
    /// name that came into scope by an import, which is looked at by itself.
    fn leads_to(&self, from: usize, path: &[String], steps: usize) -> Option<&str> {
        let (first, rest) = path.split_first()?;
        match &**first {
            "crate" => self.within(0, rest, steps),
            "self" => self.within(from, rest, steps),
            "super" => self.leads_up(from, path, steps),
            name => {
                let child = self.child(from, name)?;
                self.within(child, rest, steps)
            }
        }
    }

    fn leads_up(&self, from: usize, path: &[String], steps: usize) -> Option<&str> {
        let n_up = path.iter().take_while(|part| *part == "super").count();
        let mut module = from;
        for _ in 0..n_up {
            module = self.modules[module].parent?;
        }
        self.within(module, &path[n_up..], steps)
    }

    /// Goes on from a module.
    fn within(&self, module: usize, path: &[String], steps: usize) -> Option<&str> {
        let here = &self.modules[module];
        let Some((first, rest)) = path.split_first() else {
            return Some(&here.file);
        };
        if let Some(child) = self.child(module, first) {
            return self.within(child, rest, steps);
        }
        if here.names.defined.contains(first) {
            return Some(&here.file);
        }
        let steps = steps.checked_sub(1)?;
        let mut imports = here.names.imports.iter();
        if let Some(import) = imports.find(|import| import.name.as_ref() == Some(first)) {
            let whole: Path = import.path.iter().chain(rest).cloned().collect();
            return self.leads_to(module, &whole, steps);
        }
        let all = here.names.imports.iter().filter(|it| it.name.is_none());
        all.filter_map(|import| {
            let whole: Path = import.path.iter().chain(path).cloned().collect();
            self.leads_to(module, &whole, steps)
        })
        .next()
    }

    fn child(&self, parent: usize, name: &str) -> Option<usize> {
        let is_child = |module: &Module| module.parent == Some(parent) && module.name == name;
        self.modules.iter().position(is_child)
    }
}

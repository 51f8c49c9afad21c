//! A module of a crate: the file that it stands in, and its modules.

use syn::{Expr, Item, ItemMod, Lit, Meta};

use super::names::{self, Names};
use crate::failure::Failure;
use crate::sources::Sources;

/// One module; a file has one, and one more for each that is written within it.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) name: String,
    /// The path of the file.
    pub(super) file: String,
    /// The number of the module that has this one; the first has none.
    pub(super) parent: Option<usize>,
    pub(super) names: Names,
}

/// Where the modules of a file are looked for.
struct Place {
    /// The file itself.
    file: String,
    /// The folder of the files of its modules, with a slash at its end.
    folder: String,
}

/// Reads the crate whose first file this is, all its modules after it.
pub(super) fn read(sources: &Sources, root: &str) -> Result<Vec<Module>, Failure> {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let place = Place {
        file: root.to_owned(),
        folder: format!("{folder}/"),
    };
    let mut modules = Vec::new();
    read_file(sources, "crate", &place, None, &mut modules)?;
    Ok(modules)
}

fn read_file(
    sources: &Sources,
    name: &str,
    place: &Place,
    parent: Option<usize>,
    modules: &mut Vec<Module>,
) -> Result<(), Failure> {
    let path = &place.file;
    let file = sources
        .at(path)
        .ok_or_else(|| Failure::check(format!("{path} is a module and is not found")))?;
    let file = syn::parse_file(&file.text)
        .map_err(|error| Failure::check(format!("{path} can't be read as Rust: {error}")))?;
    read_items(sources, name, &file.items, place, parent, modules)
}

fn read_items(
    sources: &Sources,
    name: &str,
    items: &[Item],
    place: &Place,
    parent: Option<usize>,
    modules: &mut Vec<Module>,
) -> Result<(), Failure> {
    let items = items
        .iter()
        .filter(|item| !names::is_for_tests(names::attributes(item)));
    let (inner, others): (Vec<&Item>, Vec<&Item>) =
        items.partition(|item| matches!(item, Item::Mod(_)));
    let own = modules.len();
    modules.push(Module {
        name: name.to_owned(),
        file: place.file.clone(),
        parent,
        names: Names::of(&others),
    });
    for item in inner {
        let Item::Mod(item) = item else { continue };
        let name = item.ident.to_string();
        if let Some((_, items)) = &item.content {
            let place = Place {
                file: place.file.clone(),
                folder: format!("{}{name}/", place.folder),
            };
            read_items(sources, &name, items, &place, Some(own), modules)?;
        } else {
            let place = place_of(sources, place, &name, item);
            read_file(sources, &name, &place, Some(own), modules)?;
        }
    }
    Ok(())
}

/// Returns where the file of a module is.
fn place_of(sources: &Sources, parent: &Place, name: &str, item: &ItemMod) -> Place {
    let folder = format!("{}{name}/", parent.folder);
    if let Some(named) = named_path(item) {
        let from = parent
            .file
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let file = joined(from, &named);
        return Place { file, folder };
    }
    let own_folder = format!("{folder}mod.rs");
    let file = match sources.at(&own_folder) {
        Some(_) => own_folder,
        None => format!("{}{name}.rs", parent.folder),
    };
    Place { file, folder }
}

/// Returns the text of `#[path = "…"]`.
fn named_path(item: &ItemMod) -> Option<String> {
    item.attrs
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(it) if it.path.is_ident("path") => match &it.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
}

/// Goes a path that may lead upwards, from a folder.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

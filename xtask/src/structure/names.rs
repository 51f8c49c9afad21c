//! What a part of a file names: the paths of its code, and what it brings into scope.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, UseTree, VisRestricted, Visibility};

/// A path as it is written, in its parts.
pub(super) type Path = Vec<String>;

/// A `use` of one name, or of all names of a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Path,
    /// What it is called here; none for all names of a module.
    pub(super) name: Option<String>,
    /// Whether it hands the name on to others.
    pub(super) is_shared: bool,
}

/// What the items of one module say, those of its modules aside.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What is defined here.
    pub(super) defined: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// The paths in the code.
    pub(super) paths: BTreeSet<Path>,
}

impl Names {
    /// Reads the items of a module; what is only for tests has been taken out, and so have its modules.
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut names = Self::default();
        for item in items {
            names.defined.extend(defined(item));
            names.visit_item(item);
        }
        names
    }

    fn import(&mut self, tree: &UseTree, path: &mut Path, is_shared: bool) {
        match tree {
            UseTree::Path(one) => {
                path.push(one.ident.to_string());
                self.import(&one.tree, path, is_shared);
                path.pop();
            }
            UseTree::Group(group) => {
                for one in &group.items {
                    self.import(one, path, is_shared);
                }
            }
            UseTree::Name(one) => self.import_one(path, &one.ident.to_string(), None, is_shared),
            UseTree::Rename(one) => {
                let name = one.rename.to_string();
                self.import_one(path, &one.ident.to_string(), Some(name), is_shared);
            }
            UseTree::Glob(_) => self.imports.push(Import {
                path: path.clone(),
                name: None,
                is_shared,
            }),
        }
    }

    fn import_one(
        &mut self,
        path: &[String],
        last: &str,
        renamed: Option<String>,
        is_shared: bool,
    ) {
        let mut path = path.to_vec();
        if last != "self" {
            path.push(last.to_owned());
        }
        let name = renamed.or_else(|| path.last().cloned());
        self.imports.push(Import {
            path,
            name,
            is_shared,
        });
    }
}

impl Visit<'_> for Names {
    fn visit_item_use(&mut self, item: &ItemUse) {
        let is_shared = !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, &mut Path::new(), is_shared);
    }

    /// Who may see a thing is nothing that it needs.
    fn visit_vis_restricted(&mut self, _: &VisRestricted) {}

    fn visit_path(&mut self, path: &syn::Path) {
        let parts = path.segments.iter().map(|it| it.ident.to_string());
        self.paths.insert(parts.collect());
        visit::visit_path(self, path);
    }
}

/// Tells whether something is there for tests alone.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|it| it.is_ident("test"))
    })
}

/// Returns the attributes of an item, as far as it has a name or an effect of its own.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Union(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// Returns the name that an item defines.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Macro(it) => it.ident.as_ref()?,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Union(it) => &it.ident,
        _ => return None,
    };
    Some(name.to_string())
}

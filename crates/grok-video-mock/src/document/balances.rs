use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::whole::Whole;

/// What keys have to pay with. No error repeats a key.
#[derive(Default)]
pub(super) struct BalancesDocument(pub(super) BTreeMap<String, u64>);

/// Says how many keys there are and never what they are.
impl fmt::Debug for BalancesDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BalancesDocument({})", self.0.len())
    }
}

impl<'de> Deserialize<'de> for BalancesDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BalancesVisitor)
    }
}

struct BalancesVisitor;

impl<'de> Visitor<'de> for BalancesVisitor {
    type Value = BalancesDocument;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of keys and what they have")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BalancesDocument, A::Error> {
        let mut all = BTreeMap::new();
        while let Some((key, Whole(balance))) = map.next_entry()? {
            if all.insert(key, balance).is_some() {
                return Err(A::Error::custom("a key stands there twice"));
            }
        }
        Ok(BalancesDocument(all))
    }
}

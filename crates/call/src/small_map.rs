/// A map of a handful of entries, in the order of their keys.
///
/// A `BTreeMap` costs the web app several kB, before it is compressed, for each type of key and value.
#[derive(Clone, Debug)]
pub struct SmallMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord, V> SmallMap<K, V> {
    /// Returns what is kept for `key`.
    #[must_use]
    pub fn get(&self, key: K) -> Option<&V> {
        let (_, value) = self.0.get(self.place(key).ok()?)?;
        Some(value)
    }

    /// Returns what is kept for `key`, to change it.
    pub fn get_mut(&mut self, key: K) -> Option<&mut V> {
        let place = self.place(key).ok()?;
        let (_, value) = self.0.get_mut(place)?;
        Some(value)
    }

    /// Keeps `value` in the place of an earlier one of the same key, which is dropped.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(key) {
            Ok(place) => self.0[place] = (key, value),
            Err(place) => self.0.insert(place, (key, value)),
        }
    }

    /// Returns what is kept for `key`, to change it; what it is at first if nothing is.
    pub fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let place = match self.place(key) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (key, V::default()));
                place
            }
        };
        &mut self.0[place].1
    }

    /// Iterates over the entries.
    pub fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// Takes out what is kept for `key`.
    pub fn remove(&mut self, key: K) -> Option<V> {
        let place = self.place(key).ok()?;
        Some(self.0.remove(place).1)
    }

    /// Keeps the entries whose key `keep` accepts.
    pub fn retain(&mut self, keep: impl Fn(K) -> bool) {
        self.0.retain(|(key, _)| keep(*key));
    }

    /// True if something is kept for `key`.
    #[must_use]
    pub fn contains(&self, key: K) -> bool {
        self.place(key).is_ok()
    }

    /// Iterates over the keys.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// Iterates over the values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// Iterates over the values, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Takes the map apart into its values.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.0.into_iter().map(|(_, value)| value)
    }

    /// Finds where `key` is, or where it belongs.
    fn place(&self, key: K) -> Result<usize, usize> {
        let place = self.0.iter().position(|(other, _)| *other >= key);
        match place {
            Some(place) if self.0[place].0 == key => Ok(place),
            Some(place) => Err(place),
            None => Err(self.0.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_value_and_its_place_in_the_order() {
        let mut map = SmallMap::default();
        for (key, value) in [('b', 1), ('c', 2), ('a', 3), ('b', 4)] {
            map.insert(key, value);
        }
        assert_eq!(map.keys().collect::<String>(), "abc");
        assert_eq!((map.get('a'), map.get('b')), (Some(&3), Some(&4)));

        assert_eq!((map.remove('b'), map.remove('b')), (Some(4), None));
        assert_eq!(map.get('b'), None);
        assert_eq!(map.get_mut('c'), Some(&mut 2));

        map.retain(|key| key != 'a');
        assert_eq!(map.into_values().collect::<Vec<_>>(), [2]);
    }
}

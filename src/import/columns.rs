//! Columns by name: trimmed, spaces collapsed, case ignored, whatever their position.

/// The header of a table.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Names as written.
    pub names: Vec<String>,
    folded: Vec<String>,
}

/// A column that is wanted, with the names under which it is found.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Our name.
    pub ours: &'static str,
    /// Official names, best first; one that ends with `#` stands for any year in that place, newest wins.
    pub theirs: &'static [&'static str],
    /// Whether a table is of its kind only if it has this column.
    pub required: bool,
}

/// A name as compared.
pub fn fold(name: &str) -> String {
    name.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Header {
    /// A header of these names.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<String> =
            names.map(|n| n.trim_start_matches('\u{feff}').trim().chars().take(200).collect()).collect();
        let folded = names.iter().map(|n| fold(n)).collect();
        Self { names, folded }
    }

    /// Where the column of this name stands.
    pub fn find(&self, name: &str) -> Option<usize> {
        let wanted = fold(name);
        if let Some(stem) = wanted.strip_suffix('#') {
            return self.newest(stem);
        }
        self.folded.iter().position(|f| *f == wanted)
    }

    /// The column `stem` + year with the latest year (`1819`, `2324`, `2018`).
    fn newest(&self, stem: &str) -> Option<usize> {
        let year = |name: &String| {
            let rest = name.strip_prefix(stem)?;
            (rest.len() == 4).then(|| rest.parse::<u32>().ok()).flatten()
        };
        (0..self.folded.len()).filter(|i| year(&self.folded[*i]).is_some()).max_by_key(|i| year(&self.folded[*i]))
    }

    /// Where the first of these names stands.
    pub fn find_any(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| self.find(n))
    }

    /// Whether all required columns are here.
    pub fn has_required(&self, columns: &[Column]) -> bool {
        columns.iter().filter(|c| c.required).all(|c| self.find_any(c.theirs).is_some())
    }

    /// The name here that is nearest to a wanted one.
    pub fn nearest(&self, wanted: &str) -> Option<&str> {
        nearest(wanted, self.names.iter().map(String::as_str))
    }
}

/// The candidate nearest to a wanted name, if one is near.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(wanted);
    candidates
        .map(|c| (strsim::jaro_winkler(&wanted, &fold(c)), c))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

/// Where the wanted columns of a kind stand in one table.
#[derive(Clone, Debug)]
pub struct Places {
    /// Our name and the position.
    places: Vec<(&'static str, usize)>,
}

impl Places {
    /// Looks the columns up.
    pub fn new(header: &Header, columns: &[Column]) -> Self {
        let places = columns.iter().filter_map(|c| Some((c.ours, header.find_any(c.theirs)?))).collect();
        Self { places }
    }

    /// Columns at known positions.
    pub fn at(places: Vec<(&'static str, usize)>) -> Self {
        Self { places }
    }

    /// Position of one of our columns.
    pub fn get(&self, ours: &str) -> Option<usize> {
        self.places.iter().find(|(name, _)| *name == ours).map(|(_, at)| *at)
    }

    /// Our name and theirs of every column found.
    pub fn used(&self, header: &Header) -> Vec<(String, String)> {
        self.places.iter().map(|(ours, at)| ((*ours).to_owned(), header.names[*at].clone())).collect()
    }
}

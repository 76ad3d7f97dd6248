//! The nearest right name for a misspelt one.

/// The names nearest to what was given, nearest first, at most three; none if nothing is near.
pub fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let given = given.to_lowercase();
    let mut near: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let last = lower.rsplit('.').next().unwrap_or(&lower);
            (strsim::jaro_winkler(&given, &lower).max(strsim::jaro_winkler(&given, last) - 0.02), name)
        })
        .filter(|(score, _)| *score > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let best = near.first().map_or(0.0, |n| n.0);
    near.into_iter().filter(|(score, _)| *score > best - 0.04).take(3).map(|(_, name)| name).collect()
}

/// A remedy for a wrong name: the nearest, and the list of what is allowed if that is short.
pub fn remedy<'a>(given: &str, names: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let near = nearest(given, names.iter().copied());
    let all = if names.len() <= 30 { format!("allowed are {}", list(&names)) } else { otherwise.to_owned() };
    match near.as_slice() {
        [] => all,
        near => format!("did you mean {}? {all}", near.join(" or ")),
    }
}

/// Names with commas between.
pub fn list(names: &[&str]) -> String {
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_comes_first() {
        let names = ["visits_per_week", "hours_per_visit", "setting.hours_left"];
        assert_eq!(nearest("vists_per_week", names), ["visits_per_week"]);
        assert_eq!(nearest("hours_left", names).first(), Some(&"setting.hours_left"));
        assert!(nearest("zzz", names).is_empty());
    }
}

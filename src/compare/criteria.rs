//! Acceptance criteria of the user: `gene/IKZF1/sensitivity.low >= 0.90`.

use super::result::{Criterion, Level, Rate};

/// A criterion as it was read.
#[derive(Debug, Clone, PartialEq)]
struct Parsed {
    level: String,
    group: String,
    measure: String,
    bound: Bound,
    at_least: bool,
    value: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Value,
    Low,
    High,
}

/// Names of a level's measures, in the order of its tables.
pub const MEASURES: [&str; 8] = [
    "sensitivity",
    "specificity",
    "ppv",
    "npv",
    "agreement",
    "kappa",
    "ngs_no_call",
    "mlpa_no_call",
];

/// Holds every criterion against the levels. A criterion that cannot be read is an error, and so is
/// one about a level and group that no comparison has: `known` holds those that there are.
pub fn judge(
    texts: &[String],
    levels: &[Level],
    known: &[(String, String)],
) -> Result<Vec<Criterion>, String> {
    let one = |text: &String| {
        let wanted = parse(text)?;
        exists(text, &wanted, known)?;
        Ok(outcome(text, &wanted, levels))
    };
    texts.iter().map(one).collect()
}

fn exists(text: &str, wanted: &Parsed, known: &[(String, String)]) -> Result<(), String> {
    let mut names: Vec<&str> = Vec::new();
    for (level, _) in known {
        if !names.contains(&level.as_str()) {
            names.push(level);
        }
    }
    if !names.contains(&wanted.level.as_str()) {
        return Err(format!(
            "criterion '{text}': there is no level '{}'; the levels are {}",
            wanted.level,
            names.join(", ")
        ));
    }
    let of_level = known.iter().filter(|(level, _)| *level == wanted.level);
    let groups: Vec<&str> = of_level.map(|(_, group)| group.as_str()).collect();
    if groups.contains(&wanted.group.as_str()) {
        return Ok(());
    }
    Err(format!(
        "criterion '{text}': the level '{}' has no group '{}'; its groups are {}",
        wanted.level,
        wanted.group,
        groups.join(", ")
    ))
}

/// While samples may be exchanged no figure says how the methods agree.
pub fn leave_open(criteria: &mut [Criterion]) {
    for own in criteria {
        "not assessable".clone_into(&mut own.outcome);
        "an exchange of samples is suspected: settle it first".clone_into(&mut own.reason);
    }
}

fn parse(text: &str) -> Result<Parsed, String> {
    let fail = |why: String| {
        format!(
            "criterion '{text}': {why}; write LEVEL/GROUP/MEASURE >= VALUE, for example \
             'gene/IKZF1/sensitivity >= 0.95' or 'exon/all/specificity.low >= 0.9'"
        )
    };
    let (left, at_least, right) = match (text.split_once(">="), text.split_once("<=")) {
        (Some((left, right)), None) => (left, true, right),
        (None, Some((left, right))) => (left, false, right),
        _ => return Err(fail("it needs one >= or <=".to_owned())),
    };
    let value: f64 =
        right.trim().parse().map_err(|_| fail(format!("'{}' is no number", right.trim())))?;
    if !(-1.0..=1.0).contains(&value) {
        return Err(fail(format!("{value} is no share")));
    }
    // A locus such as CDKN2A/B holds a slash itself.
    let (level, rest) =
        left.trim().split_once('/').ok_or_else(|| fail("no level and group".to_owned()))?;
    let (group, measure) =
        rest.rsplit_once('/').ok_or_else(|| fail("no level, group and measure".to_owned()))?;
    let (measure, bound) = match measure.trim().split_once('.') {
        None => (measure.trim(), Bound::Value),
        Some((measure, "low")) => (measure, Bound::Low),
        Some((measure, "high")) => (measure, Bound::High),
        Some((_, other)) => return Err(fail(format!("'.{other}' is neither .low nor .high"))),
    };
    if !MEASURES.contains(&measure) {
        return Err(fail(format!("'{measure}' is none of {}", MEASURES.join(", "))));
    }
    Ok(Parsed {
        level: level.trim().to_owned(),
        group: group.trim().to_owned(),
        measure: measure.to_owned(),
        bound,
        at_least,
        value,
    })
}

fn outcome(text: &str, wanted: &Parsed, levels: &[Level]) -> Criterion {
    let judged = |found: Option<f64>, outcome: &str, reason: String| Criterion {
        criterion: text.to_owned(),
        found,
        outcome: outcome.to_owned(),
        reason,
    };
    let level = levels.iter().find(|level| {
        level.level == wanted.level
            && level.group == wanted.group
            && level.borderline == "apart"
            && level.finding != "gain"
    });
    let Some(level) = level else {
        let reason = "these samples have no result of it on both sides".to_owned();
        return judged(None, "not assessable", reason);
    };
    match figure(level, wanted) {
        Some(found) if (found >= wanted.value) == wanted.at_least || found == wanted.value => {
            judged(Some(found), "met", String::new())
        }
        Some(found) => judged(Some(found), "not met", String::new()),
        None => judged(None, "not assessable", "no pair that the figure counts".to_owned()),
    }
}

fn figure(level: &Level, wanted: &Parsed) -> Option<f64> {
    let of = |rate: &Rate| rate.rate;
    let binary = level.binary.as_ref();
    let estimate = match wanted.measure.as_str() {
        "sensitivity" => of(&binary?.sensitivity),
        "specificity" => of(&binary?.specificity),
        "ppv" => of(&binary?.ppv),
        "npv" => of(&binary?.npv),
        "agreement" => of(&level.agreement),
        "kappa" => level.kappa,
        "ngs_no_call" => of(&level.ngs_no_call),
        _ => of(&level.mlpa_no_call),
    }?;
    Some(match wanted.bound {
        Bound::Value => estimate.value,
        Bound::Low => estimate.low,
        Bound::High => estimate.high,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::levels::{Borderline, Call, Item, binary};

    #[test]
    fn criteria_are_met_not_met_or_not_assessable() {
        let item = |ngs, mlpa| Item {
            sample: String::new(),
            subject: String::new(),
            difference: None,
            ngs,
            mlpa,
            ngs_category: String::new(),
            mlpa_category: String::new(),
        };
        let mut items = vec![item(Call::Found, Call::Found); 9];
        items.push(item(Call::NotFound, Call::Found));
        let levels = vec![binary("locus", "CDKN2A/B", "deletion", Borderline::Apart, &items)];
        let outcome = |text: &str| {
            let known = [("locus", "CDKN2A/B"), ("gene", "IKZF1")];
            let known = known.map(|(level, group)| (level.to_owned(), group.to_owned()));
            judge(&[text.to_owned()], &levels, &known).map(|criteria| criteria[0].outcome.clone())
        };
        assert_eq!(outcome("locus/CDKN2A/B/sensitivity >= 0.9").unwrap(), "met");
        assert_eq!(outcome("locus/CDKN2A/B/sensitivity.low >= 0.9").unwrap(), "not met");
        assert_eq!(outcome("locus/CDKN2A/B/ngs_no_call <= 0").unwrap(), "met");
        assert_eq!(outcome("locus/CDKN2A/B/specificity >= 0.9").unwrap(), "not assessable");
        assert_eq!(outcome("gene/IKZF1/sensitivity >= 0.9").unwrap(), "not assessable");
        for text in [
            "",
            "gene/IKZF1",
            "gene/IKZF1/x >= 1",
            "gene/IKZF1/ppv >= 95",
            "a/b/ppv.x>=1",
            "gene/PAX/ppv >= 0.5",
            "genes/IKZF1/ppv >= 0.5",
        ] {
            assert!(outcome(text).is_err(), "{text}");
        }
    }
}

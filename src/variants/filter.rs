//! Filters of merged records, with what each means for the header.

use crate::knowledge::small_variants::FilterBorders as Borders;
use crate::model::merged_variant::MergedVariant;
use crate::variants::alone::Shown;

/// Filters and their descriptions, in the order in which they are written.
pub const FILTERS: [(&str, &str); 11] = [
    ("LowDP", "Fewer fragments at the site than a reliable fraction needs"),
    ("LowVAF", "Variant allele fraction below the border"),
    ("LowAlt", "Fewer fragments with the alternative allele than the border"),
    ("StrandBias", "Alternative reads come from one strand where reference reads do not"),
    ("LowMQ", "Most alternative fragments lie on reads of low mapping quality"),
    ("SingleCaller", "One caller only, though another could have stated it"),
    ("CallerFiltered", "Every caller that states it filtered it"),
    ("NoCaller", "Seen in the reads at a hotspot, stated by no caller"),
    ("PopFreq", "Frequent in the population"),
    ("PoN", "In the panel of normals"),
    ("Germline", "A caller judges it germline"),
];

/// The filter of a change that belongs to a multi-nucleotide record.
pub const PART_OF_MNV: (&str, &str) =
    ("PartOfMNV", "Counted in the record of several bases that INFO/PART_OF names");

/// Outside knowledge of one allele.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Outside {
    /// Frequency in the population file.
    pub population_frequency: Option<f64>,
    /// True when the panel of normals has it.
    pub in_panel_of_normals: bool,
    /// Alternative reads that callers state of the record of several bases that holds it.
    pub whole_alternative: Option<u32>,
    /// Molecules that show it, where reads were counted.
    pub shown: Option<Shown>,
}

/// Sets the filters. A whitelisted hotspot passes with any caller; what a caller held against it
/// stands in the notes.
pub fn apply(variant: &mut MergedVariant, borders: &Borders, outside: Outside) {
    let is_whitelisted = variant.whitelist.is_some();
    variant.population_frequency = outside.population_frequency;
    let mut failed: Vec<&str> = Vec::new();
    if variant.depth.is_some_and(|depth| depth < borders.min_depth) {
        failed.push("LowDP");
    }
    if variant.vaf.is_some_and(|vaf| vaf < borders.min_vaf) {
        failed.push("LowVAF");
    }
    if variant.alternative_depth.is_some_and(|count| count < borders.min_alternative) {
        failed.push("LowAlt");
    }
    if let Some(counts) = variant.recount {
        if is_strand_biased(counts.reference_strands, counts.alternative_strands, borders) {
            failed.push("StrandBias");
        }
        if counts.alternative_lost_mapping_quality > counts.alternative {
            failed.push("LowMQ");
        }
    }
    let stating = variant.callers.len();
    let others = (variant.callers_run as usize)
        .saturating_sub(stating)
        .saturating_sub(variant.not_assessed_by.len());
    let mut remarks = Vec::new();
    let is_part = is_part(variant, borders, outside);
    if stating == 0 {
        // The record of several bases has its callers.
        failed.extend((!is_part).then_some("NoCaller"));
    } else if stating == 1 && others > 0 {
        if is_whitelisted {
            remarks.push(format!("stated by {} alone", variant.callers[0].caller));
        } else {
            failed.push("SingleCaller");
        }
    }
    let rejected = |filter: &str| !matches!(filter, "PASS" | "." | "");
    let rejections: Vec<String> = variant
        .callers
        .iter()
        .filter(|s| rejected(&s.filter))
        .map(|s| format!("{}: {}", s.caller, s.filter))
        .collect();
    let is_germline = variant
        .callers
        .iter()
        .any(|s| s.filter.split(';').any(|f| f.eq_ignore_ascii_case("germline")));
    if !rejections.is_empty() {
        if is_whitelisted {
            remarks.push(format!("present, filtered by the caller: {}", rejections.join(", ")));
        } else if rejections.len() == stating {
            failed.push("CallerFiltered");
        }
    }
    let frequent = outside.population_frequency.is_some_and(|f| f > borders.population_frequency);
    for (is_set, name, remark) in [
        (frequent, "PopFreq", "frequent in the population file"),
        (outside.in_panel_of_normals, "PoN", "in the panel of normals"),
        (is_germline, "Germline", "judged germline by a caller"),
    ] {
        if is_set && is_whitelisted {
            remarks.push(remark.to_owned());
        } else if is_set {
            failed.push(name);
        }
    }
    if is_part {
        failed.push(PART_OF_MNV.0);
    }
    variant.filters = failed.into_iter().map(str::to_owned).collect();
    variant.notes.extend(remarks);
}

/// Filters that say how weakly a change is shown; all others say that it is something else.
pub const OF_EVIDENCE: [&str; 5] = ["SingleCaller", "LowDP", "LowAlt", "LowVAF", "LowMQ"];

/// True when a change is counted in the record of several bases that holds it.
pub fn is_counted_elsewhere(variant: &MergedVariant) -> bool {
    variant.filters.iter().any(|name| name == PART_OF_MNV.0)
}

/// A change that is seen without the rest of the whole less often than a call needs.
fn is_part(variant: &MergedVariant, borders: &Borders, outside: Outside) -> bool {
    if variant.part_of.is_none() {
        return false;
    }
    let own = variant.alternative_depth;
    if let Some(Shown { alone, in_whole }) = outside.shown {
        // Some errors of sequencing in deep data look like the reference.
        let share = borders.min_vaf * f64::from(variant.depth.unwrap_or(0));
        let is_called = alone >= borders.min_alternative && f64::from(alone) >= share;
        // A whole that no call is made of does not tell its parts.
        let is_told = in_whole >= borders.min_alternative
            || own.is_none_or(|own| own < borders.min_alternative);
        return is_told && !is_called;
    }
    // Callers count each in its own way: only many more reads speak for a change of its own.
    match (outside.whole_alternative, own) {
        (Some(whole), Some(own)) => {
            own.saturating_sub(whole.saturating_mul(2)) < borders.min_alternative
        }
        _ => true,
    }
}

fn is_strand_biased(reference: (u32, u32), alternative: (u32, u32), borders: &Borders) -> bool {
    let (forward, reverse) = alternative;
    let total = forward + reverse;
    if total == 0 || f64::from(forward.min(reverse)) > borders.strand_share * f64::from(total) {
        return false;
    }
    fisher(reference, alternative) < borders.strand_p
}

/// Fisher's exact test of a 2 x 2 table, two-sided.
fn fisher((a, b): (u32, u32), (c, d): (u32, u32)) -> f64 {
    use statrs::function::factorial::ln_factorial;
    let ln = |n: u32| ln_factorial(u64::from(n));
    let (row, column, all) = (a + b, a + c, a + b + c + d);
    let fixed = ln(row) + ln(all - row) + ln(column) + ln(all - column) - ln(all);
    let probability = |x: u32| -> f64 {
        let (b, c) = (row - x, column - x);
        let d = all - row - c;
        (fixed - ln(x) - ln(b) - ln(c) - ln(d)).exp()
    };
    let observed = probability(a);
    let low = (row + column).saturating_sub(all);
    let high = row.min(column);
    (low..=high).map(probability).filter(|p| *p <= observed * (1.0 + 1e-7)).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fisher_known_answer() {
        // The lady tasting tea: 3 of 4 right.
        assert!((fisher((3, 1), (1, 3)) - 0.485_714).abs() < 1e-5);
        assert!((fisher((10, 0), (0, 10)) - 1.082_5e-5).abs() < 1e-8);
        assert!((fisher((0, 0), (0, 5)) - 1.0).abs() < 1e-9);
    }
}

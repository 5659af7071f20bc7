//! A germline origin as a hint: what an allele fraction allows where nothing else was given.

use statrs::distribution::{Beta, ContinuousCDF};

use crate::knowledge::small_variants::FilterBorders;
use crate::model::merged_variant::MergedVariant;

/// From here on a fraction is that of an allele on both chromosomes.
const NEARLY_ALL: f64 = 0.9;

/// The remark on a record that passes and whose fraction is that of a germline allele.
pub fn hint(variant: &MergedVariant, borders: &FilterBorders) -> Option<String> {
    let (count, depth) = (variant.alternative_depth?, variant.depth?);
    if !variant.passes() || depth < borders.min_depth {
        return None;
    }
    let (low, high) = interval(count, depth)?;
    let near = if low <= 0.5 && 0.5 <= high {
        "one half"
    } else if low > NEARLY_ALL {
        "one"
    } else {
        return None;
    };
    Some(format!(
        "may be germline: the allele fraction is near {near}, as that of a change in every leukaemic \
         cell can be; no matched normal was given, and no panel of normals or population file with a record near it"
    ))
}

/// Ends of the 95 % interval of an allele fraction (Jeffreys).
pub fn interval(count: u32, depth: u32) -> Option<(f64, f64)> {
    let misses = f64::from(depth.checked_sub(count)?);
    let beta = Beta::new(f64::from(count) + 0.5, misses + 0.5).ok()?;
    Some((beta.inverse_cdf(0.025), beta.inverse_cdf(0.975)))
}

#[cfg(test)]
mod tests {
    use crate::knowledge::Knowledge;
    use crate::model::contig::Contig;
    use crate::variants::merge;
    use crate::variants::normalise::Allele;

    #[test]
    fn halves_and_wholes_are_hinted_at() {
        let borders = Knowledge::builtin().small_variants.filters;
        let hint = |count: u32, depth: u32, filter: Option<&str>| {
            let mut variant = merge::blank(&Contig::new("7"), Allele::new(1, "A", "T"));
            (variant.alternative_depth, variant.depth) = (Some(count), Some(depth));
            variant.filters.extend(filter.map(str::to_owned));
            super::hint(&variant, &borders)
        };
        assert!(hint(245, 500, None).unwrap().contains("one half"));
        assert!(hint(500, 500, None).unwrap().contains("near one,"));
        assert_eq!(hint(150, 500, None), None);
        assert_eq!(hint(350, 500, None), None);
        assert_eq!(hint(245, 500, Some("PoN")), None);
        assert_eq!(hint(5, 10, None), None, "too few fragments tell nothing");
    }
}

//! Pseudo-autosomal regions. Source: GRC assembly definitions, 1-based in both assemblies'
//! releases, kept here 0-based half-open.

use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;

/// The first pseudo-autosomal region on X, 0-based half-open.
pub fn par1_x(assembly: Assembly) -> Interval {
    let (start, end) = match assembly {
        Assembly::Grch37 => (60_000, 2_699_520),
        Assembly::Grch38 => (10_000, 2_781_479),
    };
    Interval::new(Contig::new("X"), start, end)
}

/// Distance from a PAR1 position on X to the same position on Y: `Y = X - offset`.
pub fn par1_y_offset(assembly: Assembly) -> u32 {
    match assembly {
        Assembly::Grch37 => 50_000,
        Assembly::Grch38 => 0,
    }
}

/// The first pseudo-autosomal region on Y, 0-based half-open.
pub fn par1_y(assembly: Assembly) -> Interval {
    let x = par1_x(assembly);
    let offset = par1_y_offset(assembly);
    Interval::new(Contig::new("Y"), x.start - offset, x.end - offset)
}

/// The second pseudo-autosomal region on X and on Y, 0-based half-open.
pub fn par2(assembly: Assembly) -> [Interval; 2] {
    let [x, y] = match assembly {
        Assembly::Grch37 => [(154_931_043, 155_260_560), (59_034_049, 59_363_566)],
        Assembly::Grch38 => [(155_701_382, 156_030_895), (56_887_902, 57_217_415)],
    };
    [Interval::new(Contig::new("X"), x.0, x.1), Interval::new(Contig::new("Y"), y.0, y.1)]
}

/// True when any base of the interval is pseudo-autosomal, on X or on Y.
pub fn is_pseudo_autosomal(assembly: Assembly, interval: &Interval) -> bool {
    let [x2, y2] = par2(assembly);
    [par1_x(assembly), par1_y(assembly), x2, y2].iter().any(|par| par.overlap(interval) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x_and_y_copies_have_one_length() {
        for assembly in Assembly::ALL {
            assert_eq!(par1_x(assembly).len(), par1_y(assembly).len());
        }
        assert_eq!(par1_y(Assembly::Grch37).start, 10_000);
    }
}

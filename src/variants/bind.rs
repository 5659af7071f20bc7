//! Which sample of the run a VCF belongs to: by the names of its columns, never by its file name.

use crate::model::sample::as_read;
use crate::variants::header::VcfHeader;

/// Endings that callers' wrappers add to a sample's name in the column; Pisces writes the name of
/// the alignment.
const ENDINGS: [&str; 11] = [
    "-ready", "_tumor", "-tumor", ".tumor", "_tumour", "-tumour", ".tumour", "_T", "-T", ".bam",
    ".cram",
];

/// A sample of the run under its names: the run's own and those of its read groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleNames {
    /// The name in this run.
    pub sample: String,
    /// Other names it is known by, such as the read groups' SM where a sheet renames the sample.
    pub aliases: Vec<String>,
}

/// A VCF's samples among those of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// `(index of the sample, index of the sample column)`, in the columns' order; the normal of a
    /// tumour and normal pair is left out.
    Samples(Vec<(usize, usize)>),
    /// No column names a sample of the run; why.
    None(String),
}

/// True when a VCF column is this sample's.
pub fn column_is(column: &str, names: &SampleNames) -> bool {
    std::iter::once(&names.sample).chain(&names.aliases).any(|name| same_name(column, name))
}

fn same_name(column: &str, name: &str) -> bool {
    column == name || ENDINGS.iter().any(|ending| column.strip_suffix(ending) == Some(name))
}

/// Finds the samples that a VCF's columns name. A name that fits exactly goes before one that fits
/// without its ending, so that `P1` and `P1-T` can both be samples of a run.
pub fn bind(header: &VcfHeader, samples: &[SampleNames]) -> Binding {
    if header.columns == 0 {
        return Binding::None("no #CHROM line: not a VCF".to_owned());
    }
    if header.samples.is_empty() {
        return Binding::None(
            "no sample column, so nothing in the file says whose it is: name it in a sample sheet"
                .to_owned(),
        );
    }
    let bound: Vec<(usize, usize)> = header
        .samples
        .iter()
        .enumerate()
        .filter(|(_, column)| !is_normal(header, column))
        .filter_map(|(index, column)| Some((owner(column, samples)?, index)))
        .collect();
    if bound.is_empty() {
        return Binding::None(format!(
            "its sample {} not among the samples of this run",
            match header.samples.as_slice() {
                [one] => format!("column '{one}' is"),
                many => format!("columns '{}' are", many.join("', '")),
            }
        ));
    }
    Binding::Samples(bound)
}

/// The normal of a pair: a column of its own right only in a file where no tumour is named.
fn is_normal(header: &VcfHeader, column: &str) -> bool {
    header.samples.len() > 1 && header.normal.as_deref() == Some(column)
}

fn owner(column: &str, samples: &[SampleNames]) -> Option<usize> {
    let exact = samples
        .iter()
        .position(|s| s.sample == column)
        .or_else(|| samples.iter().position(|s| s.aliases.iter().any(|alias| alias == column)));
    // `P1_T` is not P1's where a sample is called `P1-T`: a name that is written almost so goes before
    // an ending, and is not bound without a word.
    let is_almost = samples.iter().any(|s| plain(&s.sample) == plain(column));
    exact.or_else(|| {
        let with_ending = || samples.iter().position(|names| column_is(column, names));
        if is_almost { None } else { with_ending() }
    })
}

/// A name without what writers change in it: case, and how its parts are joined.
fn plain(name: &str) -> String {
    as_read(name).replace(['_', '.', ' '], "-")
}

/// True where a column is called as a sample is, but for case, joints and an ending of its own, such
/// as `_S5` of a sequencer's sheet.
fn resembles(column: &str, names: &SampleNames) -> bool {
    let column = plain(column);
    std::iter::once(&names.sample).chain(&names.aliases).any(|name| {
        let rest = column.strip_prefix(&plain(name));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// What is wrong with giving a VCF to a sample by a sheet, or the sample's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// The sample's column; `None` where the VCF has no sample columns.
    Column(Option<usize>),
    /// The column that is taken although its name is not the sample's, with a remark.
    Renamed(usize, String),
    /// The columns are another sample's; which.
    OtherSample(String),
    /// It cannot be told which column is meant; why.
    Undecided(String),
}

/// Judges a VCF that a sheet gives to sample number `own`.
pub fn judge(header: &VcfHeader, own: usize, samples: &[SampleNames]) -> Stated {
    let Some(names) = samples.get(own) else {
        return Stated::Undecided("no such sample".to_owned());
    };
    if header.samples.is_empty() {
        return Stated::Column(None);
    }
    let columns = header.samples.iter().enumerate();
    let own_columns: Vec<usize> = columns
        .filter(|(_, column)| owner(column, samples) == Some(own) && !is_normal(header, column))
        .map(|(index, _)| index)
        .collect();
    match own_columns.as_slice() {
        [] => {}
        [column] => return Stated::Column(Some(*column)),
        several => {
            let all: Vec<&str> = several.iter().map(|i| header.samples[*i].as_str()).collect();
            let tumour = several
                .iter()
                .find(|column| header.tumour.as_deref() == Some(header.samples[**column].as_str()));
            return match tumour {
                Some(column) => Stated::Column(Some(*column)),
                None => Stated::Undecided(format!(
                    "its columns '{}' may all be sample {}, and its header names no tumour",
                    all.join("', '"),
                    names.sample
                )),
            };
        }
    }
    let others: Vec<&str> = header
        .samples
        .iter()
        .filter(|column| owner(column, samples).is_some() && !is_normal(header, column))
        .map(String::as_str)
        .collect();
    if !others.is_empty() {
        return Stated::OtherSample(others.join(", "));
    }
    if header.normal.as_ref().is_some_and(|normal| column_is(normal, names)) {
        return Stated::Undecided(format!(
            "its header calls sample {} the normal and '{}' the tumour",
            names.sample,
            header.tumour.as_deref().unwrap_or("another column")
        ));
    }
    let almost_others: Vec<&str> = header
        .samples
        .iter()
        .filter(|column| {
            let of_another = samples
                .iter()
                .enumerate()
                .any(|(index, other)| index != own && resembles(column, other));
            of_another && !resembles(column, names) && !is_normal(header, column)
        })
        .map(String::as_str)
        .collect();
    if !almost_others.is_empty() {
        return Stated::OtherSample(almost_others.join(", "));
    }
    let tumour = match header.samples.as_slice() {
        [_] => Some(0),
        columns => columns.iter().position(|column| {
            header.tumour.as_deref() == Some(column)
                || matches!(column.to_ascii_lowercase().as_str(), "tumor" | "tumour")
        }),
    };
    match tumour {
        Some(column) => Stated::Renamed(
            column,
            format!(
                "its sample column is '{}', not '{}': taken for the sample's",
                header.samples[column], names.sample
            ),
        ),
        None => Stated::Undecided(format!(
            "none of its sample columns '{}' is sample {} and its header names no tumour",
            header.samples.join("', '"),
            names.sample
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<SampleNames> {
        list.iter()
            .map(|name| SampleNames { sample: (*name).to_owned(), aliases: Vec::new() })
            .collect()
    }

    fn header(columns: &[&str]) -> VcfHeader {
        VcfHeader {
            samples: columns.iter().map(|c| (*c).to_owned()).collect(),
            columns: 9 + columns.len(),
            ..VcfHeader::default()
        }
    }

    #[test]
    fn columns_bind_and_endings_are_tolerated() {
        let run = names(&["P1", "P2"]);
        assert_eq!(bind(&header(&["P2-ready"]), &run), Binding::Samples(vec![(1, 0)]));
        assert_eq!(bind(&header(&["P2.bam"]), &run), Binding::Samples(vec![(1, 0)]));
        assert_eq!(bind(&header(&["P2", "P1"]), &run), Binding::Samples(vec![(1, 0), (0, 1)]));
        assert!(matches!(bind(&header(&["P10"]), &run), Binding::None(_)));
        assert!(matches!(bind(&header(&[]), &run), Binding::None(_)));
    }

    #[test]
    fn an_exact_name_goes_before_an_ending() {
        let run = names(&["P1", "P1-T"]);
        assert_eq!(bind(&header(&["P1-T"]), &run), Binding::Samples(vec![(1, 0)]));
        assert_eq!(judge(&header(&["P1-T"]), 0, &run), Stated::OtherSample("P1-T".to_owned()));
    }

    #[test]
    fn the_normal_of_a_pair_is_not_bound() {
        let run = names(&["T", "N"]);
        let mut pair = header(&["N", "T"]);
        pair.tumour = Some("T".to_owned());
        pair.normal = Some("N".to_owned());
        assert_eq!(bind(&pair, &run), Binding::Samples(vec![(0, 1)]));
        assert_eq!(judge(&pair, 0, &run), Stated::Column(Some(1)));
    }

    #[test]
    fn the_tumour_of_a_pair_is_taken_whatever_the_order_of_the_columns() {
        let run = names(&["P1"]);
        for (columns, tumour) in [(["P1", "P1_T"], 1), (["P1_T", "P1"], 0)] {
            let mut pair = header(&columns);
            (pair.tumour, pair.normal) = (Some("P1_T".to_owned()), Some("P1".to_owned()));
            assert!(matches!(
                judge(&pair, 0, &run),
                Stated::Column(Some(found)) | Stated::Renamed(found, _) if found == tumour
            ));
        }
        assert!(matches!(judge(&header(&["P1", "P1-tumor"]), 0, &run), Stated::Undecided(_)));
    }

    #[test]
    fn a_sheet_cannot_give_a_patient_another_ones_file() {
        let run = names(&["P1", "P2"]);
        assert_eq!(judge(&header(&["P2"]), 0, &run), Stated::OtherSample("P2".to_owned()));
        assert!(matches!(judge(&header(&["XYZ"]), 0, &run), Stated::Renamed(0, _)));
        assert!(matches!(judge(&header(&["NORMAL", "TUMOR"]), 0, &run), Stated::Renamed(1, _)));
        assert!(matches!(judge(&header(&["A", "B"]), 0, &run), Stated::Undecided(_)));
        assert_eq!(judge(&header(&[]), 0, &run), Stated::Column(None));
    }

    #[test]
    fn names_that_are_written_almost_alike_are_not_taken_for_another_sample() {
        let run = names(&["TUM01", "TUM12"]);
        for column in ["tum12", "TUM12_S5", "Tum12.bam"] {
            let judged = judge(&header(&[column]), 0, &run);
            assert_eq!(judged, Stated::OtherSample(column.to_owned()));
        }
        assert!(matches!(judge(&header(&["tum01"]), 0, &run), Stated::Renamed(0, _)));
        assert!(matches!(judge(&header(&["TUM01_S5"]), 0, &run), Stated::Renamed(0, _)));
        // P1_T is almost P1-T: neither of both has it without a word.
        let run = names(&["P1", "P1-T"]);
        assert!(matches!(bind(&header(&["P1_T"]), &run), Binding::None(_)));
        // The header's normal is no tumour, whatever the sheet says.
        let mut pair = header(&["X", "TUM01"]);
        (pair.tumour, pair.normal) = (Some("X".to_owned()), Some("TUM01".to_owned()));
        assert!(matches!(judge(&pair, 0, &names(&["TUM01"])), Stated::Undecided(_)));
    }

    #[test]
    fn read_group_names_bind_where_a_sheet_renames() {
        let run = vec![SampleNames { sample: "Patient 7".into(), aliases: vec!["SM7".into()] }];
        assert_eq!(bind(&header(&["SM7"]), &run), Binding::Samples(vec![(0, 0)]));
    }
}

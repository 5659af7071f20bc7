//! VCFs that a sheet gives to its samples, unless the files say otherwise.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::samples::{BoundVcf, Failed, Inputs, names};
use crate::io::sheet::SheetRow;
use crate::io::vcf;
use crate::variants::bind::{self, SampleNames, Stated};

/// A VCF, and whether it stands in the column of germline VCFs.
type Given<'a> = (&'a Path, bool);

/// Gives each sample the VCFs that the sheet states. `rows` are those of the samples, in their order,
/// `stated` the names of the whole sheet.
pub fn bind(inputs: &mut Inputs, rows: &[SheetRow], stated: &[String]) {
    // Samples that failed stay in the list of names: their VCFs are theirs, whoever is given them.
    let mut names = names(&inputs.samples);
    names.extend(
        stated
            .iter()
            .filter(|name| !inputs.samples.iter().any(|sample| sample.name == **name))
            .map(|name| SampleNames { sample: name.clone(), aliases: Vec::new() }),
    );
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let mut owners: BTreeMap<(PathBuf, Option<usize>), usize> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        for (path, is_germline) in given(row) {
            let (column, remark) = match column(path, index, &names) {
                Ok(found) => found,
                Err(reason) => {
                    let reason = format!("sample {}: {}: {reason}", row.sample, path.display());
                    wrong.entry(row.sample.clone()).or_insert(reason);
                    continue;
                }
            };
            let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let owner = *owners.entry((file, column)).or_insert(index);
            if owner != index {
                let both = [rows[owner].sample.as_str(), row.sample.as_str()];
                wrong.extend(both.map(|name| (name.to_owned(), one_of_two(name, path, both))));
            }
            let bound = BoundVcf { path: path.to_owned(), column };
            let sample = &mut inputs.samples[index];
            if is_germline {
                sample.germline_vcf = Some(bound);
            } else {
                sample.vcfs.push(bound);
            }
            let said =
                remark.map(|text| format!("sample {}: {}: {text}", row.sample, path.display()));
            inputs.warnings.extend(said);
        }
    }
    inputs.samples.retain(|sample| !wrong.contains_key(&sample.name));
    for (sample, reason) in wrong {
        if let Some(row) = rows.iter().find(|row| row.sample == sample) {
            let file = row.source.path().to_owned();
            inputs.failed.push(Failed { sample, role: row.role, file, reason });
        }
    }
}

fn given(row: &SheetRow) -> impl Iterator<Item = Given<'_>> {
    let called = row.vcfs.iter().map(|path| (path.as_path(), false));
    called.chain(row.germline_vcf.iter().map(|path| (path.as_path(), true)))
}

fn one_of_two(name: &str, path: &Path, [one, other]: [&str; 2]) -> String {
    format!(
        "sample {name}: {} is given to {one} and to {other}, with one column: one of them has the \
         wrong patient's VCF; correct the sheet",
        path.display()
    )
}

/// The sample's column, and a remark where nothing confirms it; why it cannot be the sample's.
fn column(
    path: &Path,
    index: usize,
    names: &[SampleNames],
) -> Result<(Option<usize>, Option<String>), String> {
    let header = vcf::read_header(path).map_err(|error| error.to_string())?;
    match bind::judge(&header, index, names) {
        Stated::Column(Some(column)) => Ok((Some(column), None)),
        Stated::Column(None) => {
            let remark = "no sample column, so nothing in it confirms whose it is";
            Ok((None, Some(remark.to_owned())))
        }
        Stated::Renamed(column, remark) => Ok((Some(column), Some(remark))),
        Stated::OtherSample(other) => Err(format!(
            "its sample column is {other}, another sample of this sheet: the wrong patient's VCF; \
             correct the sheet"
        )),
        Stated::Undecided(why) => Err(format!("{why}: correct the sheet or the VCF's header")),
    }
}

//! Sheets in sections, as Illumina (`[Data]`, `[BCLConvert_Data]`, ...) and Element (`[SAMPLES]`)
//! instruments use them: who was loaded.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::Listed;
use crate::io::sheet::{stated_role, stated_sex};
use crate::io::text;
use crate::model::sample::Sex;

/// Samples of a sheet, once each: a sheet has a row per lane.
pub(super) fn samples(path: &Path) -> Result<Vec<Listed>, String> {
    let file = path.display();
    let text = text::read(path).map_err(|error| format!("{file}: cannot be read: {error}"))?;
    let mut samples: BTreeMap<String, Listed> = BTreeMap::new();
    let mut has_table = false;
    for (name, body) in sections(&text) {
        let name = name.to_ascii_lowercase();
        if name != "data" && name != "samples" && !name.ends_with("_data") {
            continue;
        }
        for listed in rows(body) {
            has_table = true;
            let known = samples.entry(listed.sample.clone()).or_insert_with(|| listed.clone());
            known.role = known.role.or(listed.role);
            if known.sex == Sex::Unknown {
                known.sex = listed.sex;
            }
            known.other_name = known.other_name.take().or(listed.other_name);
        }
    }
    if has_table {
        return Ok(samples.into_values().collect());
    }
    Err(format!("{file}: no section with samples ([Data], [BCLConvert_Data], [SAMPLES]): not read"))
}

/// Names of sections with their text.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let bare = line.trim_start_matches('"').trim_start();
        if let Some((name, _)) = bare.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            if let Some(last) = found.last_mut() {
                last.2 = at;
            }
            found.push((name.trim(), next, text.len()));
        }
        at = next;
    }
    found.into_iter().map(|(name, start, end)| (name, &text[start..end])).collect()
}

/// The samples of one section; rows without a name are padding.
fn rows(body: &str) -> Vec<Listed> {
    let first = body.lines().find(|line| !is_blank(line)).unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    let delimiter = match (count(','), count(';'), count('\t')) {
        (comma, semicolon, tab) if semicolon > comma && semicolon >= tab => b';',
        (comma, _, tab) if tab > comma => b'\t',
        _ => b',',
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut records = reader
        .records()
        .filter_map(Result::ok)
        .filter(|record| record.iter().any(|field| !field.is_empty()));
    let Some(header) = records.next() else { return Vec::new() };
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', ' ', '-'], "");
    let column = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|field| plain(field) == *name))
    };
    let id = column(&["sampleid", "samplename"]);
    let other = column(&["samplename"]).filter(|at| Some(*at) != id);
    let role = column(&["role", "sampletype", "status"]);
    let sex = column(&["sex", "gender"]);
    let Some(id) = id else { return Vec::new() };
    records
        .filter_map(|record| {
            let field = |at: Option<usize>| record.get(at?).filter(|text| !text.is_empty());
            let sample = field(Some(id))?.to_owned();
            let other_name = field(other).filter(|name| *name != sample).map(str::to_owned);
            Some(Listed {
                barcodes: Vec::new(),
                other_name,
                role: field(role).and_then(stated_role),
                sex: field(sex).and_then(stated_sex).unwrap_or(Sex::Unknown),
                sample,
            })
        })
        .collect()
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([',', ';', '\t', ' ', '\r', '"']).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("SampleSheet.csv");
        std::fs::write(&path, text).unwrap();
        Ok(samples(&path)?.into_iter().map(|listed| listed.sample).collect())
    }

    #[test]
    fn both_versions_and_other_instruments() {
        let v1 = "\u{feff}[Header],,,\r\nIEMFileVersion,5,,\r\n[Data],,,\r\nLane,Sample_ID,index,\
                  \r\n1,B,ACGT,\r\n2,B,ACGT,\r\n1,A,TTTT,\r\n,,,\r\n";
        assert_eq!(names(v1).unwrap(), ["A", "B"]);
        let v2 = "[Header]\nFileFormatVersion,2\n\n[BCLConvert_Data]\nLane,Sample_ID\n1,A\n\
                  [DragenEnrichment_Data]\nSample_ID,Sex,Sample_Type\nA,F,tumor\nN,XY,normal\n";
        assert_eq!(names(v2).unwrap(), ["A", "N"]);
        let oldest = "[Data]\nFCID,Lane,SampleID,SampleRef\nX,1,P 1,hg19\n";
        assert_eq!(names(oldest).unwrap(), ["P 1"]);
        let element = "[RUNVALUES]\nKeyName,Value\n[SAMPLES]\nSampleName,Index1\nS1,ACGT\n";
        assert_eq!(names(element).unwrap(), ["S1"]);
        let excel = "[Data];;\nSample_ID;Sample_Name;index\nÄ1;x;A\n";
        assert_eq!(names(excel).unwrap(), ["Ä1"]);
        assert!(names("sample,bam\nP1,x.bam\n").is_err());
        assert!(names("").is_err());
    }

    #[test]
    fn roles_and_sex_come_with_the_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.csv");
        std::fs::write(&path, "[Data]\nSample_ID,Sex,Role\nN,F,normal\nT,,tumour\n").unwrap();
        let found = samples(&path).unwrap();
        assert_eq!(found[0].role, Some(crate::model::sample::Role::Normal));
        assert_eq!((found[0].sex, found[1].sex), (Sex::Female, Sex::Unknown));
    }
}

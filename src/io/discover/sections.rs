//! Sheets in sections, as Illumina (`[Data]`, `[BCLConvert_Data]`, ...) and Element (`[SAMPLES]`)
//! instruments use them: who was loaded.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::Listed;
use crate::io::sheet::{stated_role, stated_sex};
use crate::io::text;
use crate::model::sample::Sex;

/// Samples of a sheet, once each: a sheet has a row per lane. A sheet that cannot be read to its end,
/// or that says two things of a sample, is an error: it would leave somebody out.
pub(super) fn samples(path: &Path) -> Result<Vec<Listed>, String> {
    let file = path.display();
    let text = text::read(path).map_err(|error| format!("{file}: cannot be read: {error}"))?;
    let mut samples: BTreeMap<String, Listed> = BTreeMap::new();
    let mut has_table = false;
    // Instruments end lines as spreadsheets of their time did.
    let text = if text.contains('\n') { text } else { text.replace('\r', "\n") };
    let mut parts = sections(&text);
    if parts.is_empty() {
        parts.push(("data", &text));
    }
    for (name, body) in parts {
        let name = name.to_ascii_lowercase();
        if name != "data" && name != "samples" && !name.ends_with("_data") {
            continue;
        }
        for listed in rows(body).map_err(|error| format!("{file}: section [{name}]: {error}"))? {
            has_table = true;
            let known = samples.entry(listed.sample.clone()).or_insert_with(|| listed.clone());
            let roles_differ = known.role.zip(listed.role).is_some_and(|(a, b)| a != b);
            let are_known = known.sex != Sex::Unknown && listed.sex != Sex::Unknown;
            if roles_differ || (are_known && known.sex != listed.sex) {
                return Err(format!(
                    "{file}: sample {} is listed twice with another role or sex: correct the sheet",
                    listed.sample
                ));
            }
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
fn rows(body: &str) -> Result<Vec<Listed>, String> {
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
    let mut all = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        // A quotation mark that nothing closes takes the rows below it into one field.
        if record.iter().any(|field| field.contains('\n')) {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(format!("row {line}: a quotation mark is not closed"));
        }
        if record.iter().any(|field| !field.is_empty()) {
            all.push(record);
        }
    }
    let mut records = all.into_iter();
    let Some(header) = records.next() else { return Ok(Vec::new()) };
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', ' ', '-'], "");
    let column = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|field| plain(field) == *name))
    };
    let id = column(&["sampleid", "samplename"]);
    let other = column(&["samplename"]).filter(|at| Some(*at) != id);
    let role = column(&["role", "sampletype", "status"]);
    let sex = column(&["sex", "gender"]);
    let Some(id) = id else { return Ok(Vec::new()) };
    let listed = records
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
        .collect();
    Ok(listed)
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
        assert_eq!(names("Sample_ID;Role\nP1;tumour\nP2;normal\n").unwrap(), ["P1", "P2"]);
        assert_eq!(names("[Data]\rSample_ID\rP1\rP2\r").unwrap(), ["P1", "P2"]);
        assert!(names("sample,bam\nP1,x.bam\n").is_err());
        let open = names("[Data]\nSample_ID,Description\nP1,a\nP2,\"open\nP3,b\n").unwrap_err();
        assert!(open.contains("row 3") && open.contains("not closed"), "{open}");
        let twice = names("[Data]\nLane,Sample_ID,Role\n1,P1,normal\n2,P1,tumour\n").unwrap_err();
        assert!(twice.contains("P1 is listed twice"), "{twice}");
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

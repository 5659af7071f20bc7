//! Sheets in sections, as Illumina (`[Data]`, `[BCLConvert_Data]`, ...) and Element (`[SAMPLES]`)
//! instruments use them: who was loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::layout::{Layout, Listed};
use crate::io::sheet::{stated_role, stated_sex};
use crate::model::sample::Sex;

/// What a sheet says.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its samples, once each: a sheet has a row per lane.
    pub(super) listed: Vec<Listed>,
    /// What the user should know of it.
    pub(super) remarks: Vec<String>,
}

impl Sheet {
    /// Adds what the sheet says to its folder.
    pub(super) fn describe(self, layout: &mut Layout) {
        layout.listed = self.listed;
        layout.remarks.extend(self.remarks);
    }
}

/// Samples of a sheet. A sheet that cannot be read to its end, or that says two things of a sample,
/// is an error: it would leave somebody out.
pub(super) fn samples(path: &Path) -> Result<Sheet, String> {
    let file = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{file}: cannot be read: {error}"))?;
    let (text, remark) = decode(&bytes);
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
        let rows = rows(body).map_err(|error| format!("{file}: section [{name}]: {error}"))?;
        has_table |= !rows.is_empty();
        for listed in of_table(rows) {
            add(&mut samples, listed).map_err(|sample| {
                format!(
                    "{file}: sample {sample} is listed twice with another role or sex: correct the \
                     sheet"
                )
            })?;
        }
    }
    if !has_table {
        return Err(format!(
            "{file}: no section with samples ([Data], [BCLConvert_Data], [SAMPLES]): not read"
        ));
    }
    let remarks = remark.map(|remark| format!("{file}: {remark}")).into_iter().collect();
    Ok(Sheet { listed: samples.into_values().collect(), remarks })
}

/// Text as instruments and spreadsheets write it, with a remark where its encoding is a guess.
fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    // A byte-order mark, where there is one, tells UTF-8 and UTF-16.
    let (text, _, is_damaged) = encoding_rs::UTF_8.decode(bytes);
    if !is_damaged {
        return (text.into_owned(), None);
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
    let remark = "not UTF-8: read as Windows-1252 (Latin-1), so that letters beyond A to Z may be \
                  wrong; save the sheet as 'CSV UTF-8'";
    (text.into_owned(), Some(remark))
}

/// The samples of one table: its rows of a sample have one project, or the sample is shared.
fn of_table(mut rows: Vec<Listed>) -> Vec<Listed> {
    let mut projects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        projects.entry(row.sample.clone()).or_default().extend(row.projects.iter().cloned());
    }
    for row in &mut rows {
        row.is_shared = projects.get(&row.sample).is_some_and(|projects| projects.len() > 1);
    }
    rows
}

/// Adds a row to what is known of its sample; the sample's name when they contradict each other.
fn add(samples: &mut BTreeMap<String, Listed>, listed: Listed) -> Result<(), String> {
    let known = samples.entry(listed.sample.clone()).or_insert_with(|| listed.clone());
    let roles_differ = known.role.zip(listed.role).is_some_and(|(a, b)| a != b);
    let are_known = known.sex != Sex::Unknown && listed.sex != Sex::Unknown;
    if roles_differ || (are_known && known.sex != listed.sex) {
        return Err(listed.sample);
    }
    known.role = known.role.or(listed.role);
    if known.sex == Sex::Unknown {
        known.sex = listed.sex;
    }
    known.other_name = known.other_name.take().or(listed.other_name);
    known.projects.extend(listed.projects);
    known.is_shared |= listed.is_shared;
    Ok(())
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
    // The same project under the names that instruments, their software and their cloud use.
    let project = column(&["sampleproject", "project", "projectname"]);
    let Some(id) = id else { return Ok(Vec::new()) };
    let listed = records
        .filter_map(|record| {
            let field = |at: Option<usize>| record.get(at?).filter(|text| !text.is_empty());
            let sample = field(Some(id))?.to_owned();
            let other_name = field(other).filter(|name| *name != sample).map(str::to_owned);
            Some(Listed {
                other_name,
                role: field(role).and_then(stated_role),
                sex: field(sex).and_then(stated_sex).unwrap_or(Sex::Unknown),
                projects: field(project).map(str::to_owned).into_iter().collect(),
                ..Listed::new(&sample)
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
        Ok(samples(&path)?.listed.into_iter().map(|listed| listed.sample).collect())
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
        let found = samples(&path).unwrap().listed;
        assert_eq!(found[0].role, Some(crate::model::sample::Role::Normal));
        assert_eq!((found[0].sex, found[1].sex), (Sex::Female, Sex::Unknown));
    }
}

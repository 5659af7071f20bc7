//! What the header tells: order, samples, contigs.

use std::collections::BTreeSet;
use std::path::Path;

use rust_htslib::bam::{self, Read};

use super::error::AlignmentError;

pub(super) struct Header {
    order: Option<String>,
    pub samples: BTreeSet<String>,
    pub contigs: Vec<(String, u64)>,
}

pub(super) fn read(path: &Path) -> Result<Header, AlignmentError> {
    let damaged = |cause: String| AlignmentError::Format { path: path.into(), cause };
    if path.to_str().is_none() {
        return Err(damaged("the path is not UTF-8: rename the file".to_owned()));
    }
    let reader = bam::Reader::from_path(path)
        .map_err(|e| damaged(format!("the header cannot be read ({e})")))?;
    // A header that could not be parsed is empty here.
    let text = String::from_utf8_lossy(reader.header().as_bytes()).into_owned();
    if text.is_empty() {
        return Err(damaged("the header is damaged or empty: fetch the file again".to_owned()));
    }
    let header = parse(&text);
    if header.contigs.is_empty() {
        let cause = "the header lists no contig: reads are not aligned";
        return Err(damaged(cause.to_owned()));
    }
    Ok(header)
}

fn parse(text: &str) -> Header {
    let mut header = Header { order: None, samples: BTreeSet::new(), contigs: Vec::new() };
    for line in text.lines() {
        let mut fields = line.split('\t');
        let kind = fields.next();
        let field = |tag: &str| {
            let mut fields = line.split('\t').skip(1);
            fields.find_map(|field| field.strip_prefix(tag)?.strip_prefix(':'))
        };
        match kind {
            Some("@HD") => header.order = field("SO").map(str::to_owned),
            Some("@RG") => {
                header.samples.extend(field("SM").filter(|name| !name.is_empty()).map(Into::into));
            }
            Some("@SQ") => {
                let length = field("LN").and_then(|length| length.parse().ok());
                if let (Some(name), Some(length)) = (field("SN"), length) {
                    header.contigs.push((name.to_owned(), length));
                }
            }
            _ => {}
        }
    }
    header
}

impl Header {
    pub fn check_order(&self, path: &Path, notes: &mut Vec<String>) -> Result<(), AlignmentError> {
        match self.order.as_deref() {
            Some("coordinate") => Ok(()),
            Some("unknown") | None => {
                let file = path.display();
                notes.push(format!(
                    "{file}: the header does not say that it is sorted; its reads \
                                    are checked as they are read"
                ));
                Ok(())
            }
            Some(order) => {
                Err(AlignmentError::Unsorted { path: path.into(), order: order.to_owned() })
            }
        }
    }

    /// The sample's name: as given, else the read groups', else the file's stem.
    pub fn sample(
        &self,
        path: &Path,
        given: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Result<String, AlignmentError> {
        let own: Vec<&str> = self.samples.iter().map(String::as_str).collect();
        let file = path.display();
        match (given, &own[..]) {
            (Some(given), []) => Ok(given.to_owned()),
            (Some(given), own) => {
                if own != [given] {
                    let own = own.join(", ");
                    notes.push(format!(
                        "{file}: its read groups name {own}; '{given}' is used as asked"
                    ));
                }
                Ok(given.to_owned())
            }
            (None, [name]) => Ok((*name).to_owned()),
            (None, []) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                notes.push(format!(
                    "{file}: no read group names a sample; the file's name is used: \
                                    {stem}"
                ));
                Ok(stem)
            }
            (None, several) => Err(AlignmentError::SeveralSamples {
                path: path.into(),
                samples: several.join(", "),
            }),
        }
    }
}

/// Refuses a FASTA whose contigs have other lengths than the header's.
pub(super) fn check_reference(
    path: &Path,
    reference: &Path,
    contigs: &[(String, u64)],
) -> Result<(), AlignmentError> {
    let refuse = |cause: String| AlignmentError::Reference {
        path: path.into(),
        reference: reference.into(),
        cause,
    };
    if let Err(error) = std::fs::File::open(reference) {
        return Err(refuse(error.to_string()));
    }
    let mut fai = reference.as_os_str().to_owned();
    fai.push(".fai");
    let text = std::fs::read_to_string(&fai).map_err(|error| {
        refuse(format!("its .fai cannot be read ({error}): make it with 'samtools faidx'"))
    })?;
    let lengths: std::collections::HashMap<&str, &str> = text
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?, columns.next()?))
        })
        .collect();
    let mut shared = 0;
    for (name, length) in contigs {
        let Some(found) = lengths.get(name.as_str()) else { continue };
        shared += 1;
        if found.parse() != Ok(*length) {
            return Err(refuse(format!(
                "contig {name} has {found} bases, but {length} in the header: give the FASTA that \
                 the reads were aligned to"
            )));
        }
    }
    if shared == 0 {
        return Err(refuse("it shares no contig name with the header".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str, given: Option<&str>) -> (Result<String, AlignmentError>, Vec<String>) {
        let mut notes = Vec::new();
        (parse(text).sample(Path::new("dir/P7.bam"), given, &mut notes), notes)
    }

    #[test]
    fn sample_names() {
        let one = "@HD\tVN:1.6\tSO:coordinate\n@RG\tID:a\tSM:P1\n@RG\tID:b\tSM:P1\n";
        assert_eq!(name(one, None).0.unwrap(), "P1");
        let (given, notes) = name(one, Some("X"));
        assert_eq!((given.unwrap().as_str(), notes.len()), ("X", 1));
        let (stem, notes) = name("@HD\tVN:1.6\n@RG\tID:a\n", None);
        assert_eq!((stem.unwrap().as_str(), notes.len()), ("P7", 1));
        let two = "@RG\tID:a\tSM:P1\n@RG\tID:b\tSM:P2\n";
        let message = name(two, None).0.unwrap_err().to_string();
        assert!(message.contains("P1, P2") && message.contains("--sample"), "{message}");
        assert_eq!(name(two, Some("P1")).0.unwrap(), "P1");
    }

    #[test]
    fn order_and_contigs() {
        let header = parse("@HD\tVN:1.6\tSO:queryname\n@SQ\tSN:chr1\tAS:x\tLN:12\n");
        assert_eq!(header.contigs, [("chr1".to_owned(), 12)]);
        let error = header.check_order(Path::new("a.bam"), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("SO:queryname"));
    }
}

//! What a VCF's header says of its caller, samples and assembly.

use crate::model::assembly::{self, Assembly, Detected};
use crate::model::contig::Contig;
use crate::variants::annotation::{self, AnnotationField};
use crate::variants::caller::Caller;

/// The parts of a VCF header that decide how its records are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VcfHeader {
    /// `(name, length)` of each `##contig` line that has a length.
    pub contigs: Vec<(String, u64)>,
    /// The caller, from its signature in the header.
    pub caller: Caller,
    /// `##tumor_sample=`, as Mutect2 writes it.
    pub tumour: Option<String>,
    /// `##normal_sample=`.
    pub normal: Option<String>,
    /// Text of `##reference=` and `##assembly=` lines.
    pub reference: String,
    /// What `##source=` and the callers' version lines say, in their order.
    pub sources: Vec<String>,
    /// True where a line says that somatic calls are in it.
    pub is_somatic: bool,
    /// INFO fields with annotations.
    pub annotations: Vec<AnnotationField>,
    /// Names of the sample columns.
    pub samples: Vec<String>,
    /// Fields of the `#CHROM` line; 0 before it was seen.
    pub columns: usize,
}

impl VcfHeader {
    /// Takes in one header line (`##...` or `#CHROM...`); a line that says nothing is ignored.
    pub fn push(&mut self, line: &str) {
        let line = line.trim_end_matches('\r');
        if let Some(meta) = line.strip_prefix("##") {
            self.push_meta(meta);
        } else if line.starts_with("#CHROM") {
            let fields: Vec<_> = line.split('\t').collect();
            self.columns = fields.len();
            self.samples = fields.iter().skip(9).map(|name| name.trim().to_owned()).collect();
        }
    }

    fn push_meta(&mut self, meta: &str) {
        let (key, value) = meta.split_once('=').unwrap_or((meta, ""));
        match key {
            "contig" => self.contigs.extend(contig(value)),
            "tumor_sample" => self.tumour = Some(value.trim().to_owned()),
            "normal_sample" => self.normal = Some(value.trim().to_owned()),
            "reference" | "assembly" => {
                self.reference.push_str(value);
                self.reference.push(' ');
            }
            "source" => self.sources.push(value.trim().to_owned()),
            "INFO" => self.annotations.extend(annotation::declared(value)),
            _ if key.to_ascii_lowercase().ends_with("version") && key != "fileformat" => {
                self.sources.push(format!("{key} {}", value.trim()));
            }
            _ => {}
        }
        self.caller.consider(key, value);
        self.is_somatic |= says_somatic(key, value);
    }

    /// True when several sample columns are not one tumour and its normal but several patients.
    pub fn is_cohort(&self) -> bool {
        let names: Vec<_> = self.samples.iter().map(|name| name.to_ascii_lowercase()).collect();
        match names.as_slice() {
            [] | [_] => false,
            [a, b] => {
                let has_pair_names = [a, b].iter().any(|name| name.as_str() == "normal");
                self.tumour.is_none() && self.normal.is_none() && !has_pair_names
            }
            _ => true,
        }
    }

    /// The first contig whose length is another assembly's, with both lengths.
    pub fn contradicts(&self, expected: Assembly) -> Option<(&str, u64, u64)> {
        let others = || Assembly::ALL.into_iter().filter(|assembly| *assembly != expected);
        self.contigs.iter().find_map(|(name, length)| {
            let contig = Contig::new(name);
            let own = expected.contig_length(&contig).filter(|own| own != length)?;
            let is_others = others().any(|other| other.contig_length(&contig) == Some(*length))
                || assembly::is_foreign(&contig, *length);
            is_others.then_some((name.as_str(), *length, own))
        })
    }

    /// The assembly: from contig lengths, or where these do not tell, from the name of the
    /// reference file. Lengths of both assemblies in one header tell nothing.
    pub fn assembly(&self) -> Option<Assembly> {
        let contigs = self.contigs.iter().map(|(name, length)| (name.as_str(), *length));
        match assembly::detect(contigs) {
            Detected::Known(found) => Some(found),
            Detected::Foreign { .. } => None,
            Detected::Mixed { .. } | Detected::Unknown => assembly_in_name(&self.reference),
        }
    }
}

/// True for what somatic callers declare: a tumour's reads, a flag of somatic records, their kind.
fn says_somatic(key: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    match key.to_ascii_lowercase().as_str() {
        "info" => ["<id=somatic,", "<id=ss,", "<id=status,"].iter().any(|id| value.starts_with(id)),
        "content" | "source" => value.contains("somatic"),
        "tumor_sample" | "normal_sample" | "sageversion" => true,
        "dragencommandline" => value.contains("--tumor-"),
        _ => false,
    }
}

/// ID and length of `<ID=chr7,length=159345973,...>`.
fn contig(value: &str) -> Option<(String, u64)> {
    let inner = value.trim().strip_prefix('<')?;
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let field = |wanted: &str| {
        inner.split(',').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            key.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().trim_matches('"'))
        })
    };
    Some((field("ID")?.to_owned(), field("length")?.parse().ok()?))
}

/// The assembly that a reference's file name states, when it states one only.
fn assembly_in_name(text: &str) -> Option<Assembly> {
    let lower = text.to_ascii_lowercase();
    let any = |names: &[&str]| names.iter().any(|name| lower.contains(name));
    match (any(&["grch37", "hg19", "hs37d5", "b37", "g1k_v37"]), any(&["grch38", "hg38"])) {
        (true, false) => Some(Assembly::Grch37),
        (false, true) => Some(Assembly::Grch38),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lines: &[&str]) -> VcfHeader {
        let mut header = VcfHeader::default();
        for line in lines {
            header.push(line);
        }
        header
    }

    #[test]
    fn samples_and_tumour_are_named() {
        let found = header(&[
            "##tumor_sample=T1",
            "##normal_sample=N1",
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN1\tT1\r",
        ]);
        assert_eq!(found.samples, ["N1", "T1"]);
        assert_eq!(found.tumour.as_deref(), Some("T1"));
        assert_eq!(found.columns, 11);
    }

    #[test]
    fn lengths_decide_and_the_reference_name_stands_in() {
        let found = header(&["##contig=<ID=7,assembly=b37,length=159138663>"]);
        assert_eq!(found.assembly(), Some(Assembly::Grch37));
        let found = header(&["##contig=<ID=chr7,length=1>", "##reference=file:///r/hg38.fa"]);
        assert_eq!(found.assembly(), Some(Assembly::Grch38));
        let found = header(&["##contig=<ID=chr7>", "##contig=rubbish", "##"]);
        assert_eq!(found.assembly(), None);
    }

    #[test]
    fn a_mixture_of_lengths_tells_nothing() {
        let found =
            header(&["##contig=<ID=7,length=159138663>", "##contig=<ID=9,length=138394717>"]);
        assert_eq!(found.assembly(), None);
    }
}

//! Which program made a VCF.

/// A variant caller whose fields are known, or any other by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Caller {
    /// GATK 4 Mutect2.
    Mutect2,
    /// `VarDict` or `VarDictJava`.
    VarDict,
    /// freebayes.
    FreeBayes,
    /// Strelka 2, somatic or germline.
    Strelka2,
    /// `LoFreq`: no sample columns.
    LoFreq,
    /// `VarScan` 2: AD is the alternative depth alone.
    VarScan2,
    /// Pisces.
    Pisces,
    /// DRAGEN small-variant or structural caller.
    Dragen,
    /// Manta: structural variants.
    Manta,
    /// Delly: structural variants.
    Delly,
    /// Another caller, by what `##source` says; read by the common meaning of AF, AD and DP.
    Other(String),
    /// The header does not say.
    #[default]
    Unknown,
}

/// Signatures, by a part of the header line in lower case.
const SIGNATURES: [(&str, Caller); 12] = [
    ("mutect2", Caller::Mutect2),
    ("vardict", Caller::VarDict),
    ("freebayes", Caller::FreeBayes),
    ("strelka", Caller::Strelka2),
    ("lofreq", Caller::LoFreq),
    ("varscan", Caller::VarScan2),
    ("pisces", Caller::Pisces),
    ("dragen", Caller::Dragen),
    ("mutect", Caller::Mutect2),
    ("generatesvcandidates", Caller::Manta),
    ("manta", Caller::Manta),
    ("delly", Caller::Delly),
];

impl Caller {
    /// The name written in tables and reports.
    pub fn name(&self) -> &str {
        match self {
            Self::Mutect2 => "Mutect2",
            Self::VarDict => "VarDict",
            Self::FreeBayes => "FreeBayes",
            Self::Strelka2 => "Strelka2",
            Self::LoFreq => "LoFreq",
            Self::VarScan2 => "VarScan2",
            Self::Pisces => "Pisces",
            Self::Dragen => "DRAGEN",
            Self::Manta => "Manta",
            Self::Delly => "Delly",
            Self::Other(name) => name,
            Self::Unknown => "unknown",
        }
    }

    /// The caller of a name as `--caller` takes it; none for a name that is not known.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "mutect2" => Some(Self::Mutect2),
            "vardict" => Some(Self::VarDict),
            "freebayes" => Some(Self::FreeBayes),
            "strelka2" | "strelka" => Some(Self::Strelka2),
            "lofreq" => Some(Self::LoFreq),
            "varscan2" | "varscan" => Some(Self::VarScan2),
            "pisces" => Some(Self::Pisces),
            "dragen" => Some(Self::Dragen),
            "manta" => Some(Self::Manta),
            "delly" => Some(Self::Delly),
            _ => None,
        }
    }

    /// The caller that the name of a file names, for a header that says nothing.
    pub fn of_file_name(name: &str) -> Option<Self> {
        in_word(&name.to_ascii_lowercase())
    }

    /// True when the meaning of its fields is known.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_) | Self::Unknown)
    }

    /// Takes in one `##key=value` line; the first known signature wins, and a `##source` without
    /// one names the caller only while nothing better is known.
    pub fn consider(&mut self, key: &str, value: &str) {
        if !matches!(self, Self::Unknown | Self::Other(_)) {
            return;
        }
        let key = key.to_ascii_lowercase();
        let found = match key.as_str() {
            "source" | "content" | "commandline" => signature(&value.to_ascii_lowercase()),
            _ if key.starts_with("gatkcommandline") => gatk_tool(value),
            "cmdline" => signature(&value.to_ascii_lowercase()),
            _ if key.contains("commandline") || key.ends_with("_version") => signature(&key),
            _ => None,
        };
        if let Some(found) = found {
            *self = found;
        } else if key == "source" && *self == Self::Unknown && !value.trim().is_empty() {
            *self = Self::Other(value.trim().to_owned());
        }
    }
}

/// The caller that the first telling word of a text in lower case names. Folders say nothing, nor
/// do the names of the files that a program read.
fn signature(text: &str) -> Option<Caller> {
    let is_between = |c: char| c.is_whitespace() || "\"',;=<>()".contains(c);
    let words = text.split(is_between).filter_map(|word| word.rsplit(['/', '\\']).next());
    let is_data = |word: &str| DATA.iter().any(|ending| word.ends_with(ending));
    words.filter(|word| !is_data(word)).find_map(in_word)
}

fn in_word(word: &str) -> Option<Caller> {
    SIGNATURES.iter().find(|(part, _)| word.contains(part)).map(|(_, caller)| caller.clone())
}

/// Endings of files that a caller reads or writes.
const DATA: [&str; 10] =
    [".bam", ".cram", ".fa", ".fasta", ".fa.gz", ".fasta.gz", ".bed", ".bed.gz", ".vcf", ".vcf.gz"];

/// The tool of a `GATKCommandLine=<ID=Mutect2,...>` line. Filters and annotators that ran after
/// the caller leave such lines too and are passed over.
fn gatk_tool(value: &str) -> Option<Caller> {
    let id = value.trim_start_matches('<').split(',').next()?.strip_prefix("ID=")?;
    match id.to_ascii_lowercase().as_str() {
        "mutect2" | "mutect" => Some(Caller::Mutect2),
        "haplotypecaller" => Some(Caller::Other("HaplotypeCaller".to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(lines: &[(&str, &str)]) -> Caller {
        let mut caller = Caller::default();
        for (key, value) in lines {
            caller.consider(key, value);
        }
        caller
    }

    #[test]
    fn signatures_in_the_usual_places() {
        assert_eq!(caller(&[("source", "freeBayes v1.3.6")]), Caller::FreeBayes);
        assert_eq!(caller(&[("source", "VarDict_v1.8.3")]), Caller::VarDict);
        assert_eq!(caller(&[("source", "lofreq call -f ref.fa in.bam")]), Caller::LoFreq);
        assert_eq!(caller(&[("GATKCommandLine", "<ID=Mutect2,CommandLine=x>")]), Caller::Mutect2);
        assert_eq!(caller(&[("DRAGENCommandLine", "<ID=dragen>")]), Caller::Dragen);
        assert_eq!(
            caller(&[
                ("source", "FilterMutectCalls"),
                ("GATKCommandLine", "<ID=FilterMutectCalls>"),
                ("source", "Mutect2")
            ]),
            Caller::Mutect2
        );
    }

    #[test]
    fn folders_and_files_of_a_command_name_no_caller() {
        let command = "freebayes -f /data/mutect2/ref.fa /runs/vardict/P1.strelka.bam";
        assert_eq!(caller(&[("commandline", command)]), Caller::FreeBayes);
        let command = "/opt/mutect2/bin/homemade --out /x/lofreq/P1.pisces.vcf.gz";
        assert_eq!(caller(&[("source", command)]), Caller::Other(command.to_owned()));
        let command = "/opt/strelka/manta-1.6/bin/configManta.py --tumorBam T.bam";
        assert_eq!(caller(&[("cmdline", command)]), Caller::Manta);
        assert_eq!(Caller::of_file_name("P1.Mutect2.vcf.gz"), Some(Caller::Mutect2));
        assert_eq!(Caller::of_file_name("P1.vcf.gz"), None);
    }

    #[test]
    fn unknown_callers_keep_their_name() {
        assert_eq!(caller(&[("source", "HomeMade 3")]), Caller::Other("HomeMade 3".to_owned()));
        assert_eq!(caller(&[("fileformat", "VCFv4.2")]).name(), "unknown");
        let later = caller(&[("source", "bcftools"), ("source", "strelka")]);
        assert_eq!(later, Caller::Strelka2);
    }
}

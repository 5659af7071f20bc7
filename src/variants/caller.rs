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
    /// DRAGEN small-variant caller.
    Dragen,
    /// Another caller, by what `##source` says; read by the common meaning of AF, AD and DP.
    Other(String),
    /// The header does not say.
    #[default]
    Unknown,
}

/// Signatures, by a part of the header line in lower case.
const SIGNATURES: [(&str, Caller); 9] = [
    ("mutect2", Caller::Mutect2),
    ("vardict", Caller::VarDict),
    ("freebayes", Caller::FreeBayes),
    ("strelka", Caller::Strelka2),
    ("lofreq", Caller::LoFreq),
    ("varscan", Caller::VarScan2),
    ("pisces", Caller::Pisces),
    ("dragen", Caller::Dragen),
    ("mutect", Caller::Mutect2),
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
            _ => None,
        }
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

fn signature(text: &str) -> Option<Caller> {
    SIGNATURES.iter().find(|(part, _)| text.contains(part)).map(|(_, caller)| caller.clone())
}

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
    fn unknown_callers_keep_their_name() {
        assert_eq!(caller(&[("source", "HomeMade 3")]), Caller::Other("HomeMade 3".to_owned()));
        assert_eq!(caller(&[("fileformat", "VCFv4.2")]).name(), "unknown");
        let later = caller(&[("source", "bcftools"), ("source", "strelka")]);
        assert_eq!(later, Caller::Strelka2);
    }
}

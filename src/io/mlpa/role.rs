//! What a column holds.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Sample,
    Probe,
    Gene,
    Exon,
    Exons,
    Ratio,
    Height,
    Area,
    Counts,
    Call,
    Result,
    CopyNumber,
    Kind,
    Chromosome,
    Position,
    Ignore,
    /// Stated in a mapping: the column of one sample, under its heading.
    SampleColumn,
}

const NAMES: [(&str, Role); 17] = [
    ("sample", Role::Sample),
    ("probe", Role::Probe),
    ("gene", Role::Gene),
    ("exon", Role::Exon),
    ("exons", Role::Exons),
    ("ratio", Role::Ratio),
    ("height", Role::Height),
    ("area", Role::Area),
    ("counts", Role::Counts),
    ("call", Role::Call),
    ("result", Role::Result),
    ("copy_number", Role::CopyNumber),
    ("kind", Role::Kind),
    ("chromosome", Role::Chromosome),
    ("position", Role::Position),
    ("ignore", Role::Ignore),
    ("sample_column", Role::SampleColumn),
];

impl Role {
    /// The role of a name in a mapping.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }

    /// All names.
    pub(super) fn names() -> String {
        NAMES.map(|(name, _)| name).join(", ")
    }

    /// Name of this role.
    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, role)| *role == self).map_or("", |(name, _)| *name)
    }

    /// The role of a heading, by words that are in use.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        let word: String =
            heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Some(match word.as_str() {
            "sample" | "sampleid" | "samplename" | "patient" | "patientid" | "case" | "caseid"
            | "samplefile" | "samplefilename" => Self::Sample,
            "probe" | "probename" | "probeid" | "marker" | "markername" | "target" => Self::Probe,
            "gene" | "genename" | "genesymbol" | "symbol" => Self::Gene,
            "exon" | "exonnumber" | "exonno" | "exonnr" => Self::Exon,
            "exons" | "exonrange" | "deletedexons" => Self::Exons,
            "ratio" | "finalratio" | "finalratios" | "proberatio" | "mlparatio" | "peakratio"
            | "dosagequotient" | "dq" | "normalizedratio" | "normalisedratio" | "meanratio" => {
                Self::Ratio
            }
            "height" | "peakheight" | "height1" | "peakheight1" | "height2" | "peakheight2" => {
                Self::Height
            }
            "area" | "peakarea" | "area1" | "peakarea1" | "area2" | "peakarea2" => Self::Area,
            "reads" | "readcount" | "readcounts" | "counts" => Self::Counts,
            "call" | "probecall" | "state" => Self::Call,
            "mlparesult" | "result" | "mlpa" | "finding" => Self::Result,
            "cn" | "copynumber" | "cnv" | "exoncnvtype" | "cnvtype" => Self::CopyNumber,
            "kind" | "probetype" | "probefunction" | "function" => Self::Kind,
            "chrom" | "chr" | "chromosome" => Self::Chromosome,
            "pos" | "position" | "coordinate" | "coordinates" | "genomiccoordinates"
            | "genomicposition" | "location" => Self::Position,
            "length"
            | "size"
            | "lengthnt"
            | "band"
            | "chromosomalband"
            | "chromosomalposition"
            | "mapview"
            | "mapviewhg18"
            | "mapviewhg19"
            | "mapviewhg38"
            | "hg18"
            | "hg19"
            | "hg38"
            | "stdev"
            | "sd"
            | "width"
            | "flag"
            | "quality"
            | "refseq"
            | "transcript"
            | "note"
            | "notes"
            | "comment"
            | "comments"
            | "remark"
            | "date"
            | "dye"
            | "color"
            | "colour"
            | "probenumber"
            | "probeorder"
            | "order"
            | "number"
            | "nr"
            | "no"
            | "index"
            | "allele"
            | "allele1"
            | "allele2"
            | "size1"
            | "size2"
            | "dyesamplepeak"
            | "samplepeak"
            | "peak"
            | "peaknumber"
            | "datapoint"
            | "widthinbp"
            | "panel"
            | "runname"
            | "samplefilepath"
            | "recommendedorder"
            | "ligationsite"
            | "partialsequence"
            | "batch"
            | "plate"
            | "well"
            | "run"
            | "kit"
            | "lot" => Self::Ignore,
            _ => return None,
        })
    }
}

//! Reference assemblies and how a file's contig lengths tell them apart.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// A human reference assembly that the built-in gene model covers.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Assembly {
    /// GRCh37, also distributed as hg19 and hs37d5.
    #[serde(rename = "GRCh37")]
    Grch37,
    /// GRCh38, also distributed as hg38.
    #[serde(rename = "GRCh38")]
    Grch38,
}

impl Assembly {
    /// Both assemblies, oldest first.
    pub const ALL: [Self; 2] = [Self::Grch37, Self::Grch38];

    /// The name used in every file and message: `GRCh37` or `GRCh38`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grch37 => "GRCh37",
            Self::Grch38 => "GRCh38",
        }
    }

    /// Length in bases of a primary contig, where the two assemblies differ.
    ///
    /// chrM is left out on purpose: hg19 carries a different mitochondrial sequence from GRCh37.
    pub fn contig_length(self, contig: &Contig) -> Option<u64> {
        let table = match self {
            Self::Grch37 => &GRCH37_LENGTHS,
            Self::Grch38 => &GRCH38_LENGTHS,
        };
        let index = PRIMARY.iter().position(|name| *name == contig.as_str())?;
        Some(table[index])
    }
}

impl fmt::Display for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Assembly {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "grch37" | "hg19" | "hs37d5" | "b37" => Ok(Self::Grch37),
            "grch38" | "hg38" => Ok(Self::Grch38),
            _ => Err(format!("unknown assembly '{text}': expected GRCh37 or GRCh38")),
        }
    }
}

/// What a list of contig lengths says about the assembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detected {
    /// Every known contig that is listed has this assembly's length.
    Known(Assembly),
    /// No primary contig has a length of either assembly.
    Unknown,
    /// A primary contig is as long as a whole chromosome and has neither assembly's length: another
    /// assembly, or one put together of several.
    Foreign {
        /// The contig.
        contig: String,
        /// Its length.
        length: u64,
    },
    /// Some contigs have one assembly's length and some the other's.
    Mixed {
        /// A contig of GRCh37's length.
        grch37: String,
        /// A contig of GRCh38's length.
        grch38: String,
    },
}

/// Decides the assembly from `(contig name, length)` pairs of a header.
///
/// Decoys and alternative contigs are common and harmless, and so are the short contigs of a reference
/// that was cut: none of these decides. One whole chromosome of another length does.
pub fn detect<'a>(contigs: impl IntoIterator<Item = (&'a str, u64)>) -> Detected {
    let mut seen: [Option<String>; 2] = [None, None];
    let mut foreign = None;
    for (name, length) in contigs {
        let contig = Contig::new(name);
        if foreign.is_none() && is_foreign(&contig, length) {
            foreign = Some((name.to_owned(), length));
        }
        for (slot, assembly) in seen.iter_mut().zip(Assembly::ALL) {
            if assembly.contig_length(&contig) == Some(length) && slot.is_none() {
                *slot = Some(name.to_owned());
            }
        }
    }
    match (seen, foreign) {
        ([Some(grch37), Some(grch38)], _) => Detected::Mixed { grch37, grch38 },
        (_, Some((contig, length))) => Detected::Foreign { contig, length },
        ([Some(_), None], None) => Detected::Known(Assembly::Grch37),
        ([None, Some(_)], None) => Detected::Known(Assembly::Grch38),
        ([None, None], None) => Detected::Unknown,
    }
}

/// True for a primary contig that is as long as a whole chromosome, in neither assembly's length.
pub fn is_foreign(contig: &Contig, length: u64) -> bool {
    /// Below the shortest chromosome of any human assembly; contigs of cut references are shorter.
    const WHOLE: u64 = 40_000_000;
    let lengths = Assembly::ALL.map(|assembly| assembly.contig_length(contig));
    length >= WHOLE && lengths[0].is_some() && !lengths.contains(&Some(length))
}

const PRIMARY: [&str; 24] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17",
    "18", "19", "20", "21", "22", "X", "Y",
];

const GRCH37_LENGTHS: [u64; 24] = [
    249_250_621,
    243_199_373,
    198_022_430,
    191_154_276,
    180_915_260,
    171_115_067,
    159_138_663,
    146_364_022,
    141_213_431,
    135_534_747,
    135_006_516,
    133_851_895,
    115_169_878,
    107_349_540,
    102_531_392,
    90_354_753,
    81_195_210,
    78_077_248,
    59_128_983,
    63_025_520,
    48_129_895,
    51_304_566,
    155_270_560,
    59_373_566,
];

const GRCH38_LENGTHS: [u64; 24] = [
    248_956_422,
    242_193_529,
    198_295_559,
    190_214_555,
    181_538_259,
    170_805_979,
    159_345_973,
    145_138_636,
    138_394_717,
    133_797_422,
    135_086_622,
    133_275_309,
    114_364_328,
    107_043_718,
    101_991_189,
    90_338_345,
    83_257_441,
    80_373_285,
    58_617_616,
    64_444_167,
    46_709_983,
    50_818_468,
    156_040_895,
    57_227_415,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_decide_with_and_without_prefix() {
        assert_eq!(detect([("chr7", 159_345_973)]), Detected::Known(Assembly::Grch38));
        assert_eq!(detect([("7", 159_138_663)]), Detected::Known(Assembly::Grch37));
        assert_eq!(detect([("chr14", 2_000_001)]), Detected::Unknown);
    }

    #[test]
    fn one_chromosome_of_another_assembly_is_enough_and_contigs_that_were_cut_are_not() {
        let (chr7, chr_x) = (("chr7", 159_345_973), ("chrX", 154_259_566));
        let foreign = Detected::Foreign { contig: "chrX".to_owned(), length: 154_259_566 };
        assert_eq!(detect([chr7, chr_x]), foreign);
        assert_eq!(detect([chr_x]), foreign);
        let harmless = [chr7, ("chr14", 2_000_001), ("hs37d5", 35_477_943), ("chrM", 16_569)];
        assert_eq!(detect(harmless), Detected::Known(Assembly::Grch38));
    }

    #[test]
    fn a_mixture_is_named() {
        let found = detect([("chr7", 159_345_973), ("chr9", 141_213_431)]);
        assert_eq!(found, Detected::Mixed { grch37: "chr9".to_owned(), grch38: "chr7".to_owned() });
    }

    #[test]
    fn no_length_is_shared_by_the_assemblies() {
        for name in PRIMARY {
            let contig = Contig::new(name);
            assert_ne!(
                Assembly::Grch37.contig_length(&contig),
                Assembly::Grch38.contig_length(&contig),
                "{name}"
            );
        }
    }
}

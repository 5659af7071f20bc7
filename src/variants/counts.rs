//! Depth and allele fraction as each caller means its fields.
//!
//! | Caller | Alternative depth | Depth | Allele fraction |
//! |---|---|---|---|
//! | Mutect2, DRAGEN, others | AD\[1 + allele\] | DP | AF, else AD / DP |
//! | VarDict | VD where one allele, else AD | DP | AF |
//! | FreeBayes | AO\[allele\] | DP | AO / DP |
//! | Strelka2 | tier-1 count of the base, or TIR | DP | alternative / (reference + alternative), tier 1 |
//! | LoFreq | INFO DP4\[2\] + DP4\[3\] | INFO DP | INFO AF |
//! | VarScan2 | AD, which is the alternative alone | DP | FREQ, a percentage |
//! | Pisces | AD\[1 + allele\] | DP | VF |

use crate::variants::caller::Caller;

/// What a record says of one allele in one sample.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct AlleleCounts {
    /// Variant allele fraction, 0 to 1.
    pub vaf: Option<f64>,
    /// Depth.
    pub depth: Option<u32>,
    /// Reads with the allele.
    pub alternative_depth: Option<u32>,
}

/// The fields of a record that counts are taken from.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// INFO column.
    pub info: &'a str,
    /// FORMAT column; empty where the VCF has none.
    pub format: &'a str,
    /// The sample's column; empty where the VCF has none.
    pub sample: &'a str,
    /// REF as written.
    pub reference: &'a str,
    /// The ALT allele as written.
    pub alternative: &'a str,
    /// Its index among the ALT alleles, from 0.
    pub allele: usize,
    /// Number of ALT alleles.
    pub alleles: usize,
}

impl<'a> Fields<'a> {
    /// A FORMAT value of the sample; `.` and empty are absent.
    pub fn value(&self, key: &str) -> Option<&'a str> {
        let index = self.format.split(':').position(|name| name == key)?;
        present(self.sample.split(':').nth(index)?)
    }

    /// An INFO value.
    pub fn info(&self, key: &str) -> Option<&'a str> {
        present(self.info.split(';').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?)
    }

    fn item(list: &'a str, index: usize) -> Option<&'a str> {
        present(list.split(',').nth(index)?)
    }

    /// The allele's value of a list with one value an allele. A list of another length is of other
    /// alleles, or has decimal commas: it says nothing.
    fn of_allele(&self, list: &'a str) -> Option<&'a str> {
        if list.split(',').count() != self.alleles {
            return None;
        }
        Self::item(list, self.allele)
    }

    /// The allele's value of a list that begins with the reference.
    fn after_reference(&self, list: &'a str) -> Option<&'a str> {
        if list.split(',').count() != self.alleles + 1 {
            return None;
        }
        Self::item(list, self.allele + 1)
    }
}

fn present(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text != ".").then_some(text)
}

fn count(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn fraction(text: &str) -> Option<f64> {
    let value: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    (0.0..=1.0).contains(&value).then_some(value)
}

fn ratio(part: Option<u32>, whole: Option<u32>) -> Option<f64> {
    match (part?, whole?) {
        (part, whole) if whole > 0 && part <= whole => Some(f64::from(part) / f64::from(whole)),
        _ => None,
    }
}

/// Names of the FORMAT fields of a caller that is named generic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountFields {
    /// Allele fraction, one value an allele.
    pub vaf: String,
    /// Depth.
    pub depth: String,
    /// Depth of each allele, the reference first.
    pub allele_depth: String,
}

impl Default for CountFields {
    fn default() -> Self {
        Self { vaf: "AF".to_owned(), depth: "DP".to_owned(), allele_depth: "AD".to_owned() }
    }
}

/// Reads the counts of one allele from named fields.
pub fn read_named(names: &CountFields, fields: &Fields<'_>) -> AlleleCounts {
    let depth = fields.value(&names.depth).and_then(count);
    let list = fields.value(&names.allele_depth);
    let alternative_depth = list.and_then(|list| fields.after_reference(list)).and_then(count);
    let stated = fields.value(&names.vaf).and_then(|list| fields.of_allele(list));
    AlleleCounts {
        vaf: stated.and_then(fraction).or_else(|| ratio(alternative_depth, depth)),
        depth,
        alternative_depth,
    }
}

/// Reads the counts of one allele.
pub fn read(caller: &Caller, fields: &Fields<'_>) -> AlleleCounts {
    let counts = match caller {
        Caller::FreeBayes => freebayes(fields),
        Caller::Strelka2 => strelka(fields),
        Caller::LoFreq => lofreq(fields),
        Caller::VarScan2 => varscan(fields),
        Caller::VarDict => vardict(fields),
        Caller::Pisces => common(fields, "VF"),
        _ => common(fields, "AF"),
    };
    match (counts.alternative_depth, counts.depth) {
        // More than all reads: one of the figures is not what it should be.
        (Some(alternative), Some(depth)) if alternative > depth => {
            AlleleCounts { alternative_depth: None, depth: None, ..counts }
        }
        _ => counts,
    }
}

/// Depths of the reference and of one allele; the reference's from the whole where nothing else tells.
pub fn of_both(caller: &Caller, fields: &Fields<'_>) -> Option<[u32; 2]> {
    let AlleleCounts { depth, alternative_depth, .. } = read(caller, fields);
    let alternative = alternative_depth.or_else(|| allele_depth(fields))?;
    let stated = match caller {
        Caller::FreeBayes => fields.value("RO"),
        Caller::VarScan2 => fields.value("RD"),
        _ => fields.value("AD").filter(|list| fields.after_reference(list).is_some()),
    };
    let of_reference = stated.and_then(|list| Fields::item(list, 0)).and_then(count);
    Some([of_reference.or_else(|| depth?.checked_sub(alternative))?, alternative])
}

/// True when the caller itself takes the allele for one that the patient was born with, or for the
/// loss of the other one: `SS` of `VarScan2`, `STATUS` of `VarDict`.
pub fn is_judged_germline(caller: &Caller, fields: &Fields<'_>) -> bool {
    match caller {
        Caller::VarScan2 => matches!(fields.info("SS"), Some("1" | "3")),
        Caller::VarDict => fields.info("STATUS") == Some("Germline"),
        _ => false,
    }
}

fn depth(fields: &Fields<'_>) -> Option<u32> {
    fields.value("DP").and_then(count)
}

fn allele_depth(fields: &Fields<'_>) -> Option<u32> {
    fields.value("AD").and_then(|list| fields.after_reference(list)).and_then(count)
}

fn common(fields: &Fields<'_>, key: &str) -> AlleleCounts {
    let depth = depth(fields);
    let alternative_depth = allele_depth(fields);
    let stated = fields.value(key).and_then(|list| fields.of_allele(list)).and_then(fraction);
    AlleleCounts {
        vaf: stated.or_else(|| ratio(alternative_depth, depth)),
        depth,
        alternative_depth,
    }
}

fn vardict(fields: &Fields<'_>) -> AlleleCounts {
    let mut counts = common(fields, "AF");
    if fields.alleles == 1 {
        let stated = fields.value("VD").and_then(count);
        counts.alternative_depth = stated.or(counts.alternative_depth);
    }
    counts
}

fn freebayes(fields: &Fields<'_>) -> AlleleCounts {
    let depth = depth(fields);
    let observed = fields.value("AO").and_then(|list| fields.of_allele(list)).and_then(count);
    let alternative_depth = observed.or_else(|| allele_depth(fields));
    AlleleCounts { vaf: ratio(alternative_depth, depth), depth, alternative_depth }
}

fn strelka(fields: &Fields<'_>) -> AlleleCounts {
    let tier1 = |key: &str| Fields::item(fields.value(key)?, 0).and_then(count);
    let (alternative, reference) = if fields.reference.len() == 1 && fields.alternative.len() == 1 {
        (tier1(&format!("{}U", fields.alternative)), tier1(&format!("{}U", fields.reference)))
    } else {
        (tier1("TIR"), tier1("TAR"))
    };
    if alternative.is_none() {
        return common(fields, "AF");
    }
    let both = alternative.zip(reference).and_then(|(a, r)| a.checked_add(r));
    AlleleCounts {
        vaf: ratio(alternative, both),
        depth: depth(fields),
        alternative_depth: alternative,
    }
}

fn lofreq(fields: &Fields<'_>) -> AlleleCounts {
    let depth = fields.info("DP").and_then(count);
    let strands = fields.info("DP4");
    let of = |index| strands.and_then(|list| Fields::item(list, index)).and_then(count);
    let alternative_depth = of(2).zip(of(3)).and_then(|(a, b)| a.checked_add(b));
    let stated = fields.info("AF").and_then(|list| fields.of_allele(list)).and_then(fraction);
    AlleleCounts {
        vaf: stated.or_else(|| ratio(alternative_depth, depth)),
        depth,
        alternative_depth,
    }
}

fn varscan(fields: &Fields<'_>) -> AlleleCounts {
    let depth = depth(fields);
    let alternative_depth = fields.value("AD").and_then(count);
    let stated = fields.value("FREQ").and_then(fraction);
    AlleleCounts {
        vaf: stated.or_else(|| ratio(alternative_depth, depth)),
        depth,
        alternative_depth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(
        caller: &Caller,
        format: &str,
        sample: &str,
    ) -> (Option<f64>, Option<u32>, Option<u32>) {
        read_allele(caller, "", format, sample, ("A", "T"), (0, 1))
    }

    fn read_allele(
        caller: &Caller,
        info: &str,
        format: &str,
        sample: &str,
        (reference, alternative): (&str, &str),
        (allele, alleles): (usize, usize),
    ) -> (Option<f64>, Option<u32>, Option<u32>) {
        let fields = Fields { info, format, sample, reference, alternative, allele, alleles };
        let counts = read(caller, &fields);
        (counts.vaf, counts.depth, counts.alternative_depth)
    }

    #[test]
    fn each_caller_as_it_means_its_fields() {
        let mutect = read_as(&Caller::Mutect2, "GT:AD:AF:DP", "0/1:23,24:0.510:47");
        assert_eq!(mutect, (Some(0.51), Some(47), Some(24)));
        let vardict = read_as(&Caller::VarDict, "GT:DP:VD:AD:AF", "0/1:48:25:23,25:0.5208");
        assert_eq!(vardict, (Some(0.5208), Some(48), Some(25)));
        let freebayes =
            read_as(&Caller::FreeBayes, "GT:DP:AD:RO:QR:AO:QA", "0/1:40:30,10:30:1:10:1");
        assert_eq!(freebayes, (Some(0.25), Some(40), Some(10)));
        let strelka = read_as(&Caller::Strelka2, "DP:AU:CU:GU:TU", "100:75,76:0,0:0,0:25,27");
        assert_eq!(strelka, (Some(0.25), Some(100), Some(25)));
        let varscan = read_as(&Caller::VarScan2, "GT:DP:RD:AD:FREQ", "0/1:30:20:10:33.33%");
        assert_eq!(varscan, (Some(0.3333), Some(30), Some(10)));
        let pisces = read_as(&Caller::Pisces, "GT:AD:DP:VF", "0\\1:90,10:100:0.1000");
        assert_eq!(pisces, (Some(0.1), Some(100), Some(10)));
        let dragen = read_as(&Caller::Dragen, "GT:SQ:AD:AF:DP", "0/1:50:10,10:0.5:20");
        assert_eq!(dragen, (Some(0.5), Some(20), Some(10)));
    }

    #[test]
    fn info_only_and_indels() {
        let lofreq = read_allele(
            &Caller::LoFreq,
            "DP=50;AF=0.12;SB=0;DP4=22,22,3,3",
            "",
            "",
            ("A", "T"),
            (0, 1),
        );
        assert_eq!(lofreq, (Some(0.12), Some(50), Some(6)));
        let indel =
            read_allele(&Caller::Strelka2, "", "DP:TAR:TIR", "40:30,31:10,11", ("AC", "A"), (0, 1));
        assert_eq!(indel, (Some(0.25), Some(40), Some(10)));
    }

    #[test]
    fn the_right_allele_of_several() {
        let second = ("A", "G");
        let mutect =
            read_allele(&Caller::Mutect2, "", "AD:AF:DP", "50,30,20:0.3,0.2:100", second, (1, 2));
        assert_eq!(mutect, (Some(0.2), Some(100), Some(20)));
        let one_for_all = read_allele(
            &Caller::Other("x".into()),
            "",
            "AD:AF:DP",
            "50,30:0.3:100",
            second,
            (1, 2),
        );
        assert_eq!(one_for_all, (None, Some(100), None));
    }

    #[test]
    fn rubbish_is_absent_not_zero() {
        assert_eq!(read_as(&Caller::Mutect2, "GT:AD:AF:DP", "0/1:.:nan:"), (None, None, None));
        assert_eq!(read_as(&Caller::Mutect2, "GT:AD:AF:DP", "0/1"), (None, None, None));
        assert_eq!(read_as(&Caller::VarScan2, "FREQ:AD", "133%:-4"), (None, None, None));
        assert_eq!(read_as(&Caller::FreeBayes, "DP:AO", "0:0"), (None, Some(0), Some(0)));
    }
}

//! One line of a VCF: alleles split, trimmed, placed on a gene, and counted when left out.

use std::collections::BTreeMap;

use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::patient::Count;
use crate::model::small_variant::SmallVariant;
use crate::variants::caller::Caller;
use crate::variants::counts::{self, Fields};
use crate::variants::normalise::{self, Allele};

/// How the records of one file are read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The caller.
    pub caller: &'a Caller,
    /// File name, carried into every variant.
    pub file: &'a str,
    /// The sample's column among the sample columns; `None` where the VCF has none.
    pub column: Option<usize>,
    /// True when the other sample columns are other patients', not this one's normal.
    pub is_cohort: bool,
    /// The genes to carry records of, with their intervals.
    pub genes: &'a [(String, Interval)],
}

/// Records, alleles and left-out alleles of one file, counted while it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records seen.
    pub records: u64,
    /// Alleles carried into the report.
    pub reported: u64,
    left_out: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    /// The left-out alleles by reason, in the reasons' alphabetical order.
    pub fn left_out(&self) -> Vec<Count> {
        self.left_out
            .iter()
            .map(|(reason, count)| Count { reason: (*reason).to_owned(), count: *count })
            .collect()
    }
}

/// Reads one record line and adds its alleles on the genes to `found`.
///
/// A line that is no record is counted as `malformed`; nothing here fails.
pub fn read(line: &str, reading: &Reading<'_>, tally: &mut Tally, found: &mut Vec<SmallVariant>) {
    tally.records += 1;
    let fields: Vec<&str> = line.trim_end_matches('\r').split('\t').collect();
    let [contig, position, _, reference, alternatives, _, filter, info, rest @ ..] =
        fields.as_slice()
    else {
        return tally.leave_out("malformed");
    };
    let (format, sample) = match (reading.column, rest) {
        (None, _) => ("", ""),
        (Some(column), [format, samples @ ..]) if column < samples.len() => {
            (*format, samples[column])
        }
        _ => return tally.leave_out("malformed"),
    };
    let Some(position) = position.parse::<u32>().ok().filter(|position| *position > 0) else {
        return tally.leave_out("malformed");
    };
    let contig = Contig::new(contig);
    let list: Vec<&str> = alternatives.split(',').collect();
    for (allele, alternative) in list.iter().enumerate() {
        let site = (position, reference.to_ascii_uppercase(), alternative.to_ascii_uppercase());
        let (position, reference, alternative) = match accept(site) {
            Ok(site) => site,
            Err(reason) => {
                tally.leave_out(reason);
                continue;
            }
        };
        let Some(gene) = gene(reading.genes, &contig, position, &reference) else {
            tally.leave_out("outside_genes");
            continue;
        };
        let fields = Fields {
            info,
            format,
            sample,
            reference: fields[3],
            alternative: list[allele],
            allele,
            alleles: list.len(),
        };
        let counts = counts::read(reading.caller, &fields);
        if !is_carried(&fields, counts.alternative_depth, reading.is_cohort) {
            tally.leave_out("not_in_sample");
            continue;
        }
        tally.reported += 1;
        found.push(SmallVariant {
            gene: gene.to_owned(),
            contig: contig.clone(),
            position,
            reference,
            alternative,
            vaf: counts.vaf,
            depth: counts.depth,
            alternative_depth: counts.alternative_depth,
            filter: if filter.is_empty() { "." } else { filter }.to_owned(),
            caller: reading.caller.name().to_owned(),
            file: reading.file.to_owned(),
        });
    }
}

type Site = (u32, String, String);

/// The trimmed site, or why this allele is no small variant of its own.
fn accept((position, reference, alternative): Site) -> Result<Site, &'static str> {
    normalise::check_alternative(&alternative, &reference)?;
    if reference.is_empty() || !normalise::is_acgt(reference.as_bytes()) {
        return Err("not_acgt");
    }
    let trimmed = normalise::trim(&Allele { position, reference, alternative });
    Ok((trimmed.position, trimmed.reference, trimmed.alternative))
}

/// The first gene that a variant's reference bases touch.
fn gene<'a>(
    genes: &'a [(String, Interval)],
    contig: &Contig,
    position: u32,
    reference: &str,
) -> Option<&'a str> {
    let length = u32::try_from(reference.len()).unwrap_or(u32::MAX);
    let start = position - 1;
    let site = Interval::new(contig.clone(), start, start.saturating_add(length));
    genes.iter().find(|(_, interval)| interval.overlap(&site) > 0).map(|(gene, _)| gene.as_str())
}

/// Whether the caller states the allele for this sample.
///
/// A genotype without the allele decides in a file of several patients. In a file of one patient
/// reads with the allele are enough, because somatic callers' genotypes are formal.
pub fn is_carried(fields: &Fields<'_>, alternative_depth: Option<u32>, is_cohort: bool) -> bool {
    let Some(genotype) = fields.value("GT") else {
        return !is_cohort || alternative_depth.is_none_or(|depth| depth > 0);
    };
    let mut called = genotype.split(['/', '|', '\\']).filter(|index| *index != ".").peekable();
    let has_allele_depth = alternative_depth.is_some_and(|depth| depth > 0);
    if called.peek().is_none() {
        return if is_cohort { has_allele_depth } else { alternative_depth != Some(0) };
    }
    let wanted = (fields.allele + 1).to_string();
    called.any(|index| index == wanted) || (!is_cohort && has_allele_depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn genes() -> Vec<(String, Interval)> {
        vec![("IKZF1".to_owned(), Interval::new(Contig::new("7"), 50_304_000, 50_405_000))]
    }

    fn read_lines(lines: &[&str], is_cohort: bool) -> (Vec<SmallVariant>, Tally) {
        let genes = genes();
        let caller = Caller::Mutect2;
        let reading =
            Reading { caller: &caller, file: "a.vcf", column: Some(0), is_cohort, genes: &genes };
        let (mut tally, mut found) = (Tally::default(), Vec::new());
        for line in lines {
            super::read(line, &reading, &mut tally, &mut found);
        }
        (found, tally)
    }

    fn reasons(tally: &Tally) -> Vec<(String, u64)> {
        tally.left_out().into_iter().map(|c| (c.reason, c.count)).collect()
    }

    #[test]
    fn alleles_are_split_trimmed_and_counted() {
        let line = "chr7\t50382593\t.\tAAG\tTAG,A,*\t.\tPASS\t.\tGT:AD:AF:DP\t0/1/2/3:50,30,15,5:0.3,0.15,0.05:100";
        let (found, tally) = read_lines(&[line], false);
        let sites: Vec<_> = found
            .iter()
            .map(|v| (v.position, v.reference.as_str(), v.alternative.as_str(), v.vaf))
            .collect();
        assert_eq!(
            sites,
            [(50_382_593, "A", "T", Some(0.3)), (50_382_593, "AAG", "A", Some(0.15))]
        );
        assert_eq!((tally.records, tally.reported), (1, 2));
        assert_eq!(reasons(&tally), [("spanning_deletion".to_owned(), 1)]);
    }

    #[test]
    fn everything_left_out_has_a_reason() {
        let (found, tally) = read_lines(
            &[
                "7\t50382593\t.\tA\t<DEL>\t.\t.\t.\tGT\t0/1",
                "7\t50382593\t.\tA\t<NON_REF>\t.\t.\t.\tGT\t0/0",
                "7\t50382593\t.\tA\tA[chr9:1[\t.\t.\t.\tGT\t0/1",
                "7\t50382593\t.\tR\tA\t.\t.\t.\tGT\t0/1",
                "7\t50382593\t.\tA\t.\t.\t.\t.\tGT\t0/0",
                "7\t1\t.\tA\tT\t.\t.\t.\tGT\t0/1",
                "7\tx\t.\tA\tT\t.\t.\t.\tGT\t0/1",
                "7\t0\t.\tA\tT\t.\t.\t.\tGT\t0/1",
                "7\t50382593",
                "",
                "7\t50382593\t.\tA\tT\t.\t.\t.",
            ],
            false,
        );
        assert!(found.is_empty());
        assert_eq!(tally.records, 11);
        let total: u64 = reasons(&tally).iter().map(|(_, count)| count).sum();
        assert_eq!(total, 11);
        assert!(reasons(&tally).contains(&("malformed".to_owned(), 5)), "{tally:?}");
    }

    #[test]
    fn another_patients_allele_is_not_carried() {
        let line = "7\t50382593\t.\tA\tT\t.\tPASS\t.\tGT:AD:DP\t0/0:99,1:100\t0/1:50,50:100";
        let (found, tally) = read_lines(&[line], true);
        assert!(found.is_empty());
        assert_eq!(reasons(&tally), [("not_in_sample".to_owned(), 1)]);
        let (found, _) = read_lines(&[line], false);
        assert_eq!(found.len(), 1, "reads of a somatic caller count whatever its genotype says");
    }

    #[test]
    fn a_deletion_that_reaches_into_a_gene_is_on_it() {
        let line = "7\t50303999\t.\tACG\tA\t.\t.\t.\tGT\t0/1";
        assert_eq!(read_lines(&[line], false).0[0].gene, "IKZF1");
    }

    #[test]
    fn trimming_keeps_one_base() {
        let trim = |r: &str, a: &str| accept((10, r.to_owned(), a.to_owned())).unwrap();
        assert_eq!(trim("CAA", "CA"), (10, "CA".into(), "C".into()));
        assert_eq!(trim("GCAT", "GCTT"), (12, "A".into(), "T".into()));
        assert_eq!(trim("A", "AGG"), (10, "A".into(), "AGG".into()));
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC*(\\t\\PC*){0,12}") {
            let (_, tally) = read_lines(&[&line], false);
            let total: u64 = reasons(&tally).iter().map(|(_, count)| count).sum();
            proptest::prop_assert!(total + tally.reported >= 1);
        }
    }
}

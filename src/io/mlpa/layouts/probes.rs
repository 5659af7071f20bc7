//! Which exon a row or a column speaks of.

use crate::compare::labels;
use crate::compare::observation::Subject;
use crate::io::mlpa::Context;
use crate::knowledge::gene_model::Gene;
use crate::knowledge::mlpa::KitProbe;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;

/// A probe and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) subject: Subject,
    /// Name of the probe; empty when the file gives none.
    pub(super) probe: String,
}

/// What a row of a table of probes is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// A target or reference probe.
    Probe(Named),
    /// A control fragment or a line that is no probe: why it is left out.
    LeftOut(String),
}

/// What the cells `probe`, `gene`, `exon` and `kind` say together.
pub(super) fn identify(probe: &str, gene: &str, exon: &str, kind: &str, context: &Context) -> Row {
    let lower = kind.to_lowercase();
    let known = context.kit.find(probe, gene, exon);
    let is_reference = lower.contains("reference")
        || lower == "ref"
        || known.is_some_and(|entry| entry.reference)
        || labels::is_reference(gene)
        || (gene.is_empty() && known.is_none() && labels::is_reference(probe));
    if is_reference {
        let name = if probe.is_empty() { format!("{gene}_{exon}") } else { probe.to_owned() };
        // Unnamed reference probes get their numbers from the table's reader.
        return Row::Probe(Named { subject: Subject::Reference(name), probe: probe.to_owned() });
    }
    if lower.contains("control") || lower.contains("fragment") {
        return Row::LeftOut(format!("'{probe}' is a control ('{kind}')"));
    }
    let from_name = labels::gene_and_exon(probe);
    let (gene, label) = if let Some(entry) = known {
        (entry.gene.clone(), entry.exon.clone())
    } else if !gene.is_empty() {
        let label = labels::exon(exon).or_else(|| {
            (exon.trim().is_empty()).then(|| from_name.clone().map(|(_, exon)| exon)).flatten()
        });
        let other = if exon.trim().is_empty() { probe } else { exon };
        (gene.to_owned(), label.unwrap_or_else(|| other.trim().to_lowercase()))
    } else if let Some(found) = from_name {
        found
    } else {
        return Row::LeftOut(format!(
            "'{probe}' names no gene and is in no probe table (--probes gives the kit's)"
        ));
    };
    let gene = canonical(&gene, context);
    let subject =
        if label.is_empty() { Subject::Gene(gene) } else { Subject::Exon { gene, exon: label } };
    Row::Probe(Named { subject, probe: probe.to_owned() })
}

/// A position this far from a gene is not its, whatever the assembly.
const FAR: u32 = 1_000_000;

/// Why the gene of a row cannot be: the probe's name or its position is another's.
pub(super) fn contradiction(
    probe: &str,
    gene: &str,
    position: Option<&(String, u32)>,
    context: &Context,
) -> Option<String> {
    if gene.is_empty() {
        return None;
    }
    let by_symbol = |name: &str| {
        context.genes.genes().iter().find(|known| known.symbol.eq_ignore_ascii_case(name))
    };
    let entry = context.kit.probes.iter().find(|own| !own.probe.is_empty() && own.probe == probe);
    let named = match entry {
        Some(entry) => Some(entry.gene.clone()),
        None => labels::gene_and_exon(probe).map(|(name, _)| name),
    };
    // Loci of one gene have its name.
    let is_locus = by_symbol(gene).is_none()
        && context.loci.iter().any(|locus| locus.eq_ignore_ascii_case(gene));
    let holds = |name: &str| gene.to_ascii_lowercase().contains(&name.to_ascii_lowercase());
    if let Some(known) = named.as_deref().and_then(by_symbol)
        && !is_locus
        && !holds(&known.symbol)
    {
        return Some(format!(
            "the probe '{probe}' is of {}, the column of genes says '{gene}': are columns or rows \
             exchanged?",
            known.symbol
        ));
    }
    let (own, (chromosome, position)) = (by_symbol(gene)?, position?);
    let contig = Contig::new(chromosome);
    let is_sex = |contig: &Contig| contig.is_x() || contig.is_y();
    if !contig.is_autosome() && !is_sex(&contig) {
        return None;
    }
    let at = Interval::new(contig.clone(), position.saturating_sub(1), *position);
    let is_in = |gene: &Gene, margin: u32| {
        [Assembly::Grch37, Assembly::Grch38].into_iter().filter_map(|a| gene.span(a)).any(|span| {
            at.start < span.end.saturating_add(margin) && at.end.saturating_add(margin) > span.start
        })
    };
    let found = if contig == own.contig || is_sex(&contig) && is_sex(&own.contig) {
        let other =
            context.genes.genes().iter().find(|other| {
                other.contig == contig && other.symbol != own.symbol && is_in(other, 0)
            });
        other.filter(|_| !is_in(own, FAR)).map(|other| format!("in {}", other.symbol))
    } else {
        Some(format!("on another chromosome than {}", own.symbol))
    };
    found.map(|place| {
        format!(
            "the position {chromosome}:{position} lies {place}, the column of genes says '{gene}': \
             are columns or rows exchanged?"
        )
    })
}

/// A gene in the gene table's writing.
pub(super) fn canonical(gene: &str, context: &Context) -> String {
    let known = context.genes.genes().iter().find(|known| known.symbol.eq_ignore_ascii_case(gene));
    known.map_or_else(|| gene.to_owned(), |known| known.symbol.clone())
}

/// The exon, gene or locus that a heading names: `IKZF1_4`, `IKZF1`, `IKZF1 deletion`, `PAR1`.
pub(super) fn of_heading(heading: &str, context: &Context) -> Option<Subject> {
    if labels::is_reference(heading) {
        return Some(Subject::Reference(heading.to_owned()));
    }
    let is_gene = |name: &str| {
        context.genes.genes().iter().any(|known| known.symbol.eq_ignore_ascii_case(name))
    };
    // Kits without names of probes have an empty one.
    let is_named = |entry: &&KitProbe| !heading.is_empty() && entry.probe == heading;
    if let Some(entry) = context.kit.probes.iter().find(is_named) {
        return Some(Subject::Exon { gene: entry.gene.clone(), exon: entry.exon.clone() });
    }
    if let Some((gene, exon)) = labels::gene_and_exon(heading)
        && is_gene(&gene)
    {
        return Some(Subject::Exon { gene: canonical(&gene, context), exon });
    }
    let mut name = heading.trim();
    // ASCII only, so that lengths stay what they are.
    let lower = name.to_ascii_lowercase();
    for suffix in ["deletion", "deleted", "status", "result", "del", "mlpa"] {
        if let Some(short) = lower.strip_suffix(suffix)
            && let Some(rest) = name.get(..short.len())
            && !short.is_empty()
        {
            name = rest.trim_end_matches([' ', '_', '-']);
            break;
        }
    }
    if is_gene(name) {
        return Some(Subject::Gene(canonical(name, context)));
    }
    let locus = context.loci.iter().find(|locus| locus.eq_ignore_ascii_case(name))?;
    Some(Subject::Locus(locus.clone()))
}

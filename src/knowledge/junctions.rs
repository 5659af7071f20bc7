//! Where recurrent deletions break, in both assemblies.

use super::gene_model::GeneModel;
use super::regions::Regions;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;

/// A class of recurrent deletion and every pair of windows in which it breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JunctionClass {
    /// Name of the region.
    pub region: String,
    /// Lost exon with the lowest coordinate: index of the gene in the region, index of the exon in
    /// the gene.
    pub from: (usize, usize),
    /// Lost exon with the highest coordinate, likewise.
    pub to: (usize, usize),
    /// Pairs of windows; never empty.
    pub windows: Vec<BreakWindows>,
}

/// A pair of windows: the deletion joins a position of the left one to one of the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakWindows {
    /// Published cases.
    pub cases: u32,
    pairs: [(Interval, Interval); 2],
}

impl BreakWindows {
    /// Left window of an assembly.
    pub fn left(&self, assembly: Assembly) -> &Interval {
        &self.pairs[assembly as usize].0
    }

    /// Right window of an assembly.
    pub fn right(&self, assembly: Assembly) -> &Interval {
        &self.pairs[assembly as usize].1
    }
}

/// All classes, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Junctions {
    /// The classes.
    pub classes: Vec<JunctionClass>,
}

const HEADER: [&str; 13] = [
    "region",
    "from",
    "to",
    "cases",
    "contig",
    "GRCh37_left_min",
    "GRCh37_left_max",
    "GRCh37_right_min",
    "GRCh37_right_max",
    "GRCh38_left_min",
    "GRCh38_left_max",
    "GRCh38_right_min",
    "GRCh38_right_max",
];

impl Junctions {
    /// Reads `junctions.tsv` and checks every name against the regions and the gene model.
    pub fn parse(text: &str, regions: &Regions, genes: &GeneModel) -> Result<Self, String> {
        let mut classes: Vec<JunctionClass> = Vec::new();
        let mut header = false;
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            if header {
                let (class, windows) = row(&fields, regions, genes)
                    .map_err(|message| format!("line {}: {message}", number + 1))?;
                let same = classes
                    .iter_mut()
                    .find(|c| c.region == class.region && c.from == class.from && c.to == class.to);
                match same {
                    Some(known) => known.windows.push(windows),
                    None => classes.push(JunctionClass { windows: vec![windows], ..class }),
                }
            } else if fields == HEADER {
                header = true;
            } else {
                return Err(format!("line {}: the columns must be {HEADER:?}", number + 1));
            }
        }
        if !header {
            return Err(format!("it is empty: the columns must be {HEADER:?}"));
        }
        Ok(Self { classes })
    }
}

fn row(
    fields: &[&str],
    regions: &Regions,
    genes: &GeneModel,
) -> Result<(JunctionClass, BreakWindows), String> {
    let &[region, from, to, cases, contig, ref positions @ ..] = fields else {
        return Err("too few columns".to_owned());
    };
    if positions.len() != 8 {
        return Err(format!("8 positions are needed, there are {}", positions.len()));
    }
    let number = |text: &str| -> Result<u32, String> {
        text.parse().map_err(|_| format!("'{text}' is not a whole number"))
    };
    let place = regions
        .regions
        .iter()
        .find(|r| r.name == region)
        .ok_or_else(|| format!("'{region}' is not a region of regions.toml"))?;
    let exon = |text: &str| -> Result<(usize, usize), String> {
        let known = || {
            let (symbol, label) = text.split_once(':')?;
            let gene = place.genes.iter().position(|g| g == symbol)?;
            let model = genes.gene(symbol).filter(|g| g.contig == Contig::new(contig))?;
            Some((gene, model.exon_index(label)?))
        };
        known().ok_or_else(|| format!("'{text}' is not an exon of {region} on contig {contig}"))
    };
    let windows = |assembly: Assembly| -> Result<(Interval, Interval), String> {
        let at = |i: usize| number(positions[4 * (assembly as usize) + i]);
        let ends = [at(0)?, at(1)?, at(2)?, at(3)?];
        let ordered = ends[0] <= ends[1] && ends[1] < ends[2] && ends[2] <= ends[3];
        if ends[0] == 0 || !ordered {
            return Err(format!("the positions of {assembly} are not in ascending order"));
        }
        let interval = |low: u32, high: u32| Interval::new(Contig::new(contig), low - 1, high);
        Ok((interval(ends[0], ends[1]), interval(ends[2], ends[3])))
    };
    let pairs = [windows(Assembly::Grch37)?, windows(Assembly::Grch38)?];
    let cases = number(cases)?;
    if cases == 0 {
        return Err("a class needs at least one case".to_owned());
    }
    let class = JunctionClass {
        region: region.to_owned(),
        from: exon(from)?,
        to: exon(to)?,
        windows: Vec::new(),
    };
    Ok((class, BreakWindows { cases, pairs }))
}

#[cfg(test)]
mod tests {
    use super::super::Knowledge;
    use super::*;

    #[test]
    fn every_class_is_a_recurrent_event_of_its_region() {
        let knowledge = Knowledge::builtin();
        assert_eq!(knowledge.junctions.classes.len(), 15);
        for class in &knowledge.junctions.classes {
            let region = knowledge.regions.regions.iter().find(|r| r.name == class.region).unwrap();
            let known = region.recurrent.iter().find(|r| r.from == class.from && r.to == class.to);
            let cases: u32 = class.windows.iter().map(|w| w.cases).sum();
            // Of IKZF1 more deletions are known than those whose breakpoints were read.
            let is_known = |known: u32| known == cases || class.region == "IKZF1" && known > cases;
            assert!(known.is_some_and(|known| is_known(known.cases)), "{class:?}");
        }
    }

    #[test]
    fn lost_exons_lie_between_the_windows() {
        let knowledge = Knowledge::builtin();
        for class in &knowledge.junctions.classes {
            let region = knowledge.regions.regions.iter().find(|r| r.name == class.region).unwrap();
            for assembly in Assembly::ALL {
                let exon = |(gene, exon): (usize, usize)| {
                    let gene = knowledge.genes.gene(&region.genes[gene]).unwrap();
                    gene.exons[exon].interval(assembly).unwrap().clone()
                };
                for windows in &class.windows {
                    assert!(windows.left(assembly).start < exon(class.from).end, "{class:?}");
                    assert!(windows.right(assembly).end > exon(class.to).start, "{class:?}");
                    assert!(windows.right(assembly).start > exon(class.to).start, "{class:?}");
                }
            }
        }
    }

    #[test]
    fn windows_keep_their_size_between_assemblies() {
        for class in Knowledge::builtin().junctions.classes {
            for windows in class.windows {
                let [old, new] = Assembly::ALL.map(|a| (windows.left(a), windows.right(a)));
                assert!(old.1.len() == new.1.len(), "{windows:?}");
                // Left ends of exon 1 deletions reach across a place where the assemblies differ.
                assert!(old.0.len().abs_diff(new.0.len()) < 10_000, "{windows:?}");
            }
        }
    }

    #[test]
    fn wrong_rows_name_their_line() {
        let knowledge = Knowledge::builtin();
        let parse = |text: &str| Junctions::parse(text, &knowledge.regions, &knowledge.genes);
        let header = HEADER.join("\t");
        let line = |text: &str| format!("{header}\n{}\n", text.replace(' ', "\t"));
        let wrong = [
            ("IKZF1 IKZF1:4 IKZF1:99 1 7 1 2 3 4 1 2 3 4", "IKZF1:99"),
            ("IKZF9 IKZF1:4 IKZF1:7 1 7 1 2 3 4 1 2 3 4", "IKZF9"),
            ("IKZF1 IKZF1:4 IKZF1:7 1 8 1 2 3 4 1 2 3 4", "contig 8"),
            ("IKZF1 IKZF1:4 IKZF1:7 1 7 1 2 3 4 1 9 3 4", "ascending"),
            ("IKZF1 IKZF1:4 IKZF1:7 1 7 1 2 3 4 1 2 3", "8 positions"),
        ];
        for (row, what) in wrong {
            let error = parse(&line(row)).unwrap_err();
            assert!(error.starts_with("line 2:") && error.contains(what), "{error}");
        }
        assert!(parse("region\tfrom\n").unwrap_err().contains("columns"));
    }
}

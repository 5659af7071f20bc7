//! Finds the alignments, depth tables and VCFs below a folder, and says why a file was passed over.
//!
//! Names decide only what kind of file it is; whose it is comes from the file's own content (read
//! groups, sample columns), because file names are where mix-ups happen.

mod dragen;
mod element;
mod error;
mod glob;
mod illumina;
mod ion_torrent;
mod kind;
mod known;
mod layout;
mod mgi;
mod sarek;
mod sections;
mod skipped;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use error::DiscoverError;
pub use glob::{expand, is_match};
pub use kind::{Counts, Kind, alignment_rank, table_rank, table_stem};
pub use layout::{Completion, Layout, LayoutKind, Listed};
pub use sarek::{Called, copy_name};
pub use skipped::Skipped;

/// What lies below a folder, each list in the order of its paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// BAM and CRAM files.
    pub alignments: Vec<PathBuf>,
    /// Depth tables.
    pub tables: Vec<PathBuf>,
    /// SNV/InDel VCFs.
    pub vcfs: Vec<PathBuf>,
    /// Files of these kinds that are not used.
    pub skipped: Vec<Skipped>,
    /// Folders that a sequencer or a pipeline laid out, in the order of their paths.
    pub layouts: Vec<Layout>,
    /// Reads, depths and VCFs that something is still copying, by their names; they are skipped.
    pub arriving: Vec<PathBuf>,
    /// Number of FASTQ and ORA files, which are not read.
    pub raw_reads: usize,
}

/// Searches a folder and everything below it, following links; `leave_out` (the output folder of
/// the run) is passed over. Hidden files and folders are too. A file is found alone.
pub fn walk(root: &Path, leave_out: Option<&Path>) -> Result<Found, DiscoverError> {
    walk_analysis(root, leave_out, None)
}

/// The same; of an Illumina run folder that holds analyses the wanted one is taken, which must exist.
pub fn walk_analysis(
    root: &Path,
    leave_out: Option<&Path>,
    analysis: Option<u64>,
) -> Result<Found, DiscoverError> {
    let mut search = Search {
        analysis,
        leave_out: leave_out.and_then(|path| path.canonicalize().ok()),
        seen: BTreeSet::new(),
        found: Found::default(),
        left_out: BTreeMap::new(),
        inside: None,
    };
    if root.is_file() {
        let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
        search.file(root.to_owned(), &name);
    } else {
        search.folder(root)?;
    }
    let mut found = search.found;
    found.alignments.sort();
    found.tables.sort();
    found.vcfs.sort();
    found.skipped.sort();
    match analysis.and_then(|wanted| no_analysis(root, &found.layouts, wanted)) {
        Some(error) => Err(DiscoverError::NoAnalysis(error)),
        None => Ok(found),
    }
}

/// What to say when a folder with analyses lacks the wanted one, or no folder has any.
fn no_analysis(root: &Path, layouts: &[Layout], wanted: u64) -> Option<String> {
    let mut with = layouts.iter().filter(|layout| !layout.analyses.is_empty()).peekable();
    if with.peek().is_none() {
        return Some(format!(
            "--analysis {wanted}: {} is no Illumina run folder with analyses (Analysis/N), nor holds \
             one",
            root.display()
        ));
    }
    let lacking = with.find(|layout| !layout.analyses.contains(&wanted))?;
    let there: Vec<String> = lacking.analyses.iter().map(|n| format!("Analysis/{n}")).collect();
    Some(format!(
        "--analysis {wanted}: {} has no Analysis/{wanted}; there are: {}",
        lacking.root.display(),
        there.join(", ")
    ))
}

/// True when a file's name says that it holds reads or depths.
pub fn is_reads_or_depths(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    matches!(kind::of_name(&name), Kind::Alignment | Kind::Table)
}

struct Search {
    analysis: Option<u64>,
    leave_out: Option<PathBuf>,
    seen: BTreeSet<PathBuf>,
    found: Found,
    /// What the layout around leaves out.
    left_out: BTreeMap<PathBuf, String>,
    /// The layout around; absent outside of any.
    inside: Option<LayoutKind>,
}

impl Search {
    fn folder(&mut self, folder: &Path) -> Result<(), DiscoverError> {
        let wrap = |source| DiscoverError::Read { path: folder.to_owned(), source };
        let real = folder.canonicalize().map_err(wrap)?;
        if self.leave_out.as_deref() == Some(&real) || !self.seen.insert(real) {
            return Ok(());
        }
        let mut paths = std::fs::read_dir(folder)
            .map_err(wrap)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(wrap)?;
        paths.sort();
        let is_outermost = self.inside.is_none();
        if is_outermost {
            self.recognise(folder, &paths);
        }
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if kind::is_being_copied(&name) && path.is_file() {
                self.skip(&path, "a copy that is not complete, by its name");
                self.found.arriving.push(path);
                continue;
            }
            if name.starts_with('.') {
                continue;
            }
            if let Some(reason) = self.left_out.remove(&path) {
                self.skip(&path, &reason);
            } else if path.is_dir() {
                if self.inside.is_some_and(|kind| kind.prunes(folder, &name)) {
                    continue;
                }
                if kind::is_folder_left_out(&name) {
                    self.skip(&path, "a folder of reference answers, not of results");
                } else if path.join(".ikaros").is_dir() {
                    self.skip(&path, "the output folder of a run");
                } else {
                    self.folder(&path)?;
                }
            } else {
                self.file(path, &name);
            }
        }
        if is_outermost {
            self.inside = None;
        }
        Ok(())
    }

    /// Tells whether a folder is of a known layout. One inside another is a part of it.
    fn recognise(&mut self, folder: &Path, paths: &[PathBuf]) {
        let names = paths.iter().map(|path| crate::io::filenames::file_name(path)).collect();
        let Some(mut layout) = known::recognise(folder, names, self.analysis) else { return };
        self.inside = Some(layout.kind);
        let left_out = std::mem::take(&mut layout.left_out);
        self.left_out.extend(left_out.into_iter().map(|skipped| (skipped.path, skipped.reason)));
        self.found.layouts.push(layout);
    }

    fn file(&mut self, path: PathBuf, name: &str) {
        let list = match kind::of_name(name) {
            Kind::Other => return,
            Kind::RawReads => {
                self.found.raw_reads += 1;
                return;
            }
            Kind::Skipped(reason) => return self.skip(&path, reason),
            _ if !path.exists() => return self.skip(&path, "a link to a file that does not exist"),
            // Opening a pipe would wait for its writer.
            _ if !path.is_file() => return self.skip(&path, "neither a file nor a folder"),
            Kind::Alignment => &mut self.found.alignments,
            Kind::Table => &mut self.found.tables,
            Kind::Vcf => &mut self.found.vcfs,
        };
        // A file that is reached under two names is one file.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if self.seen.insert(real) {
            list.push(path);
        } else {
            self.skip(&path, "the same file as another one of this search, under another name");
        }
    }

    fn skip(&mut self, path: &Path, reason: &str) {
        self.found.skipped.push(Skipped { path: path.to_owned(), reason: reason.to_owned() });
    }
}

/// The candidates for one sample: what was chosen of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One is better than all others.
    One {
        /// The file to use.
        path: PathBuf,
        /// The others.
        skipped: Vec<Skipped>,
    },
    /// Several are equally good: nothing tells which is the patient's valid result.
    Clash(Vec<PathBuf>),
}

/// Chooses among a sample's files by rank: a later step of the same workflow goes before an
/// earlier one (recalibrated, duplicates marked, sorted).
pub fn choose(mut paths: Vec<PathBuf>, rank: impl Fn(&Path) -> u8) -> Choice {
    paths.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.cmp(b)));
    let best = paths.iter().take_while(|path| rank(path) == rank(&paths[0])).count();
    if best != 1 {
        paths.truncate(best);
        return Choice::Clash(paths);
    }
    let path = paths.remove(0);
    let reason = format!("{} of the same sample is used", crate::io::filenames::file_name(&path));
    let skipped = paths.into_iter().map(|path| Skipped { path, reason: reason.clone() }).collect();
    Choice::One { path, skipped }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(root: &Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
    }

    fn names(root: &Path, paths: &[PathBuf]) -> Vec<String> {
        paths.iter().map(|p| p.strip_prefix(root).unwrap().display().to_string()).collect()
    }

    #[test]
    fn kinds_are_told_and_the_rest_is_skipped_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        touch(
            root,
            &[
                "b/P2.bam",
                "a/P1.cram",
                "a/P1.cram.crai",
                "P3.basecaller.bam",
                "nomatch_rawlib.bam",
                "x/P1.mutect2.vcf.gz",
                "x/P1.g.vcf.gz",
                "x/P1.sv.vcf.gz",
                "truth/P1.vcf",
                "out/depth/P1.depth.tsv.gz",
                "P4.regions.bed.gz",
                ".hidden/P9.bam",
                "notes.txt",
            ],
        );
        let found = walk(root, Some(&root.join("out"))).unwrap();
        assert_eq!(names(root, &found.alignments), ["a/P1.cram", "b/P2.bam"]);
        assert_eq!(names(root, &found.tables), ["P4.regions.bed.gz"]);
        assert_eq!(names(root, &found.vcfs), ["x/P1.mutect2.vcf.gz"]);
        assert_eq!(found.skipped.len(), 5, "{:?}", found.skipped);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        touch(root, &["data/P1.bam"]);
        std::os::unix::fs::symlink(root, root.join("data/loop")).unwrap();
        std::os::unix::fs::symlink(root.join("data/P1.bam"), root.join("zz.bam")).unwrap();
        std::os::unix::fs::symlink(root.join("gone.bam"), root.join("broken.bam")).unwrap();
        let found = walk(root, None).unwrap();
        assert_eq!(names(root, &found.alignments), ["data/P1.bam"]);
        assert_eq!(found.skipped.len(), 2);
    }

    #[test]
    fn later_steps_go_first_and_equals_clash() {
        let paths = ["P1.sorted.bam", "P1.md.bam", "P1.recal.cram"].map(PathBuf::from).to_vec();
        let Choice::One { path, skipped } = choose(paths, alignment_rank) else { panic!() };
        assert_eq!(path, PathBuf::from("P1.recal.cram"));
        assert_eq!(skipped.len(), 2);
        let paths = ["b/P1.bam", "a/P1.bam"].map(PathBuf::from).to_vec();
        let clash = ["a/P1.bam", "b/P1.bam"].map(PathBuf::from).to_vec();
        assert_eq!(choose(paths, alignment_rank), Choice::Clash(clash));
    }
}

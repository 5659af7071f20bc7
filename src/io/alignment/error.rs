//! Why a file of aligned reads cannot be used.

use std::path::PathBuf;

/// A file of aligned reads cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AlignmentError {
    /// The file cannot be opened or read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The end of the file is missing. Another attempt may succeed when it is complete.
    #[error(
        "{path} is truncated or still being copied: its closing block is missing; wait for the \
         copy to end, or fetch the file again"
    )]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// Neither BAM nor CRAM, or a damaged header.
    #[error("{path}: {cause}")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        cause: String,
    },
    /// The header says that reads are not in order of position.
    #[error(
        "{path} is not sorted by coordinate (its header says SO:{order}): sort it with 'samtools \
         sort' and index it again"
    )]
    Unsorted {
        /// The file.
        path: PathBuf,
        /// The header's word.
        order: String,
    },
    /// The read groups name several samples.
    #[error(
        "{path} holds reads of several samples ({samples}): split it with 'samtools split', or \
         name the sample with --sample if they are one patient's"
    )]
    SeveralSamples {
        /// The file.
        path: PathBuf,
        /// Their names.
        samples: String,
    },
    /// Contigs have lengths of two assemblies.
    #[error(
        "{path}: contig {grch37} has GRCh37's length and {grch38} has GRCh38's: the file mixes \
         assemblies; align it again to one reference"
    )]
    MixedAssemblies {
        /// The file.
        path: PathBuf,
        /// A contig of GRCh37's length.
        grch37: String,
        /// A contig of GRCh38's length.
        grch38: String,
    },
    /// A chromosome has the length of neither assembly.
    #[error(
        "{path}: contig {contig} has {length} bases, which is neither its length in GRCh37 nor in \
         GRCh38: the file is on another assembly; align it again to one of these"
    )]
    ForeignAssembly {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// Its length.
        length: u64,
    },
    /// There is no index and none could be made.
    #[error("{path} has no index and none could be built: {cause}")]
    Index {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        cause: String,
    },
    /// The reference does not belong to the file.
    #[error("reference {reference} for {path}: {cause}")]
    Reference {
        /// The alignment.
        path: PathBuf,
        /// The FASTA.
        reference: PathBuf,
        /// What is wrong and what to do.
        cause: String,
    },
    /// A target that the file's reference does not hold.
    #[error("target {target} does not lie on the reference of {path}: {cause}")]
    Target {
        /// The alignment.
        path: PathBuf,
        /// The target and its name.
        target: String,
        /// Both sides.
        cause: String,
    },
}

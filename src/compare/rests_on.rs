//! The loci that the answer of a rule rests on, as each side finds them.

use super::joined::{self, Both};
use super::levels::{self, Call, Item};
use super::profile::MlpaState;
use super::result::Difference;
use crate::interpret::loci;
use crate::model::locus_state::{Answer, LocusState};

/// A locus that a rule asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// Name.
    pub name: String,
    /// Genes of which any counts.
    pub genes: Vec<String>,
    /// True when only the loss of both alleles counts.
    pub twice: bool,
}

impl Ground {
    /// A locus of which any loss counts.
    pub fn lost(name: &str, genes: &[String]) -> Self {
        Self { name: name.to_owned(), genes: genes.to_vec(), twice: false }
    }

    /// A locus of which only the loss of both alleles counts.
    pub fn lost_twice(name: &str, genes: &[String]) -> Self {
        Self { twice: true, ..Self::lost(name, genes) }
    }

    /// State of the locus by NGS.
    pub fn ngs(&self, own: &Both) -> LocusState {
        own.pair.loci.state(&self.genes)
    }

    /// State of the locus by MLPA.
    pub fn mlpa(&self, own: &Both) -> MlpaState {
        own.pair.mlpa.locus(&self.name, &self.genes)
    }
}

/// What both sides answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// NGS.
    pub ngs: Answer,
    /// MLPA.
    pub mlpa: Answer,
}

/// Whether a locus is lost, or lost on both alleles, by either side.
pub fn answers(own: &Both, ground: &Ground) -> Answers {
    if !ground.twice {
        return Answers {
            ngs: loci::is_deleted(ground.ngs(own)),
            mlpa: loci::is_deleted(joined::locus_state(ground.mlpa(own))),
        };
    }
    let twice = |state: MlpaState| match state {
        MlpaState::HomDeleted => Answer::Yes,
        // A heterozygous ratio may be a homozygous loss in half as many cells.
        MlpaState::Deleted
        | MlpaState::Borderline
        | MlpaState::Inconclusive
        | MlpaState::NoResult => Answer::NotAssessed,
        MlpaState::Normal | MlpaState::Gained => Answer::No,
    };
    let mlpa = &own.pair.mlpa;
    let of_genes = loci::any(ground.genes.iter().map(|gene| twice(mlpa.gene(gene))));
    let tested = ground.genes.iter().any(|gene| mlpa.gene(gene) != MlpaState::NoResult);
    Answers {
        ngs: own.pair.loci.any_homozygous(&ground.genes),
        mlpa: if tested { of_genes } else { twice(ground.mlpa(own)) },
    }
}

impl Answers {
    /// The answers to "are both alleles lost?". A loss that may be of one allele or of both is
    /// borderline: it is an answer only for those who take it for one.
    pub fn item(self, own: &Both, ground: &Ground) -> Item {
        let name = |answer: Answer, lost: bool, without: &'static str| match answer {
            Answer::Yes => (Call::Found, "homozygous"),
            Answer::No => (Call::NotFound, "not_deleted"),
            Answer::NotAssessed if lost => (Call::Borderline, "one_or_both_alleles"),
            Answer::NotAssessed => (Call::None, without),
        };
        let state = ground.mlpa(own);
        let (ngs, ngs_category) =
            name(self.ngs, ground.ngs(own) == LocusState::Deleted, "not_assessed");
        let (mlpa, mlpa_category) = name(self.mlpa, state.is_deletion(), state.code());
        let same = levels::alike(ngs_category, mlpa_category);
        Item {
            sample: own.pair.name().to_owned(),
            subject: ground.name.clone(),
            ngs,
            mlpa,
            difference: levels::difference(&[(ngs, mlpa)], same).map(|found| match found {
                // One side knows that both alleles are lost, or that none is.
                Difference::Borderline if [ngs, mlpa].contains(&Call::Found) => Difference::Degree,
                Difference::Borderline => Difference::Contradiction,
                other => other,
            }),
            ngs_category: ngs_category.to_owned(),
            mlpa_category: mlpa_category.to_owned(),
        }
    }
}

//! Rules: from calls to categories and risk profiles. One rule a file.
//!
//! A locus is deleted, not deleted or not assessed; rules over several loci answer only what holds
//! for every completion of the unknown ones.

mod erg;
mod headline;
pub mod hgvs;
pub mod ikzf1;
pub mod ikzf1plus;
pub mod loci;
mod not_assessed;
pub mod par1;
pub mod small_variants;
pub mod structural;
pub mod ukall_cna;

use crate::knowledge::Knowledge;
use crate::knowledge::rules::Locus;
use crate::model::calls::SampleCalls;
use crate::model::patient::{Interpretation, UkallCnaResult};
use loci::Loci;

/// Applies every rule.
pub fn interpret(calls: &SampleCalls, knowledge: &Knowledge) -> Interpretation {
    let rules = &knowledge.rules;
    let loci = Loci { calls, thresholds: &rules.calling.call };
    let plus: Vec<_> =
        rules.ikzf1plus.iter().map(|preset| ikzf1plus::result(loci, preset)).collect();
    let profile = loci.profile(&rules.ukall_cna.loci);
    let states: Vec<_> = profile.iter().map(|locus| (locus.locus.as_str(), locus.state)).collect();
    let is_probable = |locus: &&Locus| loci.is_probable(&locus.genes);
    let probable = rules.ukall_cna.loci.iter().filter(is_probable);
    let probable: Vec<&str> = probable.map(|locus| locus.name.as_str()).collect();
    let ukall = rules.ukall_cna.presets.iter().map(|preset| UkallCnaResult {
        rests_on: ukall_cna::rests_on(&states, &probable, preset),
        ..ukall_cna::result(&states, preset)
    });
    let ukall = ukall.collect();
    let mut result = Interpretation {
        headline: String::new(),
        ikzf1plus_presets_differ: plus.windows(2).any(|pair| pair[0].answer != pair[1].answer),
        ikzf1plus: plus,
        ukall_cna: ukall,
        par1: par1::result(loci, knowledge),
        erg: erg::result(loci),
        not_assessed: not_assessed::list(loci, knowledge),
        loci: profile,
        rules: knowledge.sources.clone(),
        ikzf1: ikzf1::result(loci, knowledge),
    };
    result.headline = headline::line(calls, &result);
    result
}

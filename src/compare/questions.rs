//! Every question that both methods answer, with the answers of each sample.

use super::ikzf1;
use super::joined::{self, Both};
use super::levels::{self, Borderline, Call, Item};
use super::profile::MlpaState;
use super::rests_on::{Ground, answers};
use super::result::Level;
use crate::interpret::loci;
use crate::interpret::ukall_cna;
use crate::knowledge::rules::{Ikzf1PlusPreset, Rules, UkallPreset};
use crate::model::locus_state::{Answer, LocusState};

/// A question with one answer per sample, or per exon or gene of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Level.
    pub level: &'static str,
    /// Group within the level.
    pub group: String,
    /// What is looked for.
    pub finding: &'static str,
    /// How it is counted.
    pub form: Form,
    /// The loci that a rule's answer rests on; none for exons, genes and categories.
    pub grounds: Vec<Ground>,
    /// True for the questions whose differences are listed: the others are parts of these.
    pub listed: bool,
    /// The answers.
    pub items: Vec<Item>,
}

/// How a question is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Yes or no, with each way to take what is borderline.
    YesNo(&'static [Borderline]),
    /// One of several categories.
    Categories,
}

/// Only what is clear.
const CLEAR: &[Borderline] = &[Borderline::Apart];
/// What is open counts as not lost on both alleles, as the ratio alone is often read.
const OPEN_IS_NO: &[Borderline] = &[Borderline::Apart, Borderline::NotDeleted];

impl Question {
    /// The figures of this question.
    pub fn levels(&self) -> Vec<Level> {
        let (level, group, finding) = (self.level, self.group.as_str(), self.finding);
        match self.form {
            Form::YesNo(ways) => ways
                .iter()
                .map(|way| levels::binary(level, group, finding, *way, &self.items))
                .collect(),
            Form::Categories => vec![levels::categories(level, group, finding, &self.items)],
        }
    }
}

/// All questions, from the exons up to the rules.
pub fn all(results: &[Both], rules: &Rules) -> Vec<Question> {
    let mut found = parts(results);
    found.extend(loci_questions(results, rules));
    found.extend(homozygous(results, rules));
    found.extend(categories(results, rules));
    for preset in &rules.ikzf1plus {
        found.push(plus("ikzf1plus", preset, results, false));
        found.push(plus("ikzf1plus_erg_aside", preset, results, true));
    }
    found.extend(rules.ukall_cna.presets.iter().map(|preset| ukall(preset, results, rules)));
    found
}

/// Exons and genes, all together and gene by gene.
fn parts(results: &[Both]) -> Vec<Question> {
    let mut names: Vec<&str> = Vec::new();
    for gene in results.iter().flat_map(|own| &own.genes) {
        if !names.contains(&gene.gene.as_str()) {
            names.push(&gene.gene);
        }
    }
    let exons = |gene: Option<&str>, gain: bool| -> Vec<Item> {
        let exons = results.iter().flat_map(|own| &own.exons);
        // A probe outside every exon has no counterpart.
        exons
            .filter(|exon| exon.ngs_exon.is_some() && gene.is_none_or(|gene| exon.gene == gene))
            .map(|exon| levels::exon_item(exon, gain))
            .collect()
    };
    let genes = |gene: Option<&str>, gain: bool| -> Vec<Item> {
        let genes = results.iter().flat_map(|own| &own.genes);
        genes
            .filter(|own| gene.is_none_or(|gene| own.gene == gene))
            .map(|own| levels::gene_item(own, gain))
            .collect()
    };
    let mut found = Vec::new();
    for (level, items) in
        [("exon", &exons as &dyn Fn(Option<&str>, bool) -> Vec<Item>), ("gene", &genes)]
    {
        for gene in std::iter::once(None).chain(names.iter().copied().map(Some)) {
            for gain in [false, true] {
                found.push(Question {
                    level,
                    group: gene.unwrap_or("all").to_owned(),
                    finding: if gain { "gain" } else { "deletion" },
                    form: Form::YesNo(if gain { CLEAR } else { &Borderline::ALL }),
                    grounds: Vec::new(),
                    listed: gene.is_none() && !gain,
                    items: items(gene, gain),
                });
            }
        }
    }
    found
}

fn loci_questions(results: &[Both], rules: &Rules) -> Vec<Question> {
    let item = |own: &Both, ground: &Ground| {
        let ngs = own.pair.loci.state(&ground.genes);
        let state = own.pair.mlpa.locus(&ground.name, &ground.genes);
        let (call, category) = locus_call(ngs);
        let (mlpa, mlpa_category) = match state {
            MlpaState::Borderline | MlpaState::Inconclusive | MlpaState::NoResult => {
                (levels::mlpa_call(state, false), state.code())
            }
            _ => locus_call(joined::locus_state(state)),
        };
        Item {
            sample: own.pair.name().to_owned(),
            subject: ground.name.clone(),
            ngs: call,
            mlpa,
            difference: levels::difference(&[(call, mlpa)], levels::alike(category, mlpa_category)),
            ngs_category: category.to_owned(),
            mlpa_category: mlpa_category.to_owned(),
        }
    };
    let mut found: Vec<Question> = Vec::new();
    for locus in &rules.ukall_cna.loci {
        let ground = Ground::lost(&locus.name, &locus.genes);
        found.push(Question {
            level: "locus",
            group: locus.name.clone(),
            finding: "deletion",
            form: Form::YesNo(&Borderline::ALL),
            items: results.iter().map(|own| item(own, &ground)).collect(),
            grounds: vec![ground],
            listed: true,
        });
    }
    let all = Question {
        level: "locus",
        group: "all".to_owned(),
        finding: "deletion",
        form: Form::YesNo(&Borderline::ALL),
        items: found.iter().flat_map(|question| question.items.iter().cloned()).collect(),
        grounds: Vec::new(),
        listed: false,
    };
    found.insert(0, all);
    found
}

fn locus_call(state: LocusState) -> (Call, &'static str) {
    match state {
        LocusState::Deleted => (Call::Found, "deleted"),
        LocusState::NotDeleted => (Call::NotFound, "not_deleted"),
        LocusState::NotAssessed => (Call::None, "not_assessed"),
    }
}

/// The loci of which a rule asks whether both alleles are lost, each gene of the profile's locus
/// that holds one, and that locus as a whole.
fn homozygous(results: &[Both], rules: &Rules) -> Vec<Question> {
    let asked: Vec<&str> = rules
        .ikzf1plus
        .iter()
        .flat_map(|preset| &preset.co_deleted)
        .filter(|locus| locus.homozygous)
        .flat_map(|locus| locus.genes.iter().map(String::as_str))
        .collect();
    let mut grounds: Vec<Ground> = Vec::new();
    for locus in &rules.ukall_cna.loci {
        if !locus.genes.iter().any(|gene| asked.contains(&gene.as_str())) {
            continue;
        }
        grounds.push(Ground::lost_twice(&locus.name, &locus.genes));
        if locus.genes.len() > 1 {
            let genes = locus.genes.iter();
            grounds.extend(genes.map(|gene| Ground::lost_twice(gene, std::slice::from_ref(gene))));
        }
    }
    grounds
        .into_iter()
        .map(|ground| Question {
            level: "homozygous",
            group: ground.name.clone(),
            finding: "homozygous",
            form: Form::YesNo(OPEN_IS_NO),
            items: results.iter().map(|own| answers(own, &ground).item(own, &ground)).collect(),
            grounds: vec![ground],
            listed: true,
        })
        .collect()
}

/// The IKZF1 category, and each category against the rest.
fn categories(results: &[Both], rules: &Rules) -> Vec<Question> {
    let mut found = vec![Question {
        level: "ikzf1_category",
        group: "IKZF1".to_owned(),
        finding: "category",
        form: Form::Categories,
        grounds: Vec::new(),
        listed: true,
        items: results.iter().map(|own| ikzf1::item(&own.ikzf1)).collect(),
    }];
    let groups = ikzf1::groups(&rules.ikzf1);
    found.extend(groups.iter().map(|group| Question {
        level: "ikzf1_category",
        group: group.name().to_owned(),
        finding: "one_category",
        form: Form::YesNo(CLEAR),
        grounds: Vec::new(),
        listed: false,
        items: results.iter().map(|own| ikzf1::group_item(&own.ikzf1, group, &groups)).collect(),
    }));
    found
}

/// The `IKZF1plus` rule on both sides. With `erg_aside` ERG does not count, because most MLPA kits
/// have no probe there.
fn plus(
    level: &'static str,
    preset: &Ikzf1PlusPreset,
    results: &[Both],
    erg_aside: bool,
) -> Question {
    let single = |name: &str| Ground::lost(name, &[name.to_owned()]);
    let companions: Vec<Ground> = preset
        .co_deleted
        .iter()
        .map(|locus| {
            let make = if locus.homozygous { Ground::lost_twice } else { Ground::lost };
            make(&locus.locus, &locus.genes)
        })
        .collect();
    let (ikzf1, erg) = (single("IKZF1"), single("ERG"));
    let with_erg = preset.erg_deletion_excludes && !erg_aside;
    let rule = |answer: &dyn Fn(&Ground) -> Answer| {
        let companion = loci::any(companions.iter().map(answer));
        let no_erg = match (with_erg, with_erg.then(|| answer(&erg))) {
            (true, Some(Answer::Yes)) => Answer::No,
            (true, Some(Answer::NotAssessed)) => Answer::NotAssessed,
            _ => Answer::Yes,
        };
        loci::all([answer(&ikzf1), companion, no_erg].into_iter())
    };
    let call = |answer: Answer| match answer {
        Answer::Yes => Call::Found,
        Answer::No => Call::NotFound,
        Answer::NotAssessed => Call::None,
    };
    let items = results
        .iter()
        .map(|own| {
            let ngs = rule(&|ground| answers(own, ground).ngs);
            let mlpa = rule(&|ground| answers(own, ground).mlpa);
            Item {
                sample: own.pair.name().to_owned(),
                subject: preset.name.clone(),
                ngs: call(ngs),
                mlpa: call(mlpa),
                difference: levels::difference(&[(call(ngs), call(mlpa))], ngs == mlpa),
                ngs_category: ngs.code().to_owned(),
                mlpa_category: mlpa.code().to_owned(),
            }
        })
        .collect();
    let mut grounds = vec![ikzf1];
    grounds.extend(companions);
    grounds.extend(with_erg.then_some(erg));
    Question {
        level,
        group: preset.name.clone(),
        finding: "answer",
        form: Form::YesNo(CLEAR),
        grounds,
        listed: true,
        items,
    }
}

/// The UKALL-CNA class on both sides.
fn ukall(preset: &UkallPreset, results: &[Both], rules: &Rules) -> Question {
    let grounds: Vec<Ground> =
        rules.ukall_cna.loci.iter().map(|locus| Ground::lost(&locus.name, &locus.genes)).collect();
    let class = |state: &dyn Fn(&Ground) -> LocusState| {
        let states: Vec<(&str, LocusState)> =
            grounds.iter().map(|ground| (ground.name.as_str(), state(ground))).collect();
        let class = ukall_cna::result(&states, preset).class;
        let call = if class == "inconclusive" { Call::None } else { Call::Found };
        (call, if call == Call::None { "no_result".to_owned() } else { class.clone() })
    };
    let items = results
        .iter()
        .map(|own| {
            let (ngs, ngs_category) = class(&|ground| own.pair.loci.state(&ground.genes));
            let (mlpa, mlpa_category) = class(&|ground| {
                joined::locus_state(own.pair.mlpa.locus(&ground.name, &ground.genes))
            });
            // Two classes contradict each other.
            let same = ngs_category == mlpa_category;
            let against = if same || mlpa == Call::None { mlpa } else { Call::NotFound };
            Item {
                sample: own.pair.name().to_owned(),
                subject: preset.name.clone(),
                ngs,
                mlpa,
                difference: levels::difference(&[(ngs, against)], same),
                ngs_category,
                mlpa_category,
            }
        })
        .collect();
    Question {
        level: "ukall_cna",
        group: preset.name.clone(),
        finding: "class",
        form: Form::Categories,
        grounds,
        listed: true,
        items,
    }
}

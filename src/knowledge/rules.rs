//! Clinical rules as data: IKZF1 deletion classes, `IKZF1plus`, UKALL-CNA, borders of the calls.

use serde::Deserialize;

use super::KnowledgeError;

/// All rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// All contiguous exon deletions of IKZF1.
    pub ikzf1: Vec<Ikzf1Deletion>,
    /// `IKZF1plus` presets.
    pub ikzf1plus: Vec<Ikzf1PlusPreset>,
    /// UKALL-CNA loci and presets, and the `P2RY8::CRLF2` signature.
    pub ukall_cna: UkallCna,
    /// Borders and thresholds of the calls.
    pub calling: Calling,
}

/// One contiguous exon deletion of IKZF1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ikzf1Deletion {
    /// `4-7`, `1`.
    pub exons: String,
    /// Name as MLPA laboratories write it.
    pub mlpa_category: String,
    /// Functional class code.
    pub class: String,
    /// Predicted effect in words.
    pub effect: String,
}

/// One `IKZF1plus` preset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ikzf1PlusPreset {
    /// Code.
    pub name: String,
    /// Source.
    pub citation: String,
    /// True when a part is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// True when an ERG deletion rules `IKZF1plus` out.
    pub erg_deletion_excludes: bool,
    /// Loci of which at least one must be deleted.
    pub co_deleted: Vec<CoDeleted>,
}

/// A locus whose deletion counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoDeleted {
    /// Name as printed.
    pub locus: String,
    /// Genes of which any counts.
    pub genes: Vec<String>,
    /// True when only a homozygous deletion counts.
    pub homozygous: bool,
}

/// UKALL-CNA: loci, presets, and the `P2RY8::CRLF2` signature over the same genes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UkallCna {
    version: String,
    citation: String,
    /// Loci of the profile.
    #[serde(rename = "locus")]
    pub loci: Vec<Locus>,
    /// Presets.
    #[serde(rename = "preset")]
    pub presets: Vec<UkallPreset>,
    /// The `P2RY8::CRLF2` signature.
    pub p2ry8_crlf2: Signature,
}

/// A locus of one or several genes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locus {
    /// Name.
    pub name: String,
    /// Genes of which any counts.
    pub genes: Vec<String>,
}

/// One UKALL-CNA preset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UkallPreset {
    /// Code.
    pub name: String,
    /// Source.
    pub citation: String,
    /// True when a part is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// Class of profiles that no rule names.
    #[serde(rename = "else")]
    pub otherwise: String,
    /// Rules, first that fits.
    pub rules: Vec<ProfileRule>,
}

/// A rule over the set of deleted loci.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileRule {
    /// Class when the rule fits.
    pub class: String,
    /// Fits when the deleted loci are exactly one of these sets.
    #[serde(default)]
    pub exactly: Vec<Vec<String>>,
    /// Fits when any of these loci is deleted.
    #[serde(default)]
    pub any: Vec<String>,
}

/// Genes and exons that a deletion takes and leaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Source.
    pub citation: String,
    /// Genes that are lost.
    pub lost: Vec<String>,
    /// Exons that are lost, `gene:exon`.
    pub lost_exons: Vec<String>,
    /// Genes that are kept.
    pub kept: Vec<String>,
    /// Exons that are kept, `gene:exon`.
    pub kept_exons: Vec<String>,
}

/// Borders and thresholds of the calls.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calling {
    version: String,
    citation: String,
    /// MLPA's borders.
    pub mlpa: MlpaBorders,
    /// Thresholds of a call.
    pub call: CallThresholds,
    /// Thresholds of quality flags.
    pub qc: QcThresholds,
}

/// MLPA's borders.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MlpaBorders {
    /// Ratio at or below which a probe is deleted.
    pub deletion: f64,
    /// Ratio at or above which a probe is duplicated.
    pub duplication: f64,
}

/// Thresholds of a call.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallThresholds {
    /// Posterior at which a gene's event is called.
    pub probability: f64,
    /// Posterior from which an uncalled event is flagged.
    pub uncertain: f64,
    /// Power of the limit of detection.
    pub power: f64,
    /// Power at which a loss in every cell must be found for a gene to count as assessed.
    pub assessable_power: f64,
}

/// Thresholds of quality flags.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QcThresholds {
    /// Mean on-target depth below which the flag `LOW_DEPTH` is set.
    pub mean_depth_note: f64,
    /// Correlation with the normals below which `LOW_CORRELATION` is set.
    pub correlation_warning: f64,
    /// Correlation with the normals below which nothing is assessed.
    pub correlation_fail: f64,
    /// Noise relative to the normals above which `NOISY` is set.
    pub noise_warning: f64,
    /// Targets outside the ALL genes below which `FEW_TARGETS` is set.
    pub targets_warning: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ikzf1PlusFile {
    #[allow(dead_code)]
    version: String,
    #[allow(dead_code)]
    citation: String,
    preset: Vec<Ikzf1PlusPreset>,
}

impl Rules {
    /// Reads the rule files through `text`, which gives a file's content by name.
    pub fn parse<'a>(text: &dyn Fn(&str) -> &'a str) -> Result<Self, KnowledgeError> {
        let plus: Ikzf1PlusFile = from_toml("ikzf1plus.toml", text("ikzf1plus.toml"))?;
        let rules = Self {
            ikzf1: ikzf1_deletions("ikzf1_deletions.tsv", text("ikzf1_deletions.tsv"))?,
            ikzf1plus: plus.preset,
            ukall_cna: from_toml("ukall_cna.toml", text("ukall_cna.toml"))?,
            calling: from_toml("calling.toml", text("calling.toml"))?,
        };
        rules.check()?;
        Ok(rules)
    }

    /// The entry of an IKZF1 exon range.
    pub fn ikzf1_deletion(&self, exons: &str) -> Option<&Ikzf1Deletion> {
        self.ikzf1.iter().find(|deletion| deletion.exons == exons)
    }

    fn check(&self) -> Result<(), KnowledgeError> {
        let names: Vec<&str> = self.ukall_cna.loci.iter().map(|l| l.name.as_str()).collect();
        for preset in &self.ukall_cna.presets {
            let used = preset.rules.iter().flat_map(|r| r.exactly.iter().flatten().chain(&r.any));
            for locus in used {
                if !names.contains(&locus.as_str()) {
                    return Err(KnowledgeError::Rules {
                        name: "ukall_cna.toml".to_owned(),
                        message: format!("preset {}: no locus is called '{locus}'", preset.name),
                    });
                }
            }
        }
        let MlpaBorders { deletion, duplication } = self.calling.mlpa;
        let call = self.calling.call;
        let sound = 0.0 < deletion
            && deletion < 1.0
            && 1.0 < duplication
            && (0.5..1.0).contains(&call.probability)
            && (0.5..1.0).contains(&call.power)
            && (0.5..1.0).contains(&call.assessable_power);
        if sound {
            return Ok(());
        }
        Err(KnowledgeError::Rules {
            name: "calling.toml".to_owned(),
            message: "borders must lie on both sides of 1, probability and power between 0.5 and 1"
                .to_owned(),
        })
    }
}

fn from_toml<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, KnowledgeError> {
    toml::from_str(text)
        .map_err(|e| KnowledgeError::Rules { name: name.to_owned(), message: e.to_string() })
}

fn ikzf1_deletions(name: &str, text: &str) -> Result<Vec<Ikzf1Deletion>, KnowledgeError> {
    csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| KnowledgeError::Rules { name: name.to_owned(), message: e.to_string() })
}

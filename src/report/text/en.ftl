# The words of a report in English. Placeables are finished strings: figures are written by the program.
# Messages that also stand in the results of the earlier stages (reasons, evidence, limits, the
# one-line result) must agree with them word for word: a translation is made only where they do.

# General
joint = ;{" "}
and = {" "}and{" "}
or = or:
colon = :{" "}
part-of = { $part } of { $all }
from-to = { $low } to { $high }
times = { $factor } times
nobody = none
not-assessed = not assessed
not-assessed-why = not assessed: { $reason }
answer-yes = yes
answer-no = no
exons-one = exon { $exon }
exons-range = exons { $first }–{ $last }
exons-listed = exons { $exons }
state-deleted = deleted
state-not-deleted = not deleted
copies-normal = normal
copies-one-lost = deletion, one copy lost
copies-both-lost = deletion, both copies lost
copies-gain = gain
one-copy-lost = one copy lost
both-copies-lost = both copies lost
mlpa-deletion = deletion
mlpa-normal = normal
mlpa-duplication = duplication
mlpa-every-exon = deletion in every assessed exon
mlpa-below-resolution = below what MLPA resolves
mlpa-in-part = { $call } in { $seen } of { $exons } exons, the others below what MLPA resolves
class-dominant-negative = dominant negative
class-dominant-negative-possible = dominant negative possible
class-loss-of-function = loss of function
class-unclassified = unclassified
class-none = none
class-not-assessed = not assessed
profile-good = good
profile-intermediate = intermediate
profile-poor = poor
profile-inconclusive = inconclusive
category-none = none
category-other = other (exons { $exons })
mlpa-name-exons-1-8--whole-gene- = exons 1-8 (whole gene)

# Head of the page
page-title = : ikaros report (draft)
draft = DRAFT
draft-text = Not authorised. Research use only until validated by the laboratory.
foot-draft = DRAFT, not authorised
foot-page-before = page{" "}
foot-page-between = {" "}of{" "}
report-kind = IKZF1 and copy-number report
sample = Sample
role = Role
role-tumour = patient's sample
role-normal = healthy reference sample
sex = Sex
sex-female = female
sex-male = male
sex-unknown = unknown
sex-neither = not stated, not seen in the data
sex-seen = { $seen } (from the data; not stated)
sex-stated = { $stated } (stated; the data cannot tell)
sex-both = { $stated } (stated and seen)
sex-clash = { $stated } stated, but { $seen } seen: check the identity
blasts = Blasts
not-stated = not stated
blasts-stated = { $percent } (stated by the laboratory)
leukaemic-cells = Leukaemic cells
purity = { $percent } (from the events)
purity-normal = no event to estimate it from
purity-none = not estimable: no event
reference = Reference
alarm = This result should not be used
result = Result

# One-line result
headline-not-assessed = IKZF1 NOT ASSESSED
headline-none = IKZF1: no deletion found{ $reservation } ({ $limit })
headline-deleted = IKZF1: deletion of { $category }{ $reservation }, { $class }{ $cells }
headline-probable = IKZF1: probable deletion of { $category }{ $reservation }, { $class }{ $cells }, to be confirmed
headline-cells = , in { $cells } of the cells
headline-both-alleles = both alleles
headline-plus = IKZF1plus: { $presets }
headline-preset = { $answer } ({ $preset })
headline-preset-open = { $answer } ({ $preset }, depends on { $open })
headline-gain = IKZF1: gain of { $exons }
headline-signature = signature of P2RY8::CRLF2
headline-signature-open = P2RY8::CRLF2 neither found nor excluded
headline-possible = an IKZF1 event is possible: see the quality flags
headline-variant-and-deletion = IKZF1 hit on both alleles by deletion and small variant

# At a glance
erg-deleted = deletion present
erg-not-deleted = no deletion seen
preset-unconfirmed = { $preset }, unconfirmed
quality = Quality
quality-failed = failed
quality-warning = warning
quality-pass = pass
par1-deleted-gained = deleted, and gained in part
par1-gained = gained, not deleted
par1-gained-open = gained; deletion not assessed
signature-present = signature of the deletion present
signature-absent = signature of the deletion absent

# IKZF1
ikzf1-status = Status
ikzf1-category = Category
ikzf1-mlpa-category = MLPA category
ikzf1-class = Functional class
ikzf1-clone = Largest clone fraction
ikzf1-biallelic = Both alleles lost
ikzf1-probability = Probability of the category
limit-of-detection = Limit of detection
transcript = Transcript
pattern-none = no deletion
pattern = { $exons } with { $probability }
patterns = Deletion patterns that the depth supports: { $list }.
deletion-of = Deletion of { $exons }
deletion-summary = { $copies } in { $cells } of the cells · { $class } · MLPA equivalent: { $mlpa }
predicted-effect = Predicted effect:
hgvs-coding = Coding
hgvs-no-coding = none: no assessed exon bounds the deletion on both sides
confirm-exon = A single exon: confirm by another method.

# Profiles
presets-differ = The presets disagree. Read each with its rule.
no-preset = No preset was applied.
ukall-cna = UKALL-CNA profile
preset-answer = Rule answered
preset-supporting = Co-deletions that count
preset-open = Depends on
preset-possible = Possible classes
unconfirmed = unconfirmed
rule-unconfirmed = A part of this rule is not confirmed from a primary text.
source = Source:
plus-yes = IKZF1plus, with { $loci }
plus-but-erg = IKZF1plus (ERG not assessed), with { $loci }
plus-depends = not assessed: depends on { $loci }
plus-homozygous-or-not = { $locus } (homozygous or not)
plus-no-ikzf1 = no IKZF1 deletion
plus-no-erg = no: ERG is deleted
plus-no-other = no: none of the other loci is deleted

# Loci not assessed, reasons
open-loci = Loci not assessed
open-loci-none = Every exon and locus was assessed.
open-loci-text = Not assessed is neither deleted nor normal. Nothing in this report speaks about:
locus = Locus
reason = Reason
reason-not-called = not called
reason-no-target = no target on the panel
reason-no-par1 = no PAR1 reads in the alignment
reason-depth = too little depth in the normals or expected in the sample
reason-noise = too noisy: a deletion in every cell would rather be missed than found
reason-no-event = exons are called deleted without an event
reason-hidden = a deletion lies on exons that were not assessed
reason-blind = nothing could have been found
reason-erg = ERG deletions are often subclonal: depth without one is weak evidence of absence
reason-not-on = not on { $assembly }
reason-unlike = the sample does not resemble the normals (correlation { $correlation })
reason-undecided = a deletion has probability { $probability }, neither called nor excluded
reason-few = only { $assessed } of { $exons } exons assessed
reason-of-exon = exon { $exon }: { $reason }
reservation-one = {" "}(exon { $exon } not assessed)
reservation-many = {" "}(exons { $exons } not assessed)

# Authorisation
authorisation = Authorisation
authorisation-text = This report is a draft until it is signed. It states findings; it gives no advice on treatment.
name-and-function = Name and function
date = Date
signature = Signature

# Events
events = Copy-number events
events-none = No deletion or gain was called in any assessed exon. See the limits of detection and the loci not assessed.
events-note = Positions are those of the changed targets, 1-based; the breakpoints lie between targets. “or” is another reading of the same depth. Phred: probability that the gene has no such event, 10 is 1 in 10, 20 is 1 in 100, 99 is the cap.
gene = Gene
exons = Exons
state = State
cells-with-it = Cells with it (95 %)
ratio-interval = Ratio (95 %)
targets = Targets
mlpa-equivalent = MLPA equivalent
confirm-single = Single exon or target: confirm by another method.
reading-homozygous = homozygous in { $cells } of the cells
reading-heterozygous = heterozygous in { $cells } of the cells

# Evidence
evidence = Evidence
evidence-and-transcript = Evidence and transcript
evidence-not-called = { $gene } not called
evidence-not-assessed = { $gene } not assessed
evidence-clear = without an event
evidence-clear-from = without an event (loss of the whole gene found from { $cells } of the cells)
event = { $what } of { $exons } in { $cells } of the cells
event-or = {" "}(or { $reading })
event-homozygous = homozygous deletion
event-heterozygous = heterozygous deletion
event-gain = gain
signature-deletion = signature of the P2RY8::CRLF2 deletion
signature-none = no P2RY8::CRLF2 signature
signature-depends = the P2RY8::CRLF2 signature depends on { $names }: not assessed
par1-summed = both copies of PAR1 are in the reference: X and Y were summed

# Loci
loci = Loci of the risk profiles
locus-homozygous = { $state }, homozygous
locus-homozygous-open = { $state }, homozygous or not: not decidable
par1-heading = PAR1 and P2RY8::CRLF2
par1-text = The P2RY8::CRLF2 deletion takes P2RY8 from exon 2 on, IL3RA and CSF2RA, and keeps CRLF2. It is read from depth here: confirm a fusion by another method.
par1-y-copy = Y copy of PAR1 in the alignment
par-masked = masked
par-unmasked = unmasked
par-not-seen = not seen
erg-text = ERG deletions are often subclonal, so that a normal depth is weak evidence of their absence. Exon numbers differ between transcripts.

# Plots
plots = Ratio per exon
plots-note = Exons stand side by side in transcript order, not to scale. Ratios above { "2.0" } are drawn at the upper edge with an arrow. The values are in the exon table (SAMPLE.exons.tsv) and appear on hovering.
legend-normal = normal
legend-one-lost = one copy lost
legend-both-lost = both copies lost
legend-gain = gain
legend-exons = bar: 95 % interval · shaded: event, with the fraction of the cells · dashed: MLPA's borders { $deletion } and { $duplication }
plot-axis-exon = exon
plot-axis-ratio = ratio to normals
plot-exon = exon { $exon }: { $state }
plot-ratio = ratio { $ratio }
plot-depth = depth { $depth }, expected { $expected }
plot-cells = in { $cells } of the cells
plot-mlpa = MLPA equivalent: { $call }
plot-targets = targets: { $targets }
plot-event = { $exons } { $state }
plot-no-event = no event
plot-summary = { $gene }: { $assessed } of { $exons } exons assessed; { $events }

# Small variants
variants = Small variants
variants-no-file = Not assessed: no VCF was given for this sample.
variants-none = No record of the VCFs lies on the genes of this report.
variants-note = As the callers wrote them, 1-based; figures are the callers' own.
variant-file = { $file } ({ $caller }): { $reported } alleles shown of { $records } records
variant-left-out = , { $count } left out as { $reason }
position = Position
alt-reads = Alt reads
filter = Filter
caller-file = Caller, file

# Genes and limits
all-genes = All genes
exons-assessed = Exons assessed
p-deletion = P(deletion)
p-gain = P(gain)
limit-gene = Limit, whole gene
limit-exon = Limit, single exon
limit-meaning = Limit: smallest fraction of the cells in which loss of one copy would have been called with 95 % power in this sample.
gained-in-part = { $state }, gained in part
limit-none = none: no clone would have been found
limit-no-exon = no single exon would have been found
limit-range-but = { $range }; none for { $count ->
    [one] { $figure } exon
   *[other] { $figure } exons
}
limit-whole = loss of the whole gene is found from { $cells } of the cells
limit-whole-none = loss of the whole gene would not have been found
limit-patterns = of exons { $patterns }
limit-pattern = { $exons } from { $cells }
limit-pattern-none = { $exons } not at all
limit-single = of one exon alone from { $best } to { $worst }
limit-single-none = loss of one exon alone would not have been found
limit-blind = of { $count ->
    [one] { $figure } exon
   *[other] { $figure } exons
} alone not at all
other-genes = Other genes
limit-others = loss of one copy of the whole gene from { $low } (best gene) to { $high } (worst gene) of the cells
limit-blind-genes = No clone of any size would have been found in

# Quality
no-flag = No quality flag.
flag = Flag
weight = Weight
finding = Finding
severity-fail = fail
severity-warning = warning
severity-note = note
flag-low-depth = mean depth { $depth }: small variants at 1 % are out of reach, deletions have the limits of detection stated beside them
flag-not-like-normals = correlation with the normals is { $correlation }: nothing is assessed
flag-low-correlation = correlation with the normals is { $correlation }
flag-noisy = noise is { $factor } times that of the normals
flag-few-targets = few targets outside the ALL genes fix the zero of the scale
flag-baseline-ambiguous = { $share } of the panel lies at { $ratio } times the level taken as two copies: gains or losses of many chromosomes, or another zero
flag-sex-mismatch = stated sex { $stated } but the depth shows { $observed }: a mix-up of samples, or loss or gain of a sex chromosome
flag-uncertain = { $gene } { $event } is neither called nor excluded at probability { $probability }: confirm by another method
flag-probable = { $gene } { $event } is called at probability { $probability }: confirm by another method
qc-mean-depth = Mean depth over all targets
qc-targets = Targets of the panel
qc-reads = Figures of the reads
qc-imported = not seen: depth was imported from { $source }
qc-covered = Target bases at { $depth }x or more
qc-duplicates = Duplicates
qc-on-target = Reads on target
qc-mapq = Mean mapping quality
qc-mapq-low = Reads below the mapping-quality filter
qc-baseq-low = Bases below the base-quality filter
qc-insert = Insert size, median
qc-insert-range = { $median } bp (10th–90th percentile { $low }–{ $high })
normals-correlation = Correlation with the normals
normals-noise = Noise relative to the normals
normals-factors = Factors removed
normals-members = Members
normals-members-list = { $count }: { $names }
normals-left-out = Left out
baseline = Baseline (two copies)
baseline-at = at { $level } of the normals' level, carried by { $support } of the backbone
whole-chromosomes = Whole chromosomes
aneuploidy-unlike = not assessed: the sample does not resemble the normals
aneuploidy-not-assessed = not assessed: no chromosome has enough targets outside the ALL genes
aneuploidy-pattern = pattern of { $class }
aneuploidy-gained = gained: { $chromosomes }
aneuploidy-lost = lost: { $chromosomes }
aneuploidy-none = no gain or loss of a whole chromosome seen
aneuploidy-iamp21 = chromosome 21 far above the others: test for iAMP21
aneuploidy-assessed = { $assessed } of 22 autosomes assessed
aneuploidy-class-near-haploid = near-haploid
aneuploidy-class-low-hypodiploid = low hypodiploid
aneuploidy-class-high-hyperdiploid = high hyperdiploid
junctions = Junctions in the reads
junctions-not-looked-for = not looked for: no reads were given
junctions-none = none with two fragments in the ALL genes; baits on exons miss most junctions, so that this excludes no deletion
junction = { $kind } { $first } to { $second } ({ $split } split and { $paired } paired fragments{ $share })
junction-share = , { $share } of the fragments at the break
junction-kind-deletion = deletion
junction-kind-tandem-gain = tandem gain
junction-kind-inversion = inversion
junction-kind-translocation = translocation
competing-none = No other level competes for two copies.
competing = Another level could be two copies: { $ratio } times the chosen one, carried by { $support } of the backbone. Were it the right one, every ratio would have to be divided by { $ratio }.

# Method
method = Method and limits
method-depth = Depth of each target (counted by { $counter }: { $filters }) is divided by the depth that the panel of { $normals } normals predicts for two copies in this sample. Runs of exons are then compared in each gene, and the fraction of the cells that carry an event follows from the ratio: loss of one copy in a fraction f of the cells gives 1 − f/2, loss of both 1 − f, one more copy 1 + f/2.
method-mlpa = At its borders of { $deletion } and { $duplication }, MLPA needs loss of one copy in { $one } of the cells, loss of both in { $both }, or one more copy in { $gain }. A smaller clone is marked “below what MLPA resolves”. Findings in a single exon or target need confirmation by another method.
method-blind = Depth shows neither balanced rearrangements nor copy-neutral loss of heterozygosity, and not whether two deletions lie on one allele.
limits = Limits of detection in this sample
rules = Rules
rule-set = Rule set
version = Version
rule-source = Source
made-with = Made with
software = Software
schema-version = Layout of the result
assembly = Reference assembly
options = Options
target-digest = Target set, SHA-256
normals-digest = Panel of normals, SHA-256
input = Input
file = File
bytes = Bytes
digest-not-taken = not taken
left-out-outside-genes = outside the genes
left-out-contig-not-in-reference = not on the reference
left-out-malformed = malformed
left-out-not-in-sample = not in the sample

# Plots of chromosomes, variants and the protein
plot-chromosomes = Whole chromosomes
plot-chromosomes-note = Mean ratio of each autosome over the panel's targets outside the ALL genes, with its 95 % interval. Circle: two copies; triangle up: gained; triangle down: lost; cross: not assessed.
plot-axis-chromosome = chromosome
plot-chromosome = chromosome { $name }: { $state }
chromosome-balanced = two copies
chromosome-gained = gained
chromosome-lost = lost
plot-vaf = Allele fractions of the small variants
plot-axis-vaf = VAF
plot-vaf-expected = expected { $vaf }
plot-vaf-summary = Allele fractions of { $shown } of { $all } small variants
plot-vaf-note = { $shown } of { $all } variants shown, those that pass first. Bar: 95 % interval; short line: limit of detection at this depth; circle: passes; square: fails a filter; dashed, where the leukaemic cells could be estimated: the fraction expected of a heterozygous variant in all of them, on two copies.
plot-vaf-mark = { $name }: VAF { $vaf }
plot-vaf-depth = depth { $depth }
plot-vaf-limit = limit of detection { $limit }
plot-vaf-no-limit = limit of detection not known
plot-vaf-filters = fails { $filters }
plot-ikzf1 = IKZF1: exons and zinc fingers
plot-ikzf1-note = Exon 1 is not translated and not to scale. ZF1–4 bind DNA, ZF5–6 dimerise. Bars: deletions (two lines: both copies) and gains. Lollipops: { $placed } of { $all } small variants that pass; { $unplaced } without a residue, such as splice variants, stand in the table alone. Cross: exon not assessed.
plot-ikzf1-no-variants = Exon 1 is not translated and not to scale. ZF1–4 bind DNA, ZF5–6 dimerise. Bars: deletions (two lines: both copies) and gains. Cross: exon not assessed. Small variants are not drawn: without a reference their place in the protein was not assessed.
plot-ikzf1-summary = IKZF1 in protein coordinates: { $events }; small variants drawn: { $variants }
plot-residues = { $last } aa
plot-domain = { $name }, residues { $from } to { $to }
plot-bar = { $exons }: { $state }, in { $cells } of the cells
domain-zinc-finger-1 = zinc finger 1 (binds DNA)
domain-zinc-finger-2 = zinc finger 2 (binds DNA)
domain-zinc-finger-3 = zinc finger 3 (binds DNA)
domain-zinc-finger-4 = zinc finger 4 (binds DNA)
domain-zinc-finger-5 = zinc finger 5 (dimerises)
domain-zinc-finger-6 = zinc finger 6 (dimerises)
plot-limits = limit { $gene }; one exon { $exon }
print-note = The tables of all genes and of the loci's evidence stand in the page on screen; the figures of each gene are under its plot.
variants-on-screen = The callers' records are too many for paper: they stand in the page on screen and in the result file. The plot shows allele fractions.

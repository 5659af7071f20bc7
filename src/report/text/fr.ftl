# The words of a report in French. Two-part marks (: ; ! ? %) follow a space that does not break.

# General
joint =  ;{" "}
and = {" "}et{" "}
or = ou :
colon =  :{" "}
part-of = { $part } sur { $all }
from-to = de { $low } à { $high }
times = { $factor } fois
nobody = aucun
not-assessed = non évalué
not-assessed-why = non évalué : { $reason }
answer-yes = oui
answer-no = non
exons-one = exon { $exon }
exons-range = exons { $first }–{ $last }
exons-listed = exons { $exons }
state-deleted = délété
state-not-deleted = non délété
copies-normal = normal
copies-one-lost = délétion, une copie perdue
copies-both-lost = délétion, deux copies perdues
copies-gain = gain
one-copy-lost = une copie perdue
both-copies-lost = deux copies perdues
mlpa-deletion = délétion
mlpa-normal = normal
mlpa-duplication = duplication
mlpa-every-exon = délétion de chaque exon évalué
mlpa-below-resolution = en dessous de la résolution de la MLPA
mlpa-in-part = { $call } pour { $seen } exons sur { $exons }, les autres en dessous de la résolution de la MLPA
class-dominant-negative = dominant négatif
class-dominant-negative-possible = dominant négatif possible
class-loss-of-function = perte de fonction
class-unclassified = non classé
class-none = aucune
class-not-assessed = non évalué
profile-good = favorable
profile-intermediate = intermédiaire
profile-poor = défavorable
profile-inconclusive = non concluant
category-none = aucune
category-other = autre (exons { $exons })
mlpa-name-exons-1-8--whole-gene- = exons 1-8 (gène entier)

# Head of the page
page-title =  : compte rendu ikaros (projet)
draft = PROJET
draft-text = Non validé. Réservé à la recherche tant que le laboratoire n'a pas validé la méthode.
foot-draft = PROJET, non validé
foot-page-before = page{" "}
foot-page-between = {" "}sur{" "}
report-kind = Compte rendu IKZF1 et nombre de copies
sample = Échantillon
role = Rôle
role-tumour = échantillon du patient
role-normal = échantillon sain de référence
sex = Sexe
sex-female = féminin
sex-male = masculin
sex-unknown = inconnu
sex-neither = non déclaré, non visible dans les données
sex-seen = { $seen } (d'après les données ; non déclaré)
sex-stated = { $stated } (déclaré ; les données ne permettent pas de le dire)
sex-both = { $stated } (déclaré et observé)
sex-clash = { $stated } déclaré, mais { $seen } observé : vérifier l'identité
blasts = Blastes
not-stated = non déclaré
blasts-stated = { $percent } (déclaré par le laboratoire)
leukaemic-cells = Cellules leucémiques
purity = { $percent } (d'après les anomalies)
purity-normal = aucune anomalie pour l'estimer
purity-none = non estimable : aucune anomalie
reference = Référence
alarm = Ce résultat ne doit pas être utilisé
result = Résultat

# One-line result
headline-not-assessed = IKZF1 NON ÉVALUÉ
headline-none = IKZF1 : aucune délétion trouvée{ $reservation } ({ $limit })
headline-deleted = IKZF1 : délétion, { $category }{ $reservation }, { $class }{ $cells }
headline-probable = IKZF1 : délétion probable, { $category }{ $reservation }, { $class }{ $cells }, à confirmer
headline-cells = , dans { $cells } des cellules
headline-both-alleles = deux allèles
headline-plus = IKZF1plus : { $presets }
headline-preset = { $answer } ({ $preset })
headline-preset-open = { $answer } ({ $preset }, dépend de { $open })
headline-gain = IKZF1 : gain, { $exons }
headline-signature = signature de P2RY8::CRLF2
headline-signature-open = P2RY8::CRLF2 ni trouvé ni exclu
headline-possible = une anomalie d'IKZF1 est possible : voir les alertes de qualité
headline-variant-and-deletion = IKZF1 touché sur les deux allèles, par délétion et par variant ponctuel

# At a glance
erg-deleted = délétion présente
erg-not-deleted = aucune délétion vue
preset-unconfirmed = { $preset }, non confirmé
quality = Qualité
quality-failed = échec
quality-warning = alerte
quality-pass = conforme
par1-deleted-gained = délété, et gagné en partie
par1-gained = gagné, non délété
par1-gained-open = gagné ; délétion non évaluée
signature-present = signature de la délétion présente
signature-absent = signature de la délétion absente

# IKZF1
ikzf1-status = État
ikzf1-category = Catégorie
ikzf1-mlpa-category = Catégorie MLPA
ikzf1-class = Classe fonctionnelle
ikzf1-clone = Plus grande fraction clonale
ikzf1-biallelic = Deux allèles perdus
ikzf1-probability = Probabilité de la catégorie
limit-of-detection = Limite de détection
transcript = Transcrit
pattern-none = aucune délétion
pattern = { $exons } à { $probability }
patterns = Délétions compatibles avec la profondeur : { $list }.
deletion-of = Délétion : { $exons }
deletion-summary = { $copies } dans { $cells } des cellules · { $class } · équivalent MLPA : { $mlpa }
predicted-effect = Effet prédit :
hgvs-coding = Codant
hgvs-no-coding = aucun : aucun exon évalué ne borne la délétion des deux côtés
confirm-exon = Un seul exon : à confirmer par une autre méthode.

# Profiles
presets-differ = Les règles ne concordent pas. Lire chacune avec sa définition.
no-preset = Aucune règle n'a été appliquée.
ukall-cna = Profil UKALL-CNA
preset-answer = Réponse de la règle
preset-supporting = Codélétions retenues
preset-open = Dépend de
preset-possible = Classes possibles
unconfirmed = non confirmé
rule-unconfirmed = Une partie de cette règle n'est pas confirmée par un texte de première main.
source = Source :
plus-yes = IKZF1plus, avec { $loci }
plus-but-erg = IKZF1plus (ERG non évalué), avec { $loci }
plus-depends = non évalué : dépend de { $loci }
plus-homozygous-or-not = { $locus } (homozygote ou non)
plus-no-ikzf1 = pas de délétion d'IKZF1
plus-no-erg = non : ERG est délété
plus-no-other = non : aucun des autres locus n'est délété

# Loci not assessed, reasons
open-loci = Locus non évalués
open-loci-none = Chaque exon et chaque locus ont été évalués.
open-loci-text = Non évalué ne veut dire ni délété ni normal. Rien dans ce compte rendu ne porte sur :
locus = Locus
reason = Raison
reason-not-called = non analysé
reason-no-target = aucune cible dans le panel
reason-no-par1 = aucune lecture PAR1 dans l'alignement
reason-depth = profondeur insuffisante chez les témoins ou attendue dans l'échantillon
reason-noise = trop de bruit : une délétion de toutes les cellules serait plutôt manquée que trouvée
reason-no-event = des exons sont délétés sans anomalie délimitée
reason-hidden = une délétion se trouve sur des exons non évalués
reason-blind = rien n'aurait pu être trouvé
reason-erg = les délétions d'ERG sont souvent sous-clonales : une profondeur normale n'est qu'un faible argument de leur absence
reason-not-on = absent de { $assembly }
reason-unlike = l'échantillon ne ressemble pas aux témoins (corrélation { $correlation })
reason-undecided = une délétion a une probabilité de { $probability }, ni retenue ni exclue
reason-few = seulement { $assessed } exons évalués sur { $exons }
reason-of-exon = exon { $exon } : { $reason }
reservation-one = {" "}(exon { $exon } non évalué)
reservation-many = {" "}(exons { $exons } non évalués)

# Authorisation
authorisation = Validation
authorisation-text = Ce compte rendu est un projet tant qu'il n'est pas signé. Il énonce des constatations ; il ne donne aucun avis thérapeutique.
name-and-function = Nom et fonction
date = Date
signature = Signature

# Events
events = Anomalies du nombre de copies
events-none = Aucune délétion ni aucun gain n'a été retenu sur les exons évalués. Voir les limites de détection et les locus non évalués.
events-note = Les positions sont celles des cibles modifiées, comptées à partir de 1 ; les points de cassure se trouvent entre les cibles. « ou » est une autre lecture de la même profondeur. Phred : probabilité que le gène ne porte pas cette anomalie, 10 veut dire 1 sur 10, 20 veut dire 1 sur 100, 99 est le maximum.
gene = Gène
exons = Exons
state = État
cells-with-it = Cellules porteuses (95 %)
ratio-interval = Ratio (95 %)
targets = Cibles
mlpa-equivalent = Équivalent MLPA
confirm-single = Un seul exon ou une seule cible : à confirmer par une autre méthode.
reading-homozygous = homozygote dans { $cells } des cellules
reading-heterozygous = hétérozygote dans { $cells } des cellules

# Evidence
evidence = Arguments
evidence-and-transcript = Arguments et transcrit
evidence-not-called = { $gene } non analysé
evidence-not-assessed = { $gene } non évalué
evidence-clear = sans anomalie
evidence-clear-from = sans anomalie (perte du gène entier trouvée à partir de { $cells } des cellules)
event = { $what }, { $exons }, dans { $cells } des cellules
event-or = {" "}(ou { $reading })
event-homozygous = délétion homozygote
event-heterozygous = délétion hétérozygote
event-gain = gain
signature-deletion = signature de la délétion P2RY8::CRLF2
signature-none = pas de signature P2RY8::CRLF2
signature-depends = la signature P2RY8::CRLF2 dépend de { $names } : non évalué
par1-summed = les deux copies de PAR1 sont dans la référence : X et Y ont été additionnés

# Loci
loci = Locus des profils de risque
locus-homozygous = { $state }, homozygote
locus-homozygous-open = { $state }, homozygote ou non : indécidable
par1-heading = PAR1 et P2RY8::CRLF2
par1-text = La délétion P2RY8::CRLF2 emporte P2RY8 à partir de l'exon 2, IL3RA et CSF2RA, et laisse CRLF2. Elle est lue ici d'après la profondeur : confirmer une fusion par une autre méthode.
par1-y-copy = Copie Y de PAR1 dans l'alignement
par-masked = masquée
par-unmasked = non masquée
par-not-seen = non vue
erg-text = Les délétions d'ERG sont souvent sous-clonales : une profondeur normale n'est qu'un faible argument de leur absence. Les numéros d'exons diffèrent entre transcrits.

# Plots
plots = Ratio par exon
plots-note = Les exons sont côte à côte dans l'ordre du transcrit, sans échelle. Les ratios au-dessus de { "2,0" } sont placés au bord supérieur avec une flèche. Les valeurs sont dans la table des exons (SAMPLE.exons.tsv) et s'affichent au survol.
legend-normal = normal
legend-one-lost = une copie perdue
legend-both-lost = deux copies perdues
legend-gain = gain
legend-exons = barre : intervalle à 95 % · ombré : anomalie, avec la fraction des cellules · tirets : seuils de la MLPA { $deletion } et { $duplication }
plot-axis-exon = exon
plot-axis-ratio = ratio aux témoins
plot-exon = exon { $exon } : { $state }
plot-ratio = ratio { $ratio }
plot-depth = profondeur { $depth }, attendue { $expected }
plot-cells = dans { $cells } des cellules
plot-mlpa = équivalent MLPA : { $call }
plot-targets = cibles : { $targets }
plot-event = { $exons } { $state }
plot-no-event = aucune anomalie
plot-summary = { $gene } : { $assessed } exons évalués sur { $exons } ; { $events }

# Small variants
variants = Variants ponctuels
variants-no-file = Non évalué : aucun VCF n'a été fourni pour cet échantillon.
variants-none = Aucun enregistrement des VCF ne se trouve sur les gènes de ce compte rendu.
variants-note = Tels que les outils les ont écrits, positions à partir de 1 ; les chiffres sont ceux des outils.
variant-file = { $file } ({ $caller }) : { $reported } allèles montrés sur { $records } enregistrements
variant-left-out = , { $count } laissés de côté ({ $reason })
position = Position
alt-reads = Lectures alt
filter = Filtre
caller-file = Outil, fichier

# Genes and limits
all-genes = Tous les gènes
exons-assessed = Exons évalués
p-deletion = P(délétion)
p-gain = P(gain)
limit-gene = Limite, gène entier
limit-exon = Limite, un seul exon
limit-meaning = Limite : plus petite fraction des cellules dans laquelle la perte d'une copie aurait été retenue avec une puissance de 95 % dans cet échantillon.
gained-in-part = { $state }, gagné en partie
limit-none = aucune : aucun clone n'aurait été trouvé
limit-no-exon = aucun exon isolé n'aurait été trouvé
limit-range-but = { $range } ; aucune pour { $count ->
    [one] { $figure } exon
   *[other] { $figure } exons
}
limit-whole = la perte du gène entier est trouvée à partir de { $cells } des cellules
limit-whole-none = la perte du gène entier n'aurait pas été trouvée
limit-patterns = celle des exons { $patterns }
limit-pattern = { $exons } à partir de { $cells }
limit-pattern-none = { $exons } pas du tout
limit-single = celle d'un seul exon à partir de { $best } à { $worst }
limit-single-none = la perte d'un seul exon n'aurait pas été trouvée
limit-blind = celle de { $count ->
    [one] { $figure } exon isolé
   *[other] { $figure } exons isolés
} pas du tout
other-genes = Autres gènes
limit-others = perte d'une copie du gène entier à partir de { $low } (meilleur gène) à { $high } (moins bon gène) des cellules
limit-blind-genes = Aucun clone, quelle que soit sa taille, n'aurait été trouvé dans

# Quality
no-flag = Aucune alerte de qualité.
flag = Alerte
weight = Gravité
finding = Constatation
severity-fail = échec
severity-warning = alerte
severity-note = note
flag-low-depth = profondeur moyenne { $depth } : les variants à 1 % sont hors de portée, les délétions ont les limites de détection indiquées
flag-not-like-normals = la corrélation avec les témoins est { $correlation } : rien n'est évalué
flag-low-correlation = la corrélation avec les témoins est { $correlation }
flag-noisy = le bruit est { $factor } fois celui des témoins
flag-few-targets = peu de cibles hors des gènes de LAL fixent le zéro de l'échelle
flag-baseline-ambiguous = { $share } du panel se trouvent à { $ratio } fois le niveau pris pour deux copies : gains ou pertes de nombreux chromosomes, ou un autre zéro
flag-sex-mismatch = sexe déclaré { $stated } mais la profondeur montre { $observed } : échange d'échantillons, ou perte ou gain d'un chromosome sexuel
flag-uncertain = { $gene } { $event } : ni retenu ni exclu, probabilité { $probability } ; à confirmer par une autre méthode
flag-probable = { $gene } { $event } : retenu avec une probabilité de { $probability } ; à confirmer par une autre méthode
qc-mean-depth = Profondeur moyenne sur toutes les cibles
qc-targets = Cibles du panel
qc-reads = Chiffres des lectures
qc-imported = non vus : la profondeur vient de { $source }
qc-covered = Bases ciblées à { $depth }x ou plus
qc-duplicates = Duplicats
qc-on-target = Lectures sur cible
qc-mapq = Qualité d'alignement moyenne
qc-mapq-low = Lectures sous le filtre de qualité d'alignement
qc-baseq-low = Bases sous le filtre de qualité de base
qc-insert = Taille d'insert, médiane
qc-insert-range = { $median } pb (10e–90e centile { $low }–{ $high })
normals-correlation = Corrélation avec les témoins
normals-noise = Bruit par rapport aux témoins
normals-factors = Facteurs retirés
normals-members = Membres
normals-members-list = { $count } : { $names }
normals-left-out = Laissés de côté
baseline = Ligne de base (deux copies)
baseline-at = à { $level } du niveau des témoins, portée par { $support } du squelette du panel
whole-chromosomes = Chromosomes entiers
aneuploidy-unlike = non évalué : l'échantillon ne ressemble pas aux témoins
aneuploidy-not-assessed = non évalué : aucun chromosome n'a assez de cibles hors des gènes de LAL
aneuploidy-pattern = profil { $class }
aneuploidy-gained = gagnés : { $chromosomes }
aneuploidy-lost = perdus : { $chromosomes }
aneuploidy-none = aucun gain ni aucune perte d'un chromosome entier
aneuploidy-iamp21 = chromosome 21 très au-dessus des autres : rechercher un iAMP21
aneuploidy-assessed = { $assessed } autosomes évalués sur 22
aneuploidy-class-near-haploid = quasi haploïde
aneuploidy-class-low-hypodiploid = hypodiploïde bas
aneuploidy-class-high-hyperdiploid = hyperdiploïde élevé
junctions = Jonctions dans les lectures
junctions-not-looked-for = non recherchées : aucune lecture n'a été fournie
junctions-none = aucune avec deux fragments dans les gènes de LAL ; des sondes sur les exons manquent la plupart des jonctions, si bien que cela n'exclut aucune délétion
junction = { $kind } { $first } à { $second } ({ $split } fragments coupés et { $paired } fragments appariés{ $share })
junction-share = , { $share } des fragments à la cassure
junction-kind-deletion = délétion
junction-kind-tandem-gain = gain en tandem
junction-kind-inversion = inversion
junction-kind-translocation = translocation
competing-none = Aucun autre niveau ne peut prétendre à deux copies.
competing = Un autre niveau pourrait être celui de deux copies : { $ratio } fois le niveau retenu, porté par { $support } du squelette du panel. S'il était le bon, chaque ratio devrait être divisé par { $ratio }.

# Method
method = Méthode et limites
method-depth = La profondeur de chaque cible (comptée par { $counter } : { $filters }) est divisée par celle que le panel de { $normals } témoins prédit pour deux copies dans cet échantillon. Les suites d'exons sont ensuite comparées dans chaque gène, et la fraction des cellules porteuses découle du ratio : la perte d'une copie dans une fraction f des cellules donne 1 − f/2, celle des deux 1 − f, une copie de plus 1 + f/2.
method-mlpa = À ses seuils de { $deletion } et { $duplication }, la MLPA demande la perte d'une copie dans { $one } des cellules, la perte des deux dans { $both }, ou une copie de plus dans { $gain }. Un clone plus petit est noté « en dessous de la résolution de la MLPA ». Une anomalie d'un seul exon ou d'une seule cible est à confirmer par une autre méthode.
method-blind = La profondeur ne montre ni les réarrangements équilibrés ni la perte d'hétérozygotie sans changement du nombre de copies, et ne dit pas si deux délétions sont sur un même allèle.
limits = Limites de détection dans cet échantillon
rules = Règles
rule-set = Jeu de règles
version = Version
rule-source = Source
made-with = Produit avec
software = Logiciel
schema-version = Format du résultat
assembly = Assemblage de référence
options = Options
target-digest = Jeu de cibles, SHA-256
normals-digest = Panel de témoins, SHA-256
input = Entrée
file = Fichier
bytes = Octets
digest-not-taken = non calculée
left-out-outside-genes = hors des gènes
left-out-contig-not-in-reference = absents de la référence
left-out-malformed = mal formés
left-out-not-in-sample = absents de l'échantillon

# Plots of chromosomes, variants and the protein
plot-chromosomes = Chromosomes entiers
plot-chromosomes-note = Ratio moyen de chaque autosome sur les cibles du panel hors des gènes de LAL, avec son intervalle à 95 %. Cercle : deux copies ; triangle vers le haut : gagné ; triangle vers le bas : perdu ; croix : non évalué.
plot-axis-chromosome = chromosome
plot-chromosome = chromosome { $name } : { $state }
chromosome-balanced = deux copies
chromosome-gained = gagné
chromosome-lost = perdu
plot-vaf = Fractions alléliques des variants ponctuels
plot-axis-vaf = VAF
plot-vaf-expected = attendue { $vaf }
plot-vaf-summary = Fractions alléliques de { $shown } variants ponctuels sur { $all }
plot-vaf-note = { $shown } variants montrés sur { $all }, ceux qui passent les filtres d'abord. Barre : intervalle à 95 % ; trait court : limite de détection à cette profondeur ; cercle : passe ; carré : échoue à un filtre ; tirets, si les cellules leucémiques ont pu être estimées : fraction attendue d'un variant hétérozygote dans toutes ces cellules, sur deux copies.
plot-vaf-mark = { $name } : VAF { $vaf }
plot-vaf-depth = profondeur { $depth }
plot-vaf-limit = limite de détection { $limit }
plot-vaf-no-limit = limite de détection inconnue
plot-vaf-filters = échoue à { $filters }
plot-ikzf1 = IKZF1 : exons et doigts de zinc
plot-ikzf1-note = L'exon 1 n'est pas traduit et n'est pas à l'échelle. ZF1–4 lient l'ADN, ZF5–6 dimérisent. Barres : délétions (deux lignes : deux copies) et gains. Sucettes : { $placed } variants ponctuels sur { $all } qui passent les filtres ; { $unplaced } sans résidu, comme les variants d'épissage, figurent seulement dans la table. Croix : exon non évalué.
plot-ikzf1-no-variants = L'exon 1 n'est pas traduit et n'est pas à l'échelle. ZF1–4 lient l'ADN, ZF5–6 dimérisent. Barres : délétions (deux lignes : deux copies) et gains. Croix : exon non évalué. Les variants ponctuels ne sont pas dessinés : sans référence, leur place dans la protéine n'a pas été évaluée.
plot-ikzf1-summary = IKZF1 en coordonnées de la protéine : { $events } ; variants ponctuels dessinés : { $variants }
plot-residues = { $last } aa
plot-domain = { $name }, résidus { $from } à { $to }
plot-bar = { $exons } : { $state }, dans { $cells } des cellules
domain-zinc-finger-1 = doigt de zinc 1 (lie l'ADN)
domain-zinc-finger-2 = doigt de zinc 2 (lie l'ADN)
domain-zinc-finger-3 = doigt de zinc 3 (lie l'ADN)
domain-zinc-finger-4 = doigt de zinc 4 (lie l'ADN)
domain-zinc-finger-5 = doigt de zinc 5 (dimérise)
domain-zinc-finger-6 = doigt de zinc 6 (dimérise)
plot-limits = limite { $gene } ; un exon { $exon }
print-note = Les tables de tous les gènes et des arguments de chaque locus figurent dans la page à l'écran ; les chiffres de chaque gène sont sous son tracé.
variants-on-screen = Les enregistrements des outils sont trop nombreux pour le papier : ils figurent dans la page à l'écran et dans le fichier de résultat. Le tracé montre les fractions alléliques.

//! Names of genes, exons and probes as laboratories write them.

/// The exon of `exon 4`, `Ex.04`, `E4`, `4`, `2A`, `AREA`: digits without leading zeros and a small
/// letter, or `area`. Absent for anything else.
pub fn exon(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let mut rest = lower.as_str();
    for prefix in ["exons", "exon", "ex.", "ex", "e"] {
        if let Some(after) = rest.strip_prefix(prefix)
            && after
                .trim_start_matches([' ', '_', '-', '.', ':'])
                .starts_with(|c: char| c.is_ascii_digit())
        {
            rest = after.trim_start_matches([' ', '_', '-', '.', ':']);
            break;
        }
    }
    if let Some(number) = rest.strip_prefix(AREA) {
        let number = number.trim_start_matches([' ', '_', '-', '.']);
        let is_number = number.len() < 3 && number.chars().all(|c| c.is_ascii_digit());
        return is_number.then(|| format!("{AREA}{number}"));
    }
    // A workbook stores the number 4 as 4.0.
    let rest = rest.strip_suffix(".0").unwrap_or(rest);
    let digits = rest.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letters = &rest[digits.len()..];
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    if !is_number || letters.len() > 1 || digits.len() > 4 {
        return None;
    }
    let number = digits.trim_start_matches('0');
    (!number.is_empty()).then(|| format!("{number}{letters}"))
}

/// What kits call the neighbourhood of a gene.
const AREA: &str = "area";

/// True for the label of a probe beside a gene's exons.
pub fn is_area(label: &str) -> bool {
    label.starts_with(AREA)
}

/// Gene and exon of a probe name: `IKZF1_4`, `IKZF1 exon 4`, `IKZF1-E04`, `IKZF1 (ex 4)`.
pub fn gene_and_exon(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let at = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (gene, rest) = text.split_at(at);
    let rest = rest.trim_matches([' ', '_', '-', ':', '(', ')', '.', ',']);
    if !gene.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    Some((gene.to_owned(), exon(rest)?))
}

/// True for the name of a reference probe or of the group of them.
pub fn is_reference(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let word = lower.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    matches!(word, "ref" | "reference" | "control" | "ctrl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exons_in_every_writing() {
        for (text, wanted) in [
            ("4", "4"),
            ("04", "4"),
            ("exon 4", "4"),
            ("Exon04", "4"),
            ("Ex.4", "4"),
            ("E4", "4"),
            ("4.0", "4"),
            ("exon 1A", "1a"),
            ("AREA", "area"),
            ("area 2", "area2"),
            (" ex_12 ", "12"),
        ] {
            assert_eq!(exon(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "0", "4.5", "x", "1.2e3", "4-7", "exon", "e", "12345", "1ab"] {
            assert_eq!(exon(text), None, "{text}");
        }
    }

    #[test]
    fn probe_names_give_gene_and_exon() {
        for text in ["IKZF1_4", "IKZF1 exon 4", "IKZF1-E04", "IKZF1 (ex 4)", "IKZF1:4"] {
            assert_eq!(gene_and_exon(text), Some(("IKZF1".into(), "4".into())), "{text}");
        }
        for text in ["IKZF1", "TUM01", "12-345", "S-1-2", ""] {
            assert_eq!(gene_and_exon(text), None, "{text}");
        }
        assert!(is_reference("REF_12") && is_reference("Reference") && !is_reference("REFX_1"));
    }
}

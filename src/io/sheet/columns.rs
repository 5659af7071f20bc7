//! Which column is which, by its name.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Sample,
    Role,
    Sex,
    Blasts,
    BlastMethod,
    Alignment,
    DepthTable,
    Vcf,
    GermlineVcf,
    Unused,
}

/// The columns of a sheet, in its order.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) columns: Vec<Column>,
    pub(super) remarks: Vec<String>,
}

/// Columns that other programs' sheets carry and that say nothing here.
const KNOWN_BUT_UNUSED: [&str; 11] = [
    "patient",
    "bai",
    "crai",
    "csi",
    "index",
    "lane",
    "fastq_1",
    "fastq_2",
    "batch",
    "comment",
    "variantcaller",
];

const CALLERS: [&str; 11] = [
    "mutect2",
    "mutect",
    "vardict",
    "freebayes",
    "strelka",
    "strelka2",
    "lofreq",
    "varscan",
    "varscan2",
    "pisces",
    "dragen",
];

/// Reads the line of column names.
pub(super) fn read(header: &csv::StringRecord) -> Result<Columns, String> {
    let mut columns = Vec::new();
    let mut remarks = Vec::new();
    for (index, name) in header.iter().enumerate() {
        let name = if index == 0 { name.trim_start_matches('#').trim() } else { name };
        let column = classify(name);
        if column.is_none() {
            remarks.extend(remark(name));
        }
        columns.push(column.unwrap_or(Column::Unused));
    }
    let count = |wanted| columns.iter().filter(|column| **column == wanted).count();
    if count(Column::Sample) == 0 {
        return Err(format!(
            "no column 'sample': the first line must name the columns, for example \
             'sample,alignment,vcf,sex,blast_percent,role'; it reads '{}'",
            header.iter().collect::<Vec<_>>().join(",")
        ));
    }
    let single: [(Column, &str); 6] = [
        (Column::Sample, "sample"),
        (Column::Role, "role"),
        (Column::Sex, "sex"),
        (Column::Blasts, "blast percentage"),
        (Column::BlastMethod, "method of the blast percentage"),
        (Column::GermlineVcf, "germline VCF"),
    ];
    for (column, what) in single {
        if count(column) > 1 {
            return Err(format!("two columns hold the {what}: keep one"));
        }
    }
    if count(Column::Alignment) + count(Column::DepthTable) == 0 {
        return Err("neither a column 'alignment' (also: bam, cram) nor a column 'depth' (also: \
                    regions, cnn)"
            .to_owned());
    }
    Ok(Columns { columns, remarks })
}

fn classify(name: &str) -> Option<Column> {
    let lower = name.to_ascii_lowercase().replace([' ', '-'], "_");
    let column = match lower.as_str() {
        "sample" | "sample_id" | "sampleid" | "sample_name" => Column::Sample,
        "role" | "status" => Column::Role,
        "sex" | "gender" => Column::Sex,
        "blast" | "blasts" | "blast_percent" | "blast_percentage" | "blast_%" | "blasts_%" => {
            Column::Blasts
        }
        "blast_method" | "blasts_method" | "blast_percent_method" => Column::BlastMethod,
        "alignment" | "bam" | "cram" | "reads" | "bam_path" | "cram_path" => Column::Alignment,
        "depth" | "depth_table" | "regions" | "cnn" => Column::DepthTable,
        "germline_vcf" | "snp_vcf" => Column::GermlineVcf,
        other if other.starts_with("vcf") || CALLERS.contains(&other) => Column::Vcf,
        other if KNOWN_BUT_UNUSED.contains(&other) => Column::Unused,
        _ => return None,
    };
    Some(column)
}

fn remark(name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    Some(
        if matches!(name.to_ascii_lowercase().as_str(), "purity" | "tumour_purity" | "tumor_purity")
        {
            format!(
                "column '{name}' is not read: state the blast percentage, 0 to 100, in a column \
             'blast_percent'; a fraction from 0 to 1 is never guessed to be one"
            )
        } else {
            format!("column '{name}' is not known and not read")
        },
    )
}

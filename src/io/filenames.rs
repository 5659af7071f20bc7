//! Every output's file name, once.

/// `{sample}.ikaros.json`: the result, from which the others can be made again.
pub fn patient_json(sample: &str) -> String {
    format!("{sample}.ikaros.json")
}

/// `{sample}.exons.tsv`: one row per exon.
pub fn patient_exons(sample: &str) -> String {
    format!("{sample}.exons.tsv")
}

/// `{sample}.cnv.vcf.gz`: the events.
pub fn patient_vcf(sample: &str) -> String {
    format!("{sample}.cnv.vcf.gz")
}

/// `{sample}.cnv.vcf.gz.tbi`: the index of the events.
pub fn patient_vcf_index(sample: &str) -> String {
    format!("{sample}.cnv.vcf.gz.tbi")
}

/// `{sample}.report.html`: the report for reading.
pub fn patient_report(sample: &str) -> String {
    format!("{sample}.report.html")
}

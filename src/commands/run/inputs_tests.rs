use super::*;

const HEADER: &str =
    "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t";

/// A folder in which the content of an "alignment" is the list of its samples.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let is_vcf = path.extension().is_some_and(|e| e == "vcf");
            let text = if is_vcf { format!("{HEADER}{text}\n") } else { (*text).to_owned() };
            std::fs::write(path, text).unwrap();
        }
        Self { folder }
    }

    fn read(&self, input: &str) -> anyhow::Result<Inputs> {
        let identify = |source: &SheetSource| -> anyhow::Result<Identity> {
            let text = std::fs::read_to_string(source.path())?;
            if text == "broken" {
                anyhow::bail!("{}: truncated", source.path().display());
            }
            let samples = text.split_whitespace().map(str::to_owned).collect();
            Ok(Identity { samples, assembly: None })
        };
        read(&Request {
            input: &self.folder.path().join(input),
            out: &self.folder.path().join("out"),
            ask: &identify,
            is_usable: &|_| true,
            selection: &Selection::default(),
            is_watched: false,
        })
    }
}

fn vcfs(sample: &Sample) -> Vec<String> {
    sample.vcfs.iter().map(|vcf| filenames::file_name(&vcf.path)).collect()
}

#[test]
fn a_folder_is_bound_by_content_not_by_file_names() {
    let case = Case::new(&[
        ("a.bam", "P1"),
        ("b.cram", "P2"),
        ("P1.vcf", "P2"),
        ("x/y.vcf", "P1-ready"),
        ("z.vcf", "P9"),
    ]);
    let inputs = case.read("").unwrap();
    let found: Vec<_> = inputs.samples.iter().map(|s| (s.name.as_str(), vcfs(s))).collect();
    assert_eq!(found, [("P1", vec!["y.vcf".to_owned()]), ("P2", vec!["P1.vcf".to_owned()])]);
    assert_eq!(inputs.skipped.len(), 1);
    assert!(inputs.warnings[0].contains("'P9'"), "{:?}", inputs.warnings);
}

#[test]
fn one_bad_file_fails_alone() {
    let case = Case::new(&[
        ("good.bam", "P1"),
        ("cut.bam", "broken"),
        ("nameless.bam", ""),
        ("two.bam", "P3 P4"),
        ("evil.bam", "../P5"),
        ("a/P6.bam", "P6"),
        ("b/P6.bam", "P6"),
    ]);
    let inputs = case.read("").unwrap();
    assert_eq!(inputs.samples.len(), 1);
    let failed: Vec<_> = inputs.failed.iter().map(|f| f.sample.as_str()).collect();
    assert_eq!(failed, ["P6", "cut", "evil", "nameless", "two"]);
    assert!(inputs.failed[0].reason.contains("a/P6.bam"), "{:?}", inputs.failed[0]);
    assert!(inputs.failed[3].reason.contains("no read group"));
}

#[test]
fn tables_stand_in_for_alignments_but_never_beside_them() {
    let case = Case::new(&[("P1.regions.bed.gz", "P1"), ("P2.depth.tsv.gz", "P2")]);
    assert_eq!(case.read("").unwrap().samples.len(), 2);
    let case = Case::new(&[("P1.regions.bed.gz", "P1"), ("P2.bam", "P2")]);
    let inputs = case.read("").unwrap();
    assert_eq!((inputs.samples.len(), inputs.skipped.len()), (1, 1));
}

#[test]
fn a_sheet_cannot_swap_patients() {
    let case = Case::new(&[
        ("a.bam", "P1"),
        ("b.bam", "P1"),
        ("c.bam", "P3"),
        ("p1.vcf", "P1"),
        ("sheet.csv", "sample,bam,vcf\nP1,a.bam,p1.vcf\nP2,b.bam,\nP3,c.bam,p1.vcf\n"),
    ]);
    let inputs = case.read("sheet.csv").unwrap();
    assert_eq!(inputs.samples.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["P1"]);
    assert_eq!(inputs.failed.len(), 2);
    assert!(inputs.failed.iter().all(|f| f.reason.contains("wrong patient")), "{inputs:?}");
}

#[test]
fn a_sheet_may_rename_and_the_old_name_still_binds() {
    let case = Case::new(&[
        ("a.bam", "SM1"),
        ("v.vcf", "SM1"),
        ("w.vcf", "elsewhere"),
        ("sheet.csv", "sample,bam,vcf,vcf_2\nPatient 1,a.bam,v.vcf,w.vcf\n"),
    ]);
    let inputs = case.read("sheet.csv").unwrap();
    assert_eq!(vcfs(&inputs.samples[0]), ["v.vcf", "w.vcf"]);
    assert_eq!(inputs.warnings.len(), 2, "{:?}", inputs.warnings);
}

#[test]
fn normals_from_a_folder_a_list_or_a_sheet() {
    let case = Case::new(&[
        ("n/N1.bam", "N1"),
        ("n/N2.bam", "N2"),
        ("list.txt", "# normals\nn/N1.bam\n\n"),
        ("sheet.csv", "sample,bam,role,sex\nN1,n/N1.bam,normal,F\nP1,n/N2.bam,tumour,M\n"),
    ]);
    let count = |text: &str| {
        let path = case.folder.path().join(text);
        normals(&path.display().to_string(), Path::new("out"), None).unwrap()
    };
    assert_eq!(count("n").len(), 2);
    assert_eq!(count("n/*.bam").len(), 2);
    assert_eq!(count("list.txt").len(), 1);
    let sheet = count("sheet.csv");
    assert_eq!((sheet.len(), sheet[0].sex, sheet[0].name.as_deref()), (1, Sex::Female, Some("N1")));
}

#[test]
fn the_filtered_form_of_a_vcf_goes_before_the_raw_one() {
    let case = Case::new(&[
        ("a.bam", "P1"),
        ("v/P1.mutect2.vcf", "P1"),
        ("v/P1.mutect2.filtered.vcf", "P1"),
        ("v/P1.vardict.vcf", "P1"),
    ]);
    let inputs = case.read("").unwrap();
    assert_eq!(vcfs(&inputs.samples[0]), ["P1.mutect2.filtered.vcf", "P1.vardict.vcf"]);
}

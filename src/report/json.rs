//! `PATIENT.ikaros.json`, the public contract: its bytes, its schema, and reading it back.

use std::io;

use data_encoding::HEXLOWER;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::model::calls::SampleCalls;
use crate::model::patient::{PatientResult, SCHEMA_VERSION};

/// Significant digits that are kept of a number that is not an integer.
const DIGITS: usize = 6;

/// A result could not be written as JSON.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// A figure that the contract demands is infinite or not a number.
    #[error(
        "sample {sample}: a figure of the result is not a finite number (at `{place}`); no report \
         is written from it: check the depth tables of the sample and of its normals"
    )]
    NotFinite {
        /// The sample.
        sample: String,
        /// The line of the JSON in question.
        place: String,
    },
    /// The serialiser failed.
    #[error("sample {sample}: the result cannot be written as JSON: {source}")]
    Write {
        /// The sample.
        sample: String,
        /// What the serialiser said.
        #[source]
        source: serde_json::Error,
    },
}

/// Bytes that are no patient result of this version.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not JSON at all.
    #[error("not a JSON file ({0}): give the *.ikaros.json that 'ikaros run' wrote")]
    NotJson(serde_json::Error),
    /// JSON of something else.
    #[error(
        "no result of one patient: it has no text field 'schema_version'; give the \
         PATIENT.ikaros.json that 'ikaros run' wrote, not run.json"
    )]
    NotPatient,
    /// A result of another version of the contract.
    #[error(
        "its schema_version is {found} and this ikaros reads {SCHEMA_VERSION}: use the ikaros that \
         wrote the file, or run the sample again"
    )]
    OtherVersion {
        /// The version in the file.
        found: String,
    },
    /// Its content is not the one that was written.
    #[error(
        "its content is not what its digest says: it was edited after 'ikaros run' wrote it, and \
         nothing is made from it; run the sample again, or take the field 'digest' out of the file \
         to use it as it is"
    )]
    Changed,
    /// The right version, but a field is missing or of another type.
    #[error(
        "not a valid result of schema {SCHEMA_VERSION} ({0}): the file was edited or cut; write it \
         again with 'ikaros run'"
    )]
    Invalid(serde_json::Error),
}

/// The result as indented JSON with a final line end.
///
/// Numbers that are not integers are rounded to six significant digits, and writing what was read
/// back gives the same bytes. An optional figure that is not finite becomes `null`; a required one
/// is an error, because a made-up number must not reach a report.
pub fn patient(result: &PatientResult) -> Result<Vec<u8>, JsonError> {
    let explain = |source| JsonError::Write { sample: result.calls.sample.name.clone(), source };
    let bytes = pretty(result).map_err(explain)?;
    rounded_from(&bytes, result)?;
    let value = serde_json::from_slice(&bytes).map_err(explain)?;
    pretty(&Sealed { result, digest: digest(value) }).map_err(explain)
}

/// A result with the digest of its content.
#[derive(Serialize, JsonSchema)]
struct Sealed<'a> {
    #[serde(flatten)]
    result: &'a PatientResult,
    /// SHA-256 of the content without this field, as compact JSON with its keys in order: a result
    /// that was edited is refused.
    digest: String,
}

/// Digest of a result's content, whatever its layout and the order of its keys.
fn digest(mut value: Value) -> String {
    if let Value::Object(fields) = &mut value {
        fields.remove("digest");
    }
    value.sort_all_objects();
    HEXLOWER.encode(&Sha256::digest(value.to_string().as_bytes()))
}

/// True when a result states no digest, as those of older versions do: whether it was edited cannot
/// be told.
pub fn is_unsealed(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok_and(|value| value.get("digest").is_none())
}

/// The result as a reader of its JSON has it: every figure rounded as [`patient`] writes it.
///
/// The other outputs are made from this, so that they are the same whether they are made from the
/// result in memory or from its file.
pub fn rounded(result: &PatientResult) -> Result<PatientResult, JsonError> {
    let bytes = pretty(result)
        .map_err(|source| JsonError::Write { sample: result.calls.sample.name.clone(), source })?;
    rounded_from(&bytes, result)
}

fn rounded_from(bytes: &[u8], result: &PatientResult) -> Result<PatientResult, JsonError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let line = bytes.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1));
        JsonError::NotFinite {
            sample: result.calls.sample.name.clone(),
            place: String::from_utf8_lossy(line.unwrap_or_default()).trim().to_owned(),
        }
    })
}

/// Reads a patient result and refuses anything else, and any other version.
pub fn read(bytes: &[u8]) -> Result<PatientResult, ReadError> {
    let value: Value = serde_json::from_slice(bytes).map_err(ReadError::NotJson)?;
    let found = match value.get("schema_version").and_then(Value::as_str) {
        Some(found) if value.get("calls").is_some() => found,
        _ => return Err(ReadError::NotPatient),
    };
    if found != SCHEMA_VERSION {
        return Err(ReadError::OtherVersion { found: found.to_owned() });
    }
    let result = serde_json::from_slice(bytes).map_err(ReadError::Invalid)?;
    match value.get("digest").and_then(Value::as_str).map(str::to_owned) {
        Some(stated) if stated != digest(value) => Err(ReadError::Changed),
        _ => Ok(result),
    }
}

/// Copy-number calls as indented JSON: `SAMPLE.calls.json`, between the stages `call` and
/// `interpret`.
pub fn calls(calls: &SampleCalls) -> Result<Vec<u8>, JsonError> {
    let sample = || calls.sample.name.clone();
    let bytes = pretty(calls).map_err(|source| JsonError::Write { sample: sample(), source })?;
    if read_calls(&bytes).is_err() {
        return Err(JsonError::NotFinite { sample: sample(), place: "calls".to_owned() });
    }
    Ok(bytes)
}

/// Reads what [`calls`] wrote.
pub fn read_calls(bytes: &[u8]) -> Result<SampleCalls, ReadError> {
    serde_json::from_slice(bytes).map_err(ReadError::Invalid)
}

/// The JSON Schema (2020-12) of `PATIENT.ikaros.json`, as committed in `schema/`.
///
/// Fields that are not listed are allowed, because minor versions may add some.
pub fn schema() -> Vec<u8> {
    let mut schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Sealed>();
    schema.insert("title".to_owned(), "ikaros patient result".into());
    schema.insert("x-schema-version".to_owned(), SCHEMA_VERSION.into());
    let mut bytes = serde_json::to_vec_pretty(&schema).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Any value in the layout of all our JSON files: indented, rounded, ending with a line end.
pub(super) fn pretty<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::with_capacity(1 << 16);
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, Rounding(PrettyFormatter::new())))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Rounds to [`DIGITS`] significant digits; zero has no sign.
fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

/// Indented JSON whose numbers are rounded. Non-finite numbers never reach `write_f64`: the
/// serialiser writes them as `null`.
struct Rounding<'a>(PrettyFormatter<'a>);

impl Formatter for Rounding<'_> {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        self.0.write_f64(writer, round(value))
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_twice_is_rounding_once() {
        for value in [0.1 + 0.2, 1_234.567_89, 1e-9, -2.0 / 3.0, 99.0, 0.999_999_9] {
            assert_eq!(round(round(value)), round(value));
        }
        assert_eq!(round(0.1 + 0.2), 0.3);
        assert!(round(-0.0).is_sign_positive());
    }

    #[test]
    fn other_json_is_refused_with_the_remedy() {
        let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(message(b"not json").contains("not a JSON file"));
        assert!(message(b"{\"samples\":[]}").contains("not run.json"));
        assert!(message(b"{\"schema_version\":\"1.0\"}").contains("no result of one patient"));
        let other = message(b"{\"schema_version\":\"9.9\",\"calls\":{}}");
        assert!(other.contains("9.9") && other.contains("run the sample again"), "{other}");
        let cut = message(b"{\"schema_version\":\"1.0\",\"calls\":{}}");
        assert!(cut.contains("missing field"), "{cut}");
    }
}

//! Rules: from calls to categories and risk profiles. One rule a file.

use crate::knowledge::Knowledge;
use crate::model::calls::SampleCalls;
use crate::model::patient::Interpretation;

/// (in progress)
pub fn interpret(_calls: &SampleCalls, _knowledge: &Knowledge) -> Interpretation {
    unimplemented!()
}

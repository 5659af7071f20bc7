//! Sentences that the stages before wrote in English into the result, made again in any language
//! from the values beside them.

pub mod evidence;
pub mod failures;
pub mod flags;
pub mod form;
pub mod headline;
pub mod labels;
pub mod limit;
pub mod reasons;
pub mod records;
pub mod rules;

//! Built-in tables and rules with versions and citations; loaders; overridable.
//!
//! A fact that a clinician could dispute is data here, never a constant in code.

pub mod gene_model;
pub mod rules;

//! Robust location and spread, and probabilities in log space.

pub mod log_space;
pub mod negative_binomial;
pub mod robust;

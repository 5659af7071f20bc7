//! Robust location and spread, probabilities in log space, and the statistics of a comparison of
//! two methods.

pub mod agreement;
pub mod apart;
pub mod beta_binomial;
pub mod log_space;
pub mod method_comparison;
pub mod negative_binomial;
pub mod percent;
pub mod proportion;
pub mod robust;
pub mod roc;

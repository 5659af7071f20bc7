//! Robust location and spread, distributions in log space.

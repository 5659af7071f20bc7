//! Reads to fragments and depth per target.

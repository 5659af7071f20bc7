//! Callers' small-variant records on the ALL genes.

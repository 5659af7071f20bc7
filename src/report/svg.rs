//! Inline pictures of a report.

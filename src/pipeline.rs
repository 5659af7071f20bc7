//! One patient, from inputs to result, on one screen.

//! From raw signals to ratios.

//! Copy number per exon, events and their clone fraction, from one sample's depth.

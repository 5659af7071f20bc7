//! The panel of normals: what depth to expect of two copies, and with what spread.

pub mod build;
pub mod expectation;
pub mod fragments;
pub mod panel;
pub mod sex;
pub mod tails;

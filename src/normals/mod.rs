//! The panel of normals: what depth to expect of two copies, and with what spread.

//! Comparing NGS with MLPA: what MLPA files say, joined to our calls, with statistics and a reason
//! for every difference.
//!
//! ```text
//! observation --> profile --+--> joined --> questions --> levels, discordance --+--> result
//! PatientResult ------------+                             agreement, swap -----+
//! ```
//!
//! Nothing here touches a file; `io::mlpa` makes the observations.

pub mod agreement;
pub mod build;
pub mod criteria;
pub mod discordance;
pub mod ikzf1;
mod implausible;
pub mod joined;
pub mod labels;
pub mod levels;
pub mod mentions;
pub mod observation;
pub mod pair;
pub mod profile;
pub mod questions;
pub mod raw;
pub mod rests_on;
pub mod result;
pub mod statements;
pub mod swap;
pub mod warnings;
pub mod words;

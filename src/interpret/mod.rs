//! Rules: from calls to categories and risk profiles. One rule a file.

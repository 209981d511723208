"""One file per change of the tables. A released file is never edited; a new one follows it."""

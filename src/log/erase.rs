//! Erase a person.

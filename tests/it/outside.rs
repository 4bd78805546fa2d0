//! The contract as a stranger meets it: only an address, so that a deployment behind its proxy proves the same as a bare node.
//! `make test-compose` runs exactly these tests.

mod accounts;
mod bad_input;
mod front;
mod live;
mod posts;

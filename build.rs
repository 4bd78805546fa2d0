//! Embedded folders: a file added to one of them must rebuild the crate, which the macros that embed them cannot say themselves.
fn main() {
    println!("cargo:rerun-if-changed=projections");
    println!("cargo:rerun-if-changed=migrations");
}

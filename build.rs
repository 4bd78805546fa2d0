//! Embedded folders: a file added to one of them must rebuild the crate, which the macros that embed them cannot say themselves.
fn main() {
    // Cargo takes a watched folder that is not there for one that has just changed, and would build again every time.
    if let Err(error) = std::fs::create_dir_all("frontend/dist") {
        println!("cargo:warning=frontend/dist cannot be made: {error}");
    }
    println!("cargo:rerun-if-changed=projections");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=frontend/dist");
}

//! Every socket is an open file, and a shell's usual limit of 1,024 is soon reached.

/// Raises this process' limit to what the system allows it. Where that is refused, the limit stays what it was.
#[allow(unsafe_code, reason = "getrlimit and setrlimit have no safe wrapper in the standard library")]
pub fn raise_limit() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls only read or fill the struct they are given.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) == 0 && limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
        }
    }
}

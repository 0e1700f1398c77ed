//! Large texts come and go; the memory that they took goes back to the system.
//!
//! The allocator of glibc keeps what was freed, for each thread apart, in case it is needed again. A server that parses
//! some megabytes on one thread and answers from another one ends with several times what it holds.

/// Pieces of this many bytes and more are asked from the system one by one, and given back when they are freed.
const LARGE: i32 = 1 << 20;

/// Has freed memory given back. Nothing happens where the allocator is another one.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the only way to tell the allocator; it takes plain numbers and keeps nothing")]
pub(super) fn give_back_what_is_freed() {
    for (parameter, value) in [(libc::M_MMAP_THRESHOLD, LARGE), (libc::M_TRIM_THRESHOLD, LARGE), (libc::M_ARENA_MAX, 1)]
    {
        // SAFETY: `mallopt` may be called at any time and by any thread, and refuses numbers that it does not know.
        unsafe {
            libc::mallopt(parameter, value);
        }
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(super) fn give_back_what_is_freed() {}

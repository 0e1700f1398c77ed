//! Temporary folders that stay when `CJA_TEST_KEEP` is set, so that `tests/run` can look for secrets in what was written.

/// A folder of its own for a test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().disable_cleanup(std::env::var_os("CJA_TEST_KEEP").is_some()).tempdir().unwrap()
}

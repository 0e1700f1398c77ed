//! The shapes of ids, as far as they were documented or seen. A shape is never proof: the documents are sloppy.

/// Whether it reads `dv_` and 24 hexadecimal digits, as the service assigns (observed).
pub fn is_data_view(id: &str) -> bool {
    id.strip_prefix("dv_").is_some_and(|hex| hex.len() == 24 && is_hex(hex))
}

/// Whether it reads `dg_` and a UUID: a connection (endpoint guide).
pub fn is_connection(id: &str) -> bool {
    id.strip_prefix("dg_").is_some_and(is_uuid)
}

/// Whether it reads as a UUID.
pub fn is_uuid(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| is_hex(group))
}

/// Whether it reads `s<digits>_<24 hex>` or `s<digits>@<organization>_<hex>`: a segment (guide examples).
pub fn is_segment(id: &str) -> bool {
    let Some(rest) = id.strip_prefix('s') else { return false };
    let digits = rest.len() - rest.trim_start_matches(|ch: char| ch.is_ascii_digit()).len();
    let tail = rest.get(digits..).unwrap_or("");
    if digits == 0 {
        return false;
    }
    if let Some(hex) = tail.strip_prefix('_') {
        return hex.len() == 24 && is_hex(hex);
    }
    tail.strip_prefix('@')
        .and_then(|tail| tail.rsplit_once('_'))
        .is_some_and(|(org, hex)| !org.is_empty() && is_hex(hex))
}

/// Whether it reads `metrics/<name>`, as events of a session definition do (sister API).
pub fn is_metric(id: &str) -> bool {
    id.strip_prefix("metrics/").is_some_and(|name| !name.is_empty())
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

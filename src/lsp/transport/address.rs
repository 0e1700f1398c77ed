//! Addresses as clients write them. Some leave blanks and letters beyond ASCII as they are, which by the standard no
//! address holds; such a document would not be there at all.

use serde_json::Value;
use std::borrow::Cow;

/// Members that hold addresses.
const NAMES: [&str; 5] = ["uri", "rootUri", "scopeUri", "oldUri", "newUri"];
/// What may stand in an address beside letters and digits.
const MARKS: &[u8] = b"-._~:/?#@!$&'()*+,;=";
/// No deeper than the protocol puts them.
const DEPTH: u8 = 8;

/// Escapes in all addresses of a message what may not stand in one.
pub(super) fn mend(params: &mut Value) {
    within(params, DEPTH);
}

fn within(value: &mut Value, depth: u8) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| within(item, depth)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(address) if NAMES.contains(&name.as_str()) => {
                        if let Cow::Owned(mended) = escaped(address) {
                            *address = mended;
                        }
                    }
                    _ => within(value, depth),
                }
            }
        }
        _ => {}
    }
}

fn escaped(address: &str) -> Cow<'_, str> {
    let bytes = address.as_bytes();
    let stands = |at: usize| match bytes.get(at) {
        Some(b'%') => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        Some(byte) => byte.is_ascii_alphanumeric() || MARKS.contains(byte),
        None => true,
    };
    if (0..bytes.len()).all(stands) {
        return Cow::Borrowed(address);
    }
    let written = |(at, byte): (usize, &u8)| match stands(at) {
        true => char::from(*byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    Cow::Owned(bytes.iter().enumerate().map(written).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_may_not_stand_in_an_address_is_escaped_in_addresses_alone() {
        let mut params = json!({
            "textDocument": {"uri": "file:///Läden 1/a[2].json", "text": "Läden 1"},
            "changes": [{"oldUri": "file:///100%/%20%2x", "newUri": "file:///C:\\x"}, {"uri": 7}],
            "rootUri": "file:///all/right%20here?a=b&c#d",
        });
        mend(&mut params);
        let expected = json!({
            "textDocument": {"uri": "file:///L%C3%A4den%201/a%5B2%5D.json", "text": "Läden 1"},
            "changes": [{"oldUri": "file:///100%25/%20%252x", "newUri": "file:///C:%5Cx"}, {"uri": 7}],
            "rootUri": "file:///all/right%20here?a=b&c#d",
        });
        assert_eq!(params, expected);
    }
}

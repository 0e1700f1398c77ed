//! Bytes become text.

use crate::diagnostic::{Diagnostic, Origin, Severity};
use crate::text::TextRange;

/// A text, and what was wrong with its bytes.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text; what is not UTF-8 stands as U+FFFD in it.
    pub text: String,
    /// Where the bytes are not UTF-8, if so. Such a text must never be written back.
    pub fault: Option<Diagnostic>,
}

/// Reads bytes as UTF-8.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let (bytes, valid) = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, fault: None },
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            (error.into_bytes(), valid)
        }
    };
    let message = match bytes.as_slice() {
        [0xff, 0xfe, ..] => "This file is UTF-16 (little endian); JSON is exchanged as UTF-8.".to_owned(),
        [0xfe, 0xff, ..] => "This file is UTF-16 (big endian); JSON is exchanged as UTF-8.".to_owned(),
        _ => {
            let byte = bytes.get(valid).copied().unwrap_or_default();
            format!("The byte 0x{byte:02X} is not UTF-8; the file was saved in another encoding.")
        }
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // Up to the first bad byte the text is the same; there stands U+FFFD, three bytes long.
    let range = TextRange::new(valid, valid + '\u{fffd}'.len_utf8());
    let fault = Diagnostic::new(Origin::Syntax, "invalid-utf8", Severity::Error, range, message)
        .help("Save the file as UTF-8.");
    Decoded { text, fault: Some(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_bytes_are_found_where_they_stand() {
        let decoded = decode(b"{\"name\": \"Caf\xe9\"}".to_vec());
        let fault = decoded.fault.unwrap();
        assert_eq!(decoded.text, "{\"name\": \"Caf\u{fffd}\"}");
        assert_eq!(fault.range.slice(&decoded.text), "\u{fffd}");
        assert!(fault.message.contains("0xE9"), "{}", fault.message);
    }

    #[test]
    fn utf16_is_recognised_and_a_cut_character_is_found() {
        assert!(decode(vec![0xff, 0xfe, b'{', 0]).fault.unwrap().message.contains("UTF-16 (little"));
        assert!(decode(vec![0xfe, 0xff, 0, b'{']).fault.unwrap().message.contains("UTF-16 (big"));
        let cut = decode(vec![b'1', 0xe2, 0x82]);
        assert_eq!(cut.fault.unwrap().range.slice(&cut.text), "\u{fffd}");
        assert!(decode("\u{feff}{}".as_bytes().to_vec()).fault.is_none());
    }
}

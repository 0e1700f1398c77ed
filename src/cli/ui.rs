//! Everything that a command says: data on stdout, progress and prose on stderr.
//!
//! Off a terminal there is no colour and no question. A reader that went away (`cja … | head`) is no error: what
//! comes after is dropped, and the command ends with its own code.

use super::Error;
use crate::text::shown::{terminal, terminal_lines};
use std::io::{BufRead as _, IsTerminal as _, Write};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Information, a hint, the frame of a picture.
    Note,
    /// Something done.
    Good,
    /// A heading.
    Bold,
    /// Of less weight.
    Dim,
}

/// Puts styles on text, or leaves it plain.
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

impl Paint {
    /// Leaves everything plain.
    pub const PLAIN: Paint = Paint(false);

    /// The text in a style.
    pub fn paint(self, style: Style, text: &str) -> String {
        if !self.0 || text.is_empty() {
            return text.to_owned();
        }
        let code = match style {
            Style::Error => "1;31",
            Style::Warning => "1;33",
            Style::Note => "1;34",
            Style::Good => "1;32",
            Style::Bold => "1",
            Style::Dim => "2",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

/// The two streams of a command.
pub struct Ui {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    paint_out: Paint,
    paint_err: Paint,
    out_gone: bool,
    out_failed: Option<std::io::Error>,
    interactive: bool,
    watched: bool,
    width: usize,
}

impl Ui {
    /// The process's own streams.
    pub fn new(color: Color) -> Ui {
        let (out, err) = (std::io::stdout(), std::io::stderr());
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let plain = set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let paint = |terminal: bool| match color {
            Color::Auto => Paint(terminal && !plain),
            Color::Always => Paint(true),
            Color::Never => Paint(false),
        };
        Ui {
            paint_out: paint(out.is_terminal()),
            paint_err: paint(err.is_terminal()),
            watched: out.is_terminal(),
            interactive: std::io::stdin().is_terminal() && err.is_terminal(),
            width: std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(120).clamp(40, 400),
            out: Box::new(out),
            err: Box::new(err),
            out_gone: false,
            out_failed: None,
        }
    }

    /// Two streams of a test's own, plain and without a terminal.
    pub fn over(out: impl Write + Send + 'static, err: impl Write + Send + 'static) -> Ui {
        Ui {
            out: Box::new(out),
            err: Box::new(err),
            paint_out: Paint::PLAIN,
            paint_err: Paint::PLAIN,
            out_gone: false,
            out_failed: None,
            interactive: false,
            watched: false,
            width: 120,
        }
    }

    /// How stdout is painted.
    pub fn paint(&self) -> Paint {
        self.paint_out
    }

    /// How stderr is painted.
    pub fn paint_err(&self) -> Paint {
        self.paint_err
    }

    /// Columns of the terminal, or a good guess.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether stdout is a terminal, where somebody reads it as it comes.
    pub fn is_watched(&self) -> bool {
        self.watched
    }

    /// Whether a person can be asked.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Writes data to stdout as it is.
    pub fn out(&mut self, text: &str) {
        if self.out_gone {
            return;
        }
        if let Err(error) = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            self.out_gone = true;
            if error.kind() != std::io::ErrorKind::BrokenPipe {
                self.out_failed = Some(error);
            }
        }
    }

    /// Writes text for people to stdout: nothing in it steers a terminal or a build server.
    pub fn text(&mut self, text: &str) {
        self.out(&terminal_lines(text));
    }

    /// Writes a line for people to stdout.
    pub fn line(&mut self, text: &str) {
        self.text(&format!("{text}\n"));
    }

    /// Why stdout could not be written, other than by a reader that went away.
    pub fn failure(&mut self) -> Option<std::io::Error> {
        self.out_failed.take()
    }

    /// Writes a line of prose or progress to stderr. A closed stderr is nobody's concern.
    pub fn say(&mut self, text: &str) {
        let text = terminal_lines(text);
        let _ = self.err.write_all(format!("{text}\n").as_bytes()).and_then(|()| self.err.flush());
    }

    /// Writes a warning to stderr.
    pub fn warn(&mut self, text: &str) {
        let head = self.paint_err.paint(Style::Warning, "warning");
        self.say(&format!("{head}: {}", terminal(text)));
    }

    /// Writes an error and its hint to stderr.
    pub fn fail(&mut self, error: &Error) {
        let head = self.paint_err.paint(Style::Error, "error");
        self.say(&format!("{head}: {}", terminal(&error.to_string())));
        if let Some(hint) = &error.hint {
            let head = self.paint_err.paint(Style::Note, "help");
            self.say(&format!("{head}: {}", terminal(hint)));
        }
    }

    /// Asks on a terminal; `None` when nobody is there to answer.
    pub fn ask(&mut self, question: &str) -> Option<String> {
        if !self.interactive {
            return None;
        }
        let question = terminal_lines(question);
        let _ = self.err.write_all(format!("{question} ").as_bytes()).and_then(|()| self.err.flush());
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer).ok()?;
        (read > 0).then(|| answer.trim().to_owned())
    }

    /// Asks for a yes; anything else, and nobody there, is a no.
    pub fn confirm(&mut self, question: &str) -> bool {
        let answer = self.ask(&format!("{question} [y/N]"));
        answer.is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }
}

/// Rows in columns, each as wide as its widest cell, two blanks apart; the last column is not filled up.
pub fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(wide - width(cell) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How many columns a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// How many columns a character takes on a terminal: 0 for what joins the one before, 2 for wide ones.
pub fn char_width(ch: char) -> usize {
    match ch as u32 {
        0..0x300 => 1,
        0x300..=0x36F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF | 0xE0100..=0xE01EF => {
            0
        }
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up_wide_characters_too() {
        let rows = [["name", "id"], ["日本", "dv_1"], ["Web", "dv_2"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), "name  id\n日本  dv_1\nWeb   dv_2\n");
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut ui = Ui::over(Gone, std::io::sink());
        ui.line("x");
        assert!(ui.failure().is_none() && ui.out_gone);
        assert!(!ui.confirm("Really?"));
    }
}

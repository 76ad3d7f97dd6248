//! A table as it lies on disk: compression, encoding, delimiter, title lines; read row by row in bounded memory.

use super::ImportError;
use super::columns::Header;
use crate::population::file::{MAX_ROW_BYTES, RowGuard};
use flate2::read::MultiGzDecoder;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

/// Most rows read of one file.
pub const MAX_ROWS: u64 = 2_000_000;
/// Most columns of a table.
pub const MAX_COLUMNS: usize = 4_096;
/// Most bytes read of one file, after decompression.
pub const MAX_FILE_BYTES: u64 = 4 << 30;
/// Lines in which the header is looked for.
const HEADER_WITHIN: usize = 16;
/// Bytes looked at to tell encoding and delimiter.
const PREFIX: u64 = 64 << 10;

/// An open table, read to the end once.
pub struct Table {
    /// File name without its folder.
    pub name: String,
    /// Year of the data, from the name of the file or its folder: 2019 for `2018-2019_england_census.csv`.
    pub year: Option<u16>,
    /// Header, once found.
    pub header: Header,
    /// How the bytes were read, in words.
    pub form: String,
    /// Whether a comma is the decimal mark.
    pub decimal_comma: bool,
    /// Rows with more cells than the header.
    pub longer: u64,
    /// Rows with fewer cells than the header.
    pub shorter: u64,
    /// Rows that were not UTF-8 and were read as Windows-1252.
    pub windows_1252: u64,
    reader: csv::Reader<RowGuard<Box<dyn Read>>>,
    ahead: VecDeque<Row>,
    rows: u64,
    last_line: u64,
}

/// One row of a table.
#[derive(Debug)]
pub struct Row {
    /// Line on which it starts.
    pub line: u64,
    cells: csv::StringRecord,
}

impl Row {
    /// A cell, trimmed; empty if the row is too short or the column is not there.
    pub fn cell(&self, place: Option<usize>) -> &str {
        place.and_then(|p| self.cells.get(p)).unwrap_or("").trim()
    }

    /// Whether the row holds a byte that no text has.
    pub fn holds_nul(&self) -> bool {
        self.cells.as_slice().contains('\0')
    }
}

impl Table {
    /// Opens a file and reads the lines in which the header must be.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let name = path.file_name().map_or_else(|| "?".into(), |n| n.to_string_lossy().into_owned());
        let fail = |what: String, remedy: &str| ImportError::file(&name, None, what, remedy);
        let file = File::open(path).map_err(|e| fail(e.to_string(), "check the path"))?;
        if file.metadata().is_ok_and(|m| m.is_dir()) {
            return Err(fail("is a folder, not a file".into(), "name the CSV files in it one by one"));
        }
        let bytes = decompressed(file).map_err(|e| fail(e.to_string(), "download the file again"))?;
        let (prefix, rest, form) = bytes;
        let (text, encoding) = decoded(&name, &prefix, rest)?;
        let (delimiter, reader) = delimited(text).map_err(|e| fail(e.to_string(), "download the file again"))?;
        let form = [form, encoding, delimiter_name(delimiter)].into_iter().filter(|w| !w.is_empty());
        let mut table = Self {
            year: year_of(path),
            header: Header::default(),
            form: form.collect::<Vec<_>>().join(", "),
            decimal_comma: delimiter == b';',
            longer: 0,
            shorter: 0,
            windows_1252: 0,
            reader,
            ahead: VecDeque::new(),
            rows: 0,
            last_line: 0,
            name,
        };
        while table.ahead.len() < HEADER_WITHIN {
            let Some(row) = table.pull()? else { break };
            table.ahead.push_back(row);
        }
        if table.ahead.is_empty() {
            return Err(table.error("is empty", "download the file again"));
        }
        Ok(table)
    }

    /// Takes as header the first of the opening lines that `fits`; the lines before it are titles.
    pub fn find_header<T>(&mut self, fits: impl Fn(&Header) -> Option<T>) -> Option<T> {
        for at in 0..self.ahead.len() {
            let header = Header::new(self.ahead[at].cells.iter());
            if let Some(found) = fits(&header) {
                self.ahead.drain(..=at);
                self.header = header;
                return Some(found);
            }
        }
        None
    }

    /// The first line as a header, for messages about files that are not recognised.
    pub fn first_line(&self) -> Header {
        self.ahead.front().map(|r| Header::new(r.cells.iter())).unwrap_or_default()
    }

    /// The next row under the header.
    pub fn next_row(&mut self) -> Result<Option<Row>, ImportError> {
        let row = match self.ahead.pop_front() {
            Some(row) => Some(row),
            None => self.pull()?,
        };
        if let Some(row) = &row {
            self.rows += 1;
            if self.rows > MAX_ROWS {
                return Err(self.error(&format!("has more than {MAX_ROWS} rows"), "cut it to the years you need"));
            }
            self.longer += u64::from(row.cells.len() > self.header.names.len());
            self.shorter += u64::from(row.cells.len() < self.header.names.len());
        }
        Ok(row)
    }

    fn pull(&mut self) -> Result<Option<Row>, ImportError> {
        let mut bytes = csv::ByteRecord::new();
        match self.reader.read_byte_record(&mut bytes) {
            Ok(true) => self.reader.get_mut().row_done(),
            Ok(false) => return self.end(),
            Err(e) => {
                let what = format!("cannot be read after line {}: {e}", self.last_line);
                let remedy = "look for a quotation mark that is never closed near that line, or download it again";
                return Err(ImportError::file(&self.name, Some(self.last_line), what, remedy));
            }
        }
        let line = bytes.position().map_or(0, csv::Position::line);
        self.last_line = line;
        if bytes.len() > MAX_COLUMNS {
            let what = format!("line {line} has {} cells, at most {MAX_COLUMNS} are read", bytes.len());
            return Err(self.error(&what, "check that this is the table you meant"));
        }
        let cells = csv::StringRecord::from_byte_record(bytes).unwrap_or_else(|e| {
            self.windows_1252 += 1;
            let bytes = e.into_byte_record();
            bytes.iter().map(|field| encoding_rs::WINDOWS_1252.decode_without_bom_handling(field).0).collect()
        });
        Ok(Some(Row { line, cells }))
    }

    /// The end of the file: good, unless a quotation mark swallowed its last rows.
    fn end(&mut self) -> Result<Option<Row>, ImportError> {
        let lines = self.reader.position().line();
        if self.reader.get_ref().odd_quotes() && lines > self.last_line + 1 {
            let what = format!("a quotation mark opened in the row of line {} is never closed", self.last_line);
            let error =
                ImportError::file(&self.name, Some(self.last_line), what, "close it, or download the file again");
            return Err(error);
        }
        Ok(None)
    }

    /// An error about this file.
    pub fn error(&self, what: &str, remedy: &str) -> ImportError {
        ImportError::file(&self.name, None, what.to_owned(), remedy)
    }
}

type Bytes = Box<dyn Read>;

/// The first bytes, all bytes, and a word on compression.
fn decompressed(file: File) -> std::io::Result<(Vec<u8>, Bytes, &'static str)> {
    let mut raw: Bytes = Box::new(BufReader::new(file));
    let mut magic = Vec::new();
    raw.by_ref().take(2).read_to_end(&mut magic)?;
    let zipped = magic == [0x1f, 0x8b];
    let whole: Bytes = Box::new(Cursor::new(magic).chain(raw));
    let mut plain: Bytes = if zipped { Box::new(MultiGzDecoder::new(BufReader::new(whole))) } else { whole };
    let mut prefix = Vec::new();
    plain.by_ref().take(PREFIX).read_to_end(&mut prefix)?;
    let all: Bytes = Box::new(Cursor::new(prefix.clone()).chain(Limited { inner: plain, left: MAX_FILE_BYTES }));
    Ok((prefix, all, if zipped { "gzip" } else { "" }))
}

/// UTF-8 (or, row by row, Windows-1252) text, and the name of the encoding.
fn decoded(name: &str, prefix: &[u8], rest: Bytes) -> Result<(Bytes, &'static str), ImportError> {
    let utf16 = |encoding: &'static encoding_rs::Encoding, rest| -> Bytes { Box::new(Utf16::new(encoding, rest)) };
    if prefix.starts_with(&[0xff, 0xfe]) || looks_utf16(prefix, 1) {
        return Ok((utf16(encoding_rs::UTF_16LE, rest), "UTF-16"));
    }
    if prefix.starts_with(&[0xfe, 0xff]) || looks_utf16(prefix, 0) {
        return Ok((utf16(encoding_rs::UTF_16BE, rest), "UTF-16"));
    }
    let fail = |what: &str, remedy| Err(ImportError::file(name, None, what.to_owned(), remedy));
    if prefix.starts_with(b"PK\x03\x04") {
        return fail("is a zip archive or an Excel workbook", "unpack it, or save the sheet as CSV UTF-8");
    }
    if prefix.starts_with(b"%PDF") || prefix.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return fail("is a PDF or an old Excel workbook", "save the table as CSV UTF-8");
    }
    let odd = prefix.iter().filter(|b| **b < 9 || (14..32).contains(*b)).count();
    if odd * 50 > prefix.len() {
        return fail("is a binary file, not a table of text", "give a CSV file");
    }
    Ok((rest, ""))
}

/// Whether every second byte of the opening is zero, as in UTF-16 without a mark.
fn looks_utf16(prefix: &[u8], zero_at: usize) -> bool {
    let head = &prefix[..prefix.len().min(512) & !1];
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    head.len() >= 8 && zeros(zero_at) * 10 >= head.len() * 4 && zeros(1 - zero_at) == 0
}

type Delimited = (u8, csv::Reader<RowGuard<Box<dyn Read>>>);

fn delimited(mut text: Bytes) -> std::io::Result<Delimited> {
    let mut prefix = Vec::new();
    text.by_ref().take(PREFIX).read_to_end(&mut prefix)?;
    let delimiter = delimiter_of(&prefix);
    let all: Bytes = Box::new(Cursor::new(prefix).chain(text));
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(MAX_ROW_BYTES / 16)
        .from_reader(RowGuard::new(all));
    Ok((delimiter, reader))
}

/// The delimiter that is commonest in the first line that has two or more of one kind, else in the first with any.
fn delimiter_of(prefix: &[u8]) -> u8 {
    let counts = |line: &[u8]| {
        let mut quoted = false;
        let mut n = [0u32; 4];
        for byte in line {
            quoted ^= *byte == b'"';
            if let Some(at) = b",;\t|".iter().position(|d| d == byte).filter(|_| !quoted) {
                n[at] += 1;
            }
        }
        n
    };
    let lines: Vec<[u32; 4]> = prefix.split(|b| *b == b'\n').take(HEADER_WITHIN).map(counts).collect();
    for least in [2, 1] {
        for n in &lines {
            let most = n.iter().copied().max().unwrap_or(0);
            if most >= least {
                let at = n.iter().position(|c| *c == most).unwrap_or(0);
                return b",;\t|"[at];
            }
        }
    }
    b','
}

fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "separated by semicolons, decimal comma",
        b'\t' => "separated by tabs",
        b'|' => "separated by bars",
        _ => "",
    }
}

/// The year in the name of a file or else of its folder; of a school year such as `2018-2019`, the later one.
fn year_of(path: &Path) -> Option<u16> {
    let in_name = |name: Option<&std::ffi::OsStr>| year_in(&name?.to_string_lossy());
    in_name(path.file_name()).or_else(|| in_name(path.parent()?.file_name()))
}

/// The year that a text such as `2018-2019_england_census.csv` or `edubasealldata20220419.csv` names.
pub fn year_in(text: &str) -> Option<u16> {
    let b = text.as_bytes();
    let digits = |from: usize, n: usize| -> Option<u16> {
        let part = b.get(from..from + n)?;
        part.iter().all(u8::is_ascii_digit).then(|| std::str::from_utf8(part).ok()?.parse().ok())?
    };
    for at in 0..b.len() {
        if at > 0 && b[at - 1].is_ascii_digit() {
            continue;
        }
        let Some(first) = digits(at, 4).filter(|y| (2000..2100).contains(y)) else { continue };
        let next = at + 5;
        if b.get(at + 4).is_some_and(|c| matches!(c, b'-' | b'_' | b'/')) {
            if digits(next, 4) == Some(first + 1) {
                return Some(first + 1);
            }
            if digits(next, 2) == Some((first + 1) % 100) && !b.get(next + 2).is_some_and(u8::is_ascii_digit) {
                return Some(first + 1);
            }
        }
        if digits(at + 4, 2) == Some((first + 1) % 100) && !b.get(at + 6).is_some_and(u8::is_ascii_digit) {
            return Some(first + 1);
        }
        return Some(first);
    }
    None
}

/// Stops with an error after so many bytes: a bomb of zeros ends here.
struct Limited {
    inner: Bytes,
    left: u64,
}

impl Read for Limited {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n as u64 > self.left {
            return Err(std::io::Error::other(format!("is larger than {} GiB", MAX_FILE_BYTES >> 30)));
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// UTF-16 bytes read as UTF-8.
struct Utf16 {
    inner: Bytes,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    at: usize,
    done: bool,
}

impl Utf16 {
    fn new(encoding: &'static encoding_rs::Encoding, inner: Bytes) -> Self {
        Self { inner, decoder: encoding.new_decoder_with_bom_removal(), ready: Vec::new(), at: 0, done: false }
    }
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.ready.len() && !self.done {
            let mut chunk = [0u8; 8192];
            let n = self.inner.read(&mut chunk)?;
            self.done = n == 0;
            self.ready = vec![0; self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * 8192)];
            let (_, _, written, _) = self.decoder.decode_to_utf8(&chunk[..n], &mut self.ready, self.done);
            self.ready.truncate(written);
            self.at = 0;
        }
        let n = buffer.len().min(self.ready.len() - self.at);
        buffer[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

//! A page as a tree, read by its tags. A report is well-formed XML as well, so that a tag that is
//! not closed fails here.

#![allow(dead_code)] // Each test binary uses a part.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// An element with what is inside.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub inside: Vec<Inside>,
}

/// Text or an element.
#[derive(Debug)]
pub enum Inside {
    Text(String),
    Element(Element),
}

/// Reads a page.
pub fn read(page: &str) -> Element {
    let mut reader = Reader::from_str(page);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(element(&tag)),
            Event::Empty(tag) => add(&mut open, Inside::Element(element(&tag))),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                add(&mut open, Inside::Element(closed));
            }
            Event::Text(text) => {
                add(&mut open, Inside::Text((*text).to_owned()));
            }
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().unwrap().expect("numbers alone name signs");
                add(&mut open, Inside::Text(c.to_string()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "a tag is not closed");
    open.remove(0)
}

fn add(open: &mut [Element], inside: Inside) {
    open.last_mut().unwrap().inside.push(inside);
}

fn element(tag: &BytesStart) -> Element {
    Element {
        name: AsRef::<str>::as_ref(&tag.name()).to_owned(),
        attributes: tag
            .html_attributes()
            .map(|attribute| attribute.unwrap())
            .map(|attribute| {
                (AsRef::<str>::as_ref(&attribute.key).to_owned(), attribute.value.to_string())
            })
            .collect(),
        inside: Vec::new(),
    }
}

impl Element {
    /// An attribute; empty when it is not there.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// All text inside, without the spaces around it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text.trim().to_owned()
    }

    fn add_text(&self, text: &mut String) {
        for inside in &self.inside {
            match inside {
                Inside::Text(own) => text.push_str(own),
                Inside::Element(element) => element.add_text(text),
            }
        }
    }

    /// The texts between tags, in their order, without the elements that `leaves_out` names.
    pub fn pieces(&self, leaves_out: &dyn Fn(&Element) -> bool) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for inside in &self.inside {
            match inside {
                Inside::Text(own) => piece.push_str(own),
                Inside::Element(element) => {
                    pieces.push(std::mem::take(&mut piece));
                    if !leaves_out(element) {
                        pieces.extend(element.pieces(leaves_out));
                    }
                }
            }
        }
        pieces.push(piece);
        pieces.retain(|piece| !piece.trim().is_empty());
        pieces
    }

    /// The first text inside, before any element.
    pub fn own_text(&self) -> String {
        let own = self.inside.iter().find_map(|inside| match inside {
            Inside::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        });
        own.unwrap_or_default()
    }

    /// Elements at any depth, in their order, that a selector such as `td`, `.events` or
    /// `section.ikzf1` names; several by depth: `.events tbody tr`.
    pub fn all(&self, selector: &str) -> Vec<&Element> {
        let mut found = vec![self];
        for part in selector.split(' ') {
            let mut inside = Vec::new();
            for element in found {
                element.select(part, &mut inside);
            }
            found = inside;
        }
        found
    }

    fn select<'a>(&'a self, part: &str, found: &mut Vec<&'a Element>) {
        for inside in &self.inside {
            let Inside::Element(element) = inside else { continue };
            if element.is(part) {
                found.push(element);
            }
            element.select(part, found);
        }
    }

    fn is(&self, part: &str) -> bool {
        let (part, attribute) = match part.trim_end_matches(']').split_once('[') {
            Some((part, attribute)) => (part, attribute.split_once('=')),
            None => (part, None),
        };
        let (name, class) = part.split_once('.').unwrap_or((part, ""));
        (name.is_empty() || self.name == name)
            && (class.is_empty() || self.attribute("class").split(' ').any(|one| one == class))
            && attribute.is_none_or(|(name, value)| self.attribute(name) == value)
    }

    /// The first that a selector names.
    pub fn first(&self, selector: &str) -> &Element {
        let all = self.all(selector);
        all.first().unwrap_or_else(|| panic!("{selector} is not on the page"))
    }

    /// The texts of all that a selector names.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(Self::text).collect()
    }
}

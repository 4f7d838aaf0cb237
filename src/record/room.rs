//! What waits for the engine's writer, bounded in bytes.
//!
//! The engine's own queue is bounded in documents only, ten thousand groups of them, which of long articles are
//! hundreds of megabytes. Whoever reads faster than the engine writes waits here.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// Longest wait for room: where the engine has given up, whoever waits goes on and is told so.
const PATIENCE: Duration = Duration::from_secs(30);

/// Room for a number of bytes; shared by all that wait.
#[derive(Clone)]
pub(super) struct Room(Arc<Inner>);

struct Inner {
    most: usize,
    taken: Mutex<usize>,
    left: Condvar,
}

impl Room {
    pub fn new(most: usize) -> Room {
        Room(Arc::new(Inner { most, taken: Mutex::new(0), left: Condvar::new() }))
    }

    /// Waits until there is room for so many bytes; for more than there ever is, until nothing else is in.
    pub fn take(&self, bytes: usize) -> Place {
        let inner = &*self.0;
        let taken = inner.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut usize| *taken > 0 && *taken + bytes > inner.most;
        let waited = inner.left.wait_timeout_while(taken, PATIENCE, full);
        *waited.unwrap_or_else(PoisonError::into_inner).0 += bytes;
        Place { room: self.clone(), bytes }
    }
}

/// Bytes of a room, given back when it goes.
pub(super) struct Place {
    room: Room,
    bytes: usize,
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.room.0.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.0.left.notify_all();
    }
}

/// A document on its way to the engine; the first of a group holds the whole group's place.
pub(super) struct Waiting {
    document: TantivyDocument,
    _place: Option<Place>,
}

impl Waiting {
    pub fn new(document: TantivyDocument, place: Option<Place>) -> Waiting {
        Waiting { document, _place: place }
    }
}

impl Document for Waiting {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_finds_no_room_waits_until_there_is_some() {
        let room = Room::new(10);
        let first = room.take(8);
        let waiting = std::thread::spawn({
            let room = room.clone();
            move || drop(room.take(4))
        });
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished());
        drop(first);
        waiting.join().unwrap();
        // What is larger than all of it goes in alone.
        drop(room.take(100));
        assert_eq!(*room.0.taken.lock().unwrap(), 0);
    }
}

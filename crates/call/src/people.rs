use protocol::ParticipantId;

use crate::Tile;

/// What decides the place of one person in the list of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person<'a> {
    pub participant: ParticipantId,
    pub name: &'a str,
    pub you: bool,
    /// Speaks, or spoke a moment ago.
    pub speaking: bool,
    /// Hands are raised in the order of these numbers.
    pub hand: Option<u64>,
}

/// Sorts the list of people: raised hands as they were raised, then oneself, then who speaks, then by name.
///
/// Upper and lower case of the letters of English are the same; of two with one name, whoever came earlier is first.
#[must_use]
pub(crate) fn people_in_order(people: &[Person<'_>]) -> Vec<ParticipantId> {
    let rank = |person: &Person<'_>| {
        let hand = person.hand.unwrap_or(u64::MAX);
        (hand, !person.you, !person.speaking)
    };
    // Unicode's table of capitals is larger than everything else here: it is not worth it.
    let name = |person: &Person<'_>| person.name.to_ascii_lowercase();
    let is_before = |one: &Person<'_>, other: &Person<'_>| {
        let (first, second) = (rank(one), rank(other));
        let by_name = || (name(one), one.participant) < (name(other), other.participant);
        first < second || (first == second && by_name())
    };
    let mut sorted: Vec<&Person<'_>> = Vec::with_capacity(people.len());
    for person in people {
        let later = |other: &&Person<'_>| is_before(person, other);
        let place = sorted.iter().position(later);
        sorted.insert(place.unwrap_or(sorted.len()), person);
    }
    sorted
        .into_iter()
        .map(|person| person.participant)
        .collect()
}

/// Gives those of `people` who are in the list already the places that they have there; who is new comes after them.
///
/// While a person uses the list, nothing in it moves away from under their hands.
#[must_use]
pub fn keep_order(list: &[Tile], mut people: Vec<Tile>) -> Vec<Tile> {
    let mut kept = Vec::with_capacity(people.len());
    for shown in list {
        let is_it = |tile: &Tile| tile.participant == shown.participant;
        if let Some(place) = people.iter().position(is_it) {
            kept.push(people.remove(place));
        }
    }
    kept.append(&mut people);
    kept
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Role};

    use super::*;
    use crate::{TileConnection, TileKind, Volume};

    #[test]
    fn oneself_is_first_and_the_others_go_by_name() {
        check(&[person(1, "citra"), you(2), person(3, "Budi")], "2 3 1");
    }

    #[test]
    fn case_does_not_matter_and_namesakes_go_by_their_coming() {
        let people = [person(7, "ana"), person(3, "ANA"), person(5, "Änne")];
        check(&people, "3 7 5");
        check(&[person(1, "Budi"), person(2, "ana")], "2 1");
    }

    #[test]
    fn whoever_speaks_is_before_the_silent() {
        let speaker = Person {
            speaking: true,
            ..person(4, "Zul")
        };
        check(&[person(1, "Ana"), speaker, you(2)], "2 4 1");
    }

    #[test]
    fn raised_hands_are_on_top_as_they_were_raised() {
        let raised = |person: Person<'static>, number| Person {
            hand: Some(number),
            ..person
        };
        let people = [
            raised(person(1, "Ana"), 12),
            you(2),
            raised(person(3, "Zul"), 7),
            person(4, "Budi"),
        ];
        check(&people, "3 1 2 4");
        check(
            &[
                person(1, "Ana"),
                raised(you(2), 8),
                raised(person(3, "B"), 7),
            ],
            "3 2 1",
        );
    }

    #[test]
    fn a_list_in_use_keeps_its_order_and_shows_what_is_new() {
        let list = [1, 2, 3].map(|id| tile(id, false));
        // Three has raised a hand, two has gone, four and five have come.
        let people = vec![
            tile(3, true),
            tile(4, false),
            tile(1, false),
            tile(5, false),
        ];
        let expected = [
            tile(1, false),
            tile(3, true),
            tile(4, false),
            tile(5, false),
        ];
        assert_eq!(keep_order(&list, people), expected);
        assert_eq!(keep_order(&list, Vec::new()), []);
    }

    fn tile(id: u32, hand: bool) -> Tile {
        Tile {
            participant: ParticipantId(id),
            kind: TileKind::Camera,
            name: DisplayName::parse("Ana").unwrap(),
            you: false,
            microphone: true,
            camera: true,
            stream: None,
            connection: TileConnection::Connected,
            trouble: None,
            away: false,
            speaking: false,
            quality: None,
            volume: Volume::default(),
            hand,
            recording: false,
            role: Role::Member,
        }
    }

    fn person(id: u32, name: &'static str) -> Person<'static> {
        Person {
            participant: ParticipantId(id),
            name,
            you: false,
            speaking: false,
            hand: None,
        }
    }

    fn you(id: u32) -> Person<'static> {
        Person {
            you: true,
            ..person(id, "Wati")
        }
    }

    #[track_caller]
    fn check(people: &[Person<'_>], expected: &str) {
        let order = people_in_order(people);
        let order: Vec<String> = order.iter().map(ToString::to_string).collect();
        assert_eq!(order.join(" "), expected);
    }
}

//! Statements over many rows at once: fifty rows in one statement cost little
//! more than one row (house.md). Their texts are made at compile time, of a
//! fixed width, so that both are prepared by the test like any other.

/// Rows in a wide statement.
pub const WIDTH: usize = 50;

/// Slices of [`WIDTH`] rows, then the rest one by one: the two widths that
/// [`bulk!`](crate::bulk) has texts for.
pub fn widths<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let wide = rows.chunks_exact(WIDTH);
    let rest = wide.remainder();
    wide.chain(rest.chunks(1))
}

/// The length of a text, for the array that it is made in.
#[doc(hidden)]
pub const fn text_len(head: &str, columns: usize, first: usize, rows: usize, tail: &str) -> usize {
    let mut length = head.len() + tail.len();
    let mut number = first;
    let mut row = 0;
    while row < rows {
        // `(` and `)`, and the comma before every row but the first.
        length += 2 + (row > 0) as usize;
        let mut column = 0;
        while column < columns {
            length += 1 + digits(number) + (column > 0) as usize;
            number += 1;
            column += 1;
        }
        row += 1;
    }
    length
}

const fn digits(number: usize) -> usize {
    let (mut number, mut count) = (number, 1);
    while number >= 10 {
        number /= 10;
        count += 1;
    }
    count
}

const fn put<const N: usize>(out: &mut [u8; N], place: usize, text: &[u8]) -> usize {
    let mut n = 0;
    while n < text.len() {
        out[place + n] = text[n];
        n += 1;
    }
    place + n
}

/// `head` + `($1,$2),($3,$4)` + `tail`.
#[doc(hidden)]
pub const fn text<const N: usize>(
    head: &str,
    columns: usize,
    first: usize,
    rows: usize,
    tail: &str,
) -> [u8; N] {
    let mut out = [b' '; N];
    let mut place = put(&mut out, 0, head.as_bytes());
    let mut number = first;
    let mut row = 0;
    while row < rows {
        place = put(&mut out, place, if row > 0 { b",(" } else { b"(" });
        let mut column = 0;
        while column < columns {
            place = put(&mut out, place, if column > 0 { b",$" } else { b"$" });
            let count = digits(number);
            let mut rest = number;
            let mut n = count;
            while n > 0 {
                n -= 1;
                out[place + n] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
            place += count;
            number += 1;
            column += 1;
        }
        place = put(&mut out, place, b")");
        row += 1;
    }
    put(&mut out, place, tail.as_bytes());
    out
}

/// The text of a made array.
#[doc(hidden)]
pub const fn as_text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// `bulk!(tx, rows, "insert into t (a, b) values ", 2)`: a [`Query`](crate::Query)
/// with one group of placeholders for each row of a slice from [`widths`], to which
/// the caller binds the values in their order. `from 2` numbers them from `$2`, for
/// texts whose `$1` the caller binds first; a last text follows the groups.
#[macro_export]
macro_rules! bulk {
    ($tx:expr, $rows:expr, $head:literal, $columns:literal) => {
        $crate::bulk!($tx, $rows, $head, $columns, from 1, "")
    };
    ($tx:expr, $rows:expr, $head:literal, $columns:literal, from $first:literal, $tail:literal) => {{
        const ONE: &str = $crate::bulk::as_text(
            &$crate::bulk::text::<{ $crate::bulk::text_len($head, $columns, $first, 1, $tail) }>(
                $head, $columns, $first, 1, $tail,
            ),
        );
        const WIDE: &str = $crate::bulk::as_text(
            &$crate::bulk::text::<
                { $crate::bulk::text_len($head, $columns, $first, $crate::bulk::WIDTH, $tail) },
            >($head, $columns, $first, $crate::bulk::WIDTH, $tail),
        );
        $crate::re::inventory::submit! {
            $crate::Statement { text: ONE, place: concat!(file!(), ":", line!()) }
        }
        $crate::re::inventory::submit! {
            $crate::Statement { text: WIDE, place: concat!(file!(), ":", line!()) }
        }
        $crate::Query::new($tx, if $rows.len() == 1 { ONE } else { WIDE })
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_group_of_numbered_places_for_each_row() {
        const LEN: usize = text_len("values ", 2, 9, 2, "!");
        assert_eq!(
            as_text(&text::<LEN>("values ", 2, 9, 2, "!")),
            "values ($9,$10),($11,$12)!"
        );
    }

    #[test]
    fn rows_come_in_fifties_and_the_rest_one_by_one() {
        let rows = [0_u8; 103];
        let lengths: Vec<_> = widths(&rows).map(<[u8]>::len).collect();
        assert_eq!(lengths, [50, 50, 1, 1, 1]);
    }
}

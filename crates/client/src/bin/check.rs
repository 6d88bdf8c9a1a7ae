//! The page of the check: `/check`.

fn main() {
    client::open_check();
}

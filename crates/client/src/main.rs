//! Tatap's web app.

fn main() {
    client::open_app();
}

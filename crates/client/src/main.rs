//! Tatap's web app, and where it is split: what is called here alone is in a file of its own.

use client::Part;
use wasm_split_helpers::SplitLoaderError;

fn main() {
    client::open_app(|| Box::pin(async { call_part().await.ok() }));
}

/// Loads what is needed in a call alone.
#[cfg(not(debug_assertions))]
#[wasm_split_helpers::wasm_split(call, fallible)]
fn call_part() -> Result<Part, SplitLoaderError> {
    Ok(client::call_part())
}

/// What is built for developers is not split.
#[cfg(debug_assertions)]
fn call_part() -> std::future::Ready<Result<Part, SplitLoaderError>> {
    std::future::ready(Ok(client::call_part()))
}

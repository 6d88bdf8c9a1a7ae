mod abuse;
mod pair;
mod transfers;

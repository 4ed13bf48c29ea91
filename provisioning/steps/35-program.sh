# The program in a folder of its own for each version; the link to it changes in one move when all of it is on the disk.
# shellcheck shell=sh
RELEASES=/opt/homeroom/releases
RELEASE=$(cat "$KIT/VERSION")-$(sha256sum <"$KIT/requirements.txt" | cut -c1-12)
release=$RELEASES/$RELEASE
release_is_whole() { [ "$(cat "$release/whole" 2>/dev/null)" = "$RELEASE" ]; }
install_release() {
    rm -rf "$release"
    mkdir -p "$RELEASES"
    python3 -m venv --without-pip "$release" || return 1
    pip=$(echo "$KIT"/wheels/pip-*.whl)
    PYTHONPATH=$pip "$release/bin/python" -m pip --quiet --disable-pip-version-check --no-cache-dir --no-input install \
        --no-index --find-links "$KIT/wheels" --require-hashes --no-warn-script-location -r "$KIT/requirements.txt" || return 1
    # It must at least load on this machine before anything points to it.
    "$release/bin/python" -c 'from homeroom import app, features; app.load(features.BOX)' || return 1
    sync -f "$release"
    printf '%s\n' "$RELEASE" >"$release/whole" && sync "$release/whole"
}
want "install Homeroom $RELEASE" release_is_whole install_release
restarts=homeroom.service
want_link /opt/homeroom/current "releases/$RELEASE"
restarts=
want_file /usr/local/bin/homeroom 755 root:root <"$KIT/files/homeroom"

old_releases() {
    find $RELEASES -mindepth 1 -maxdepth 1 -type d ! -name "$RELEASE" -printf '%T@ %f\n' 2>/dev/null | sort -rn | tail -n +3 |
        cut -d' ' -f2
}
few_releases() { [ -z "$(old_releases)" ]; }
forget_releases() { for old in $(old_releases); do rm -rf "${RELEASES:?}/$old"; done; }
want "forget all but the two versions before" few_releases forget_releases

# What every step is written with: say what should hold; it is looked at, done when needed, and looked at again.
# shellcheck shell=sh

STATE=/var/lib/homeroom-provision
COUNT=/run/homeroom-provision.count # a byte for each change: what stands behind a pipe can't count in a variable
step_name=start

say() { printf '%s\n' "$*"; }

stop() {
    say "STOP at $step_name: $*" >&2
    say "Nothing after this was done. Put it right and run this again." >&2
    exit 2
}

begin_step() {
    step_name=$(basename "$1" .sh)
    restarts=
    say "· $step_name"
}

count() { printf . >>"$COUNT"; }

# want SENTENCE TEST DO: unless TEST holds, DO it (or, with --check, tell), then TEST must hold.
want() {
    if "$2"; then return 0; fi
    count
    if [ "$LOOK" = yes ]; then
        say "    would change: $1"
        return 0
    fi
    say "    $1"
    "$3" || stop "could not: $1"
    "$2" || stop "was done, but does not hold: $1"
}

# Services named in $restarts start anew when a file of theirs changed. The mark goes before the change, so that
# a run that was stopped in between is remembered.
restarts=
forget_running() {
    for unit in $restarts; do rm -f "$STATE/running-$unit"; done
}

# want_file PATH MODE OWNER:GROUP < content
want_file() {
    file=$1 mode=$2 owner=$3
    content=$(mktemp)
    cat >"$content"
    want "write $file" file_is put_file
    rm -f "$content"
}
file_is() {
    [ -f "$file" ] && [ ! -L "$file" ] && cmp -s "$content" "$file" &&
        [ "$(stat -c '%a %U:%G' "$file")" = "$mode $owner" ]
}
put_file() {
    forget_running
    mkdir -p "$(dirname "$file")"
    rm -f "$file.new"
    (umask 077 && cat "$content" >"$file.new")
    chown "$owner" "$file.new" && chmod "$mode" "$file.new" && sync "$file.new" && mv -f "$file.new" "$file"
    sync "$(dirname "$file")"
}

# want_no_file PATH
want_no_file() {
    file=$1
    want "remove $file" file_is_gone remove_file
}
file_is_gone() { [ ! -e "$file" ] && [ ! -L "$file" ]; }
remove_file() { forget_running && rm -f "$file"; }

# want_folder PATH MODE OWNER:GROUP
want_folder() {
    file=$1 mode=$2 owner=$3
    want "make the folder $file" folder_is make_folder
}
folder_is() { [ -d "$file" ] && [ "$(stat -c '%a %U:%G' "$file")" = "$mode $owner" ]; }
make_folder() { mkdir -p "$file" && chown "$owner" "$file" && chmod "$mode" "$file"; }

# want_link LINK TARGET: swapped in one move
want_link() {
    link=$1 target=$2
    want "point $link to $target" link_is make_link
}
link_is() { [ "$(readlink "$link" 2>/dev/null)" = "$target" ]; }
make_link() {
    forget_running
    rm -f "$link.new" && ln -s "$target" "$link.new" && mv -fT "$link.new" "$link" && sync "$(dirname "$link")"
}

# want_service UNIT: enabled and, on a booted system, running with the files as they are now
want_service() {
    unit=$1
    want "enable $unit" unit_is_enabled enable_unit
    if booted; then want "start $unit" unit_runs start_unit; fi
}
booted() { [ -d /run/systemd/system ]; }
unit_is_enabled() { [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ]; }
enable_unit() { systemctl --quiet enable "$unit"; }
unit_runs() { [ -e "$STATE/running-$unit" ] && systemctl --quiet is-active "$unit"; }
start_unit() {
    systemctl daemon-reload
    systemctl reset-failed "$unit" 2>/dev/null || true
    systemctl restart "$unit" || { journalctl --no-pager -n 20 -u "$unit" >&2; return 1; }
    mkdir -p "$STATE" && : >"$STATE/running-$unit"
}

# filled TEMPLATE: a file of the kit with @NAME@ replaced by $NAME
filled() {
    text=$(cat "$KIT/files/$1"; echo .)
    # shellcheck disable=SC2013  # words without spaces
    for word in $(grep -o '@[A-Z_]*@' "$KIT/files/$1" | sort -u); do
        name=${word#@} name=${name%@}
        value=
        eval "value=\${$name?$1 needs $name}"
        text=$(WORD=$word VALUE=$value TEXT=$text awk 'BEGIN {
            text = ENVIRON["TEXT"]; word = ENVIRON["WORD"]; value = ENVIRON["VALUE"]
            while ((at = index(text, word)) > 0) {
                printf "%s%s", substr(text, 1, at - 1), value; text = substr(text, at + length(word))
            }
            printf "%s", text }')
    done
    printf '%s' "${text%.}"
}

# The kit must be whole, and signed when site.toml or an earlier kit names the key.
check_kit() {
    step_name=kit
    (cd "$KIT" && sha256sum --quiet --strict -c SHA256SUMS) >/dev/null 2>&1 ||
        stop "The kit is damaged or was changed. Copy it again: $(cd "$KIT" && sha256sum --quiet -c SHA256SUMS 2>&1 | head -1)"
    key=$(sed -n 's/^key *= *"\([A-Za-z0-9+\/=]*\)".*/\1/p' "$SITE" | head -1)
    if [ -f /etc/homeroom/kit.pub ]; then key=$(cat /etc/homeroom/kit.pub); fi
    if [ -z "$key" ]; then
        [ "$KNOWN" = unsigned ] || stop "site.toml names no key for this kit. Write it there, or say --unsigned."
        return 0
    fi
    command -v python3 >/dev/null || stop "Checking the signature needs python3. Install it first."
    python3 "$KIT/updater/signed.py" "$key" "$KIT/SHA256SUMS" || stop "The signature of the kit does not hold."
    KNOWN=$key
}

tell_end() {
    sync
    changed=0
    if [ -f "$COUNT" ]; then changed=$(wc -c <"$COUNT"); fi
    rm -f "$COUNT"
    if [ "$LOOK" = yes ]; then
        say "would change=$changed"
        [ "$changed" = 0 ]
        return
    fi
    say "changed=$changed"
}

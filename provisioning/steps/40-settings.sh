# What the machine says (box.env) and what the school said; after the first start the school's own word counts.
# shellcheck shell=sh
restarts=homeroom.service
filled box.env | want_file /etc/homeroom/box.env 644 root:root
if [ ! -e "$DATA/homeroom.toml" ]; then
    filled homeroom.toml | want_file "$DATA/homeroom.toml" 600 homeroom:homeroom
fi
if [ "$KNOWN" != unsigned ]; then printf '%s\n' "$KNOWN" | want_file /etc/homeroom/kit.pub 644 root:root; fi
cat "$KIT/VERSION" | want_file /etc/homeroom/kit-version 644 root:root

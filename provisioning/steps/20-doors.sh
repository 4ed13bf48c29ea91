# No password everybody knows, no empty one, no root over the network. Looked at first: a box with open doors is not made.
# shellcheck shell=sh
known_password() {
    # perl is part of every Debian; crypt() knows all the ways a password may be stored.
    perl -we '
        use strict; my @bad;
        open my $in, "<", "/etc/shadow" or die "shadow: $!";
        while (<$in>) {
            my ($name, $hash) = split /:/;
            if ($hash eq "") { push @bad, "$name (none at all)"; next }
            next if $hash =~ /^[!*]/;
            for my $word ($name, qw(raspberry pi debian admin password root toor homeroom kolibri kolibrifly box school
                changeme changeme123 letmein welcome 1234 12345 123456 12345678 123456789 qwerty)) {
                my $made = crypt($word, $hash);
                if (defined $made and $made eq $hash) { push @bad, "$name ($word)"; last }
            }
        }
        print join(", ", @bad)'
}
found=$(known_password) || stop "the passwords can't be looked at"
[ -z "$found" ] || stop "these accounts have a password everybody knows: $found. Change each with: passwd NAME"

if [ -d /etc/ssh ]; then
    # Without anybody's key a password is the only way in for you, so it stays until there is one.
    PASSWORDS=yes
    for home in /home/*; do
        if [ -s "$home/.ssh/authorized_keys" ]; then PASSWORDS=no; fi
    done
    [ $PASSWORDS = no ] || say "    note: nobody has an SSH key here yet, so SSH still takes passwords"
    restarts=ssh.service
    filled ssh.conf | want_file /etc/ssh/sshd_config.d/10-homeroom.conf 644 root:root
    ssh_is_in_use() { [ "$(systemctl is-enabled ssh.service 2>/dev/null)" = enabled ]; }
    if ssh_is_in_use; then want_service ssh.service; fi
    restarts=
fi

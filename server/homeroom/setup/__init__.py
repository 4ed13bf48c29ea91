"""How devices come to the box: the poster, the school's own certificate, profiles for iPads, policy for Chromebooks."""

"""Files that set devices up: a profile for iPads, a policy for Chrome and Chromebooks. Plain Python."""

import plistlib
import uuid
from typing import Any

from . import authority

SPACE = uuid.UUID("7d7a1c1e-6f0b-4e62-9d5e-2f3a8f6f5a10")  # so that a second profile replaces the first
WPA = "WPA"


def mobileconfig(
    *, school: str, box: str, address: str, icon: bytes, root: bytes | None, wifi: tuple[str, str] | None = None
) -> bytes:
    """An Apple configuration profile: the kiosk as a full-screen web clip, the root, perhaps the Wi-Fi.

    `address` is where the box is (http://…), `root` the certificate (PEM), `wifi` name and password.
    """
    inside = [_clip(box, f"{address}kiosk", school, icon)]
    if root:
        inside.append(_payload(box, "com.apple.security.root", school, PayloadContent=authority.der(root)))
    if wifi:
        name, password = wifi
        more = {"SSID_STR": name, "EncryptionType": WPA, "Password": password, "AutoJoin": True, "CaptiveBypass": True}
        inside.append(_payload(box, "com.apple.wifi.managed", name, **more))
    whole = _payload(box, "Configuration", school, PayloadContent=inside, PayloadRemovalDisallowed=False)
    return plistlib.dumps(whole | {"PayloadOrganization": school})


def _clip(box: str, url: str, school: str, icon: bytes) -> dict[str, Any]:
    more = {"URL": url, "Label": school[:30], "Icon": icon, "FullScreen": True, "IsRemovable": True}
    return _payload(box, "com.apple.webClip.managed", school, Precomposed=True, IgnoreManifestScope=True, **more)


def _payload(box: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
    ident = uuid.uuid5(SPACE, f"{box} {kind}")
    told = {"PayloadType": kind, "PayloadVersion": 1, "PayloadDisplayName": name}
    return {**told, "PayloadIdentifier": f"org.homeroom.{ident}", "PayloadUUID": str(ident).upper(), **more}


def chrome_policy(address: str) -> dict[str, Any]:
    """Policies for managed Chrome and Chromebooks: this one address may use camera and offline pages without TLS.

    In the Google Admin console they are set by these names; on a managed Linux or Windows machine the file itself is
    the policy.
    """
    origin = address.rstrip("/")
    return {
        "OverrideSecurityRestrictionsOnInsecureOrigin": [origin],
        "HttpAllowlist": [origin.partition("//")[2]],
        "AudioCaptureAllowedUrls": [origin],
        "VideoCaptureAllowedUrls": [origin],
        "DefaultPopupsSetting": 2,
    }

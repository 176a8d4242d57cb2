"""What a browser is told to refuse while it shows our pages.

Scripts and styles come from this address alone and from files alone, nothing is fetched from
elsewhere, no other page may frame ours, and no address of ours is told to others. Charts and the
icon may be data: images; nothing else may.

*Source*: Content Security Policy Level 3, https://www.w3.org/TR/CSP3/
"""

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'"
)


def policy_with(scripts: bytes, styles: bytes) -> bytes:
    """Return the policy with further sources of scripts and of styles, e.g. hashes."""
    wider = POLICY.replace(b"script-src 'self'", b"script-src 'self' " + scripts)
    wider = wider.replace(b"style-src 'self'", b"style-src 'self' " + styles)
    return wider.replace(b" ;", b";")


HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)

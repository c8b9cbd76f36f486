"""How the artifacts of a brand are called in Prefect."""

import hashlib


def artifact_key(what: str, brand: str) -> str:
    """A key as Prefect wants it, of lower-case letters, digits and dashes; no two brands share one.

    An underscore becomes a dash, and a hash then keeps the brand `a_b` apart from the brand `a-b`.
    """
    if "_" not in brand:
        return f"{what}-{brand}"
    return f"{what}-{brand.replace('_', '-')}-{hashlib.sha256(brand.encode()).hexdigest()[:8]}"

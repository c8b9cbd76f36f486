"""The one view model of all digests: `build` makes it of what was gathered, `tasks.render` sets it."""

from tasks.core.digest.build import build
from tasks.core.digest.material import Material
from tasks.core.digest.view import DigestView, Flow

__all__ = ["DigestView", "Flow", "Material", "build"]

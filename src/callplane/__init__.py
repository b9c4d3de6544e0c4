"""callplane: an open CTI server."""

from callplane._version import __version__

__all__ = ["__version__"]

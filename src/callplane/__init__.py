"""callplane: an open CTI server."""

__version__ = "0.1.0"

"""The web console: the pages that a browser loads. What they do they do over the public interface, like any client."""

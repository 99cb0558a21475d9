"""The playground: a small community in a web page or a console, on this machine alone."""

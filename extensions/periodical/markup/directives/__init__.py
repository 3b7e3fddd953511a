"""The directives of this publication, one a file: its form, its nodes, and its class."""

"""Office files: built inside the tests from the form and figures of `tests.parsers.dirty`."""

"""Backups: a folder of chunks named by their digests, and a manifest that says what they are parts of.

Database and archive as they were at one moment, taken while a crawl may go on. A chunk that is there already
is not written again, so the next backup into the same folder costs what is new. The manifest is renamed into
place last: killed before that, the former backup is whole; killed afterwards, some chunks are left over, and
the next backup removes them. Without this program a file is its chunks, one behind the other.
"""

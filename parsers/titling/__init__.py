"""Reading titles: folded text, years, words, columns. `parsers.titles` is the door."""

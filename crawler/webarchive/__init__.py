"""WARC files of any crawler: answers found by address, and the spiders run over them as over the network."""

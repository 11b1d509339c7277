"""Files on disk: which are scanned, how they are read, what belongs together, and the scan over many of them."""

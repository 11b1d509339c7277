"""Pages on what a cloud shows to the internet, stores and allows."""

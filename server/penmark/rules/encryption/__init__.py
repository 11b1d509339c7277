"""Pages on what lies or travels in the clear, and on keys and secrets."""

"""The knowledge: one page a weakness, the loader of pages, and the repairs that pages ask for."""

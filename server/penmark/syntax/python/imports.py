"""placeholder"""
def edit(tree, dotted): return None
def spelling(tree, dotted): return dotted

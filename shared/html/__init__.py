"""A stranger's HTML made harmless, and what it hides, loads and links to. Pure: `mailweave parse` and the api use it.

`clean.safe_html` is the only entrance. `markup` reads tags as browsers do, `nesting` makes a tree of them that is never
deeper than browsers show, `element` writes each tag anew from what is allowed, `nh3` has the last word.
"""

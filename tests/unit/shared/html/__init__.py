"""HTML of strangers: what is taken out, what stays, what is named."""

"""The dashboards on the running product: what each panel's query gives, and how it looks."""

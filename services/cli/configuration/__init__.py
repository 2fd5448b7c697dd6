"""Commands that configure: accounts, rules, templates."""

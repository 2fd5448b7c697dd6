"""Commands for operating: monitor, audit."""

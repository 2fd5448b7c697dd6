"""Commands for operating: email-monitor, audit."""

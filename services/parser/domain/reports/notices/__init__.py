"""Bounces in a mail system's own words: how they are known, where they end, whom they name."""

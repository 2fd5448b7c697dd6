"""The benchmark: a seeded corpus through Mailweave and through what others use, side by side on one machine."""

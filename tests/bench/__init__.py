"""Measurements, side by side in one run: `make bench`. It prints, and fails when a page is served too slowly."""

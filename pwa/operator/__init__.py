"""The commands of whoever runs Ask First: check, db upgrade, stats, keys, backup, restore.

A module belongs here if no reader ever causes it to run.
"""

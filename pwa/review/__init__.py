"""What speakers and clinicians say about the text.

A module belongs here if no reader ever causes it to run.
"""

"""Machinery that capabilities declare things to: events, jobs, idempotency, storage, the directory.

It knows organizations, and no business noun. Facts and jobs commit with the change that caused
them; one elected sequencer gives events their places in the feed; workers run jobs fairly.
"""

"""Changes of all products that a filter finds: tried first, done at once or by a job, undone again.

One event stands for all of it; what became of each product is in its history. `plan` says what
would change and `write` does exactly that, so that a dry run cannot differ from the change.
"""

"""How shoppers find things: lists, words, filters, their counts, and what to type next.

Everything reads `listing` alone. A plain list is 1 statement on the index of its order. Words and
filters go through `find_products` and `count_products`, functions of the database that read past
row-level security and compare the organization themselves (see the migration).
"""

"""The grammar every capability is written in: context, transactions, SQL, refusals, money, HTTP.

Nothing here knows a business noun. If you are adding a business rule, you are in the wrong folder.
"""

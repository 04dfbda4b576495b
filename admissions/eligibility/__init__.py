"""Electronic eligibility: asking a payer through a clearinghouse, and reading what it answers.

Nothing here knows the database.
What is read are suggestions. A person accepts them, one by one or all that are empty, and what a person has
written is never replaced. Where the answer leaves room for doubt nothing is suggested: unknown, not wrong.
"""

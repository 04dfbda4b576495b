"""Verification of benefits: what a payer is asked, what it answered, and what that means for the person.

:mod:`.questions` lists what is asked, in the order in which a payer is asked it. :mod:`.worksheet` holds the
answers and says what is missing and what contradicts itself. :mod:`.plain_words` turns a signed worksheet
into words for the person. None of them knows the database.
"""

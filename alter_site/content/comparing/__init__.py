"""What differs between two texts of a page: by section, by row, by line, by word.

:mod:`.bodies` reads a page's body into sections, :mod:`.differences` compares two lists of them, and
:mod:`.three_way` puts two texts that began as one together again.
"""

"""Content objects: what a page says, as frozen typed values.

Publishing turns working tables into one content object, stores it as JSON in an edition, and every later
read turns that JSON back. Preview and live pages render the same object with the same template.

A page kind is a frozen dataclass with ``KIND``, ``VERSION``, ``TEMPLATE`` and, from the second version on,
``upgrade(body, version)``. Its fields are str, int, bool, date, :class:`RichText`, :class:`PictureRef`,
:class:`PageRef`, another frozen dataclass, ``None``, or a tuple of one of these. :func:`frozen` reads each
from the model's field of the same name; a class method ``freeze_<field>(row)`` computes one instead.
"""

from .bodies import Undecodable, content_hash, decode, decoder_for, encode
from .freezer import frozen
from .page import Content, PageContent, decode_page
from .substances import named_by
from .values import EMPTY, UUID_LENGTH, PageRef, PictureRef, RichText, Source, walk

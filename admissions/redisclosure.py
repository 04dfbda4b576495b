"""The words on everything that leaves: whoever gets it may not pass it on.

42 CFR 2.32(a) asks for one of two statements with each disclosure; this is the second, the short one. With it
goes the scope of the consent (2.32(b)). Every request is treated as covered by 42 CFR part 2.
"""

from __future__ import annotations

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."

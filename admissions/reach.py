"""Reading a phone number or an e-mail address out of what somebody typed: one rule for all who use it.

Taking an answer, finding it again and turning it into a link go by the same reading, so that no link ever
dials or writes to anybody else than the person meant.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from alter_site.content.plain_digits import numeral, plain
from alter_site.content.visible_text import is_drawn

_DASHES = "\\-\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}"
# Letters among digits are words beside the number, never a number to spell: but for an extension's.
_NUMBER = re.compile(
    rf"(\+?[\s(]*\d[\d\s().{_DASHES}/]*\d)"
    # An extension: "x12", ";ext=12", "(ext. 12)", "#12", and ",,12", as phones keep a pause.
    rf"(?:(?:[\s.,;({_DASHES}]*(?:ext(?:ension|n)?|x|\#)[\s:.=#]*|,+)(\d{{1,7}})(?![^\W_]))?",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"\d[\s.\-)]*[a-z]{3,}", re.IGNORECASE)
A_NUMBER = 7  # digits, without an area code: with fewer, the letters were meant to be dialed
MOST_DIGITS = 15  # of a number of any country, by E.164
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS = re.compile(rf"[\w.!#$&'*+/=^`{{|}}~-]+@(?:{_LABEL}\.)+(?=[\w-]*[^\W\d_])(?=..){_LABEL}")
# A mail program may read this as another recipient; it stands in nobody's own address.
_CARRIES = re.compile(r"&(?:b?cc|to|subject|body)=", re.IGNORECASE)
_DOTS = re.compile(r"\.\.|^\.|\.@|@\.|\.$")


def phone(typed: str) -> PhoneNumber | None:
    """Return the one number in ``typed``, which may have words beside it; None unless it can be dialed."""
    text = numeral(typed)
    found = list(_NUMBER.finditer(text))
    if len(found) != 1 or any(character.isdigit() for character in _NUMBER.sub("", text)):
        return None
    number, extension = found[0].groups()
    number = " ".join(number.split())  # a narrow space, as pages print it, is none to the library
    try:
        parsed = phonenumbers.parse(number + (f" ext. {extension}" if extension else ""), "US")
    except phonenumbers.NumberParseException:
        return None
    # Not is_possible_number(): it also takes what can only be dialed from next door.
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return parsed if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


def links_of_phone(typed: str) -> tuple[str, str] | None:
    """Return the addresses that call and that text a number; None where there is none to dial."""
    number = phone(typed)
    if number is None:
        return None
    dialed = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    return dialed, f"sms:{phonenumbers.format_number(number, PhoneNumberFormat.E164)}"


def what_is_wrong_with_phone(typed: str) -> str:
    """Return in words why a phone number is not taken; empty if it is."""
    if phone(typed) is not None:
        return ""
    digits = sum(character.isdigit() for character in typed)
    if digits < A_NUMBER and _SPELLED.search(plain(typed)):
        return "Check the phone number. Write all of it in digits, such as (949) 555-0142."
    if digits > MOST_DIGITS or any(phone(found[0]) for found in _NUMBER.finditer(numeral(typed))):
        return "Check the phone number. Other digits stand beside it. Enter one number alone."
    return (
        "Check the phone number. It needs an area code, such as (949) 555-0142. "
        "A number from another country begins with + and the country’s code."
    )


def what_is_wrong_with_texting(typed: str) -> str:
    """Return in words why no text message goes to a number; empty if one does."""
    number = phone(typed)
    if number is not None and number.extension:  # whoever reads the main line's would not be the person
        return "A text message cannot go to an extension. Enter another number, or choose a phone call."
    return what_is_wrong_with_phone(typed)


def email(typed: str) -> str:
    """Return the address in ``typed``; empty if it is not one and nothing else."""
    text = unicodedata.normalize("NFC", plain(typed)).strip()
    # What a mail program would read as other letters than these leads somewhere else.
    is_plain = text == unicodedata.normalize("NFKC", text) and all(map(is_drawn, text))
    is_one = _ADDRESS.fullmatch(text) and not _DOTS.search(text) and not _CARRIES.search(text)
    return text if is_plain and is_one else ""


def link_of_email(typed: str) -> str:
    """Return the address that writes to them; empty where nobody can tell to whom it would go."""
    address = email(typed)
    return f"mailto:{quote(address, safe='@')}" if address else ""


def what_is_wrong_with_email(address: str) -> str:
    """Return in words why an e-mail address is not taken; empty if it is."""
    if email(address):
        return ""
    address = plain(address).strip()
    if not all(map(is_drawn, "".join(address.split()))):
        return "There is a character in the e-mail address that cannot be seen. Type the address by hand."
    if address.casefold().startswith("mailto:"):
        return "Leave out “mailto:”. The e-mail address begins after it, such as name@example.com."
    if any(email(address[:end]) for end in (address.find("?"), len(address.rstrip(",;:.")))):
        return "Leave out what stands after the e-mail address. It looks like name@example.com."
    if "@" in address and _DOTS.search(address):
        return "Check the dots in the e-mail address. It looks like name@example.com."
    return "Check the e-mail address. It looks like name@example.com."

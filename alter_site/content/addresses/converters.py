"""What may stand in an address of ours, where Django's own converters take too much or too little."""

from django.urls import register_converter
from django.urls.converters import IntConverter, SlugConverter


class AddressConverter(SlugConverter):
    """What stands between the slashes of a standard page's address: ``contact`` or ``insurance/costs``."""

    regex = r"[-a-zA-Z0-9_]+(?:/[-a-zA-Z0-9_]+)?"


class PartConverter(IntConverter):
    """The number of a part of a long list. The first part stands at the list's own address."""

    regex = "[2-9]|[1-9][0-9]{1,3}"


def register() -> None:
    """Let every URLconf use them."""
    register_converter(AddressConverter, "address")
    register_converter(PartConverter, "part")

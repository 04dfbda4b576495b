import pytest

from tests.factories import TherapyFactory, changed, editions_of, published

pytestmark = pytest.mark.django_db


def test_the_same_content_makes_no_second_edition():
    therapy = published(TherapyFactory())
    published(therapy)
    assert [edition.number for edition in editions_of(therapy)] == [1]


def test_each_change_that_is_published_makes_the_next_edition():
    therapy = published(TherapyFactory())
    published(changed(therapy, summary="Another sentence."))
    assert [edition.number for edition in editions_of(therapy)] == [1, 2]

"""Redirects lead in one hop and never in circles; the model refuses any other."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from alter_site.content.addresses import redirects
from alter_site.content.models import Publication, Redirect
from alter_site.content.models.edition import PATH_LENGTH
from alter_site.delivery.headers import EDITION
from tests.factories import (
    ArticleFactory,
    HomePageFactory,
    IndexPageFactory,
    TherapyFactory,
    changed,
    published,
)
from tests.support.undone import undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_that_is_there():
    Redirect.objects.create(old_path="/a/", new_path="/b/")


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("/c/", "/c/", "new_path", "This is the old address itself"),
        ("/c/", "/a/", "new_path", "That address has moved too. Use the place it leads to: /b/"),
        ("/b/", "/c/", "old_path", "/a/ leads here. Change that redirect first"),
        ("/b/", "/a/", "new_path", "That address has moved too"),
        ("/a/", "/c/", "old_path", "already exists"),
        ("c/", "/d/", "old_path", "beginning with one slash"),
        ("/c/", "d/", "new_path", "beginning with one slash"),
        ("/c/", "//evil.example/", "new_path", "beginning with one slash"),
        ("/c/", "https://evil.example/", "new_path", "beginning with one slash"),
        ("/c/", "javascript:alert(1)", "new_path", "beginning with one slash"),
        ("/" + "c" * PATH_LENGTH + "/", "/d/", "old_path", "at most 255"),
        ("", "/d/", "old_path", "blank"),
        ("/c/d/e/f/", "/d/", "old_path", "as deep as that"),
    ],
)
def test_a_redirect_that_would_mislead_is_refused_in_words(old, new, field, words):
    with pytest.raises(ValidationError) as refusal:
        Redirect(old_path=old, new_path=new).full_clean()
    assert words in " ".join(refusal.value.message_dict[field])


def test_a_good_redirect_may_be_saved_again():
    redirect = Redirect.objects.get(old_path="/a/")
    redirect.full_clean()
    redirect.new_path = published(TherapyFactory()).path
    redirect.full_clean()


# --- as people type addresses -------------------------------------------------------------------------

WRITTEN = {
    "/old-a": "/old-a/",
    " /old-a/ ": "/old-a/",
    "/brochure.pdf": "/brochure.pdf/",
    "/caf%C3%A9-c/": "/caf\N{LATIN SMALL LETTER E WITH ACUTE}-c/",
    "/cafe\N{COMBINING ACUTE ACCENT}-c/": "/caf\N{LATIN SMALL LETTER E WITH ACUTE}-c/",
    "/old//page/": "/old/page/",
    "/Old-A/": "/Old-A/",
    "{origin}/old-a": "/old-a/",
}


@pytest.mark.parametrize(("typed", "kept"), WRITTEN.items())
def test_an_old_address_is_kept_as_it_will_be_looked_up_and_works(typed, kept, client, settings):
    therapy = published(TherapyFactory())
    redirect = Redirect(old_path=typed.format(origin=settings.SITE_URL), new_path=therapy.path)
    redirect.full_clean()
    redirect.save()
    assert redirect.old_path == kept
    for asked in {kept, kept.rstrip("/"), typed.strip().removeprefix("{origin}").replace("//", "/")}:
        response = client.get(asked)
        assert (response.status_code, response.url) == (301, therapy.path), asked


NEVER_LOOKED_AT = {
    "/page.php?id=3": "before the question mark. Write /page.php/",
    "/?page_id=3": "before the question mark",
    "/old-l/#top": "keep what follows # to themselves. Write /old-l/",
    "/request/old/": "The site itself answers there",
    "/request": "The site itself answers there",
    "/admin/foo/": "The site itself answers there",
    "/admin/content/redirect": "The site itself answers there",
    "/static/old.css": "The site itself answers there",
    "/healthz": "The site itself answers there",
    "/robots.txt": "The site itself answers there",
    "/tonight/sw.js": "The site itself answers there",
    "/old/../page/": "without dots",
    "/old\\page/": "no browser would send",
    "/old\N{ZERO WIDTH SPACE}/": "no browser would send",
    "/old%00/": "no browser would send",
    "/old%0a/": "no browser would send",
    "//evil.example/": "beginning with one slash",
    "https://evil.example/a/": "beginning with one slash",
    "/a/b/c/": "as deep as that",
}


@pytest.mark.parametrize(("typed", "words"), NEVER_LOOKED_AT.items())
def test_an_old_address_that_would_never_work_is_refused_in_words(typed, words):
    new = published(TherapyFactory()).path
    with pytest.raises(ValidationError) as refusal:
        Redirect(old_path=typed, new_path=new).full_clean()
    assert words in " ".join(refusal.value.message_dict["old_path"])


@pytest.mark.parametrize("typed", ["/therapies/emdr", "/therapies//emdr/", "{origin}/therapies/emdr/"])
def test_a_page_that_is_live_is_found_however_its_address_is_typed(typed, settings):
    published(TherapyFactory(slug="emdr"))
    with pytest.raises(ValidationError, match="A page is live there"):
        Redirect(old_path=typed.format(origin=settings.SITE_URL), new_path="/request/").full_clean()


TARGETS = {
    "\u200b /therapies/emdr/ \ufeff": "/therapies/emdr/",
    "\u202a/therapies/emdr/\u202c": "/therapies/emdr/",
    "\u200e\u00ad/therapies/emdr/\u2069": "/therapies/emdr/",
    "/therapies/emdr": "/therapies/emdr/",
    "{origin}/therapies/emdr/": "/therapies/emdr/",
    "/therapies/emdr#technique-breathing": "/therapies/emdr/#technique-breathing",
    "/therapies/emdr/?from=old": "/therapies/emdr/?from=old",
    "/therapies/emdr/?from=old#technique-breathing": "/therapies/emdr/?from=old#technique-breathing",
    "/request": "/request/",
    "/robots.txt": "/robots.txt",
}


@pytest.mark.parametrize(("typed", "kept"), TARGETS.items())
def test_a_new_address_keeps_its_query_and_fragment_and_is_reached_in_one_hop(typed, kept, client, settings):
    published(TherapyFactory(slug="emdr", techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}]))
    redirect = Redirect(old_path="/old/", new_path=typed.format(origin=settings.SITE_URL))
    redirect.full_clean()
    redirect.save()
    assert redirect.new_path == kept
    response = client.get("/old/")
    assert (response.status_code, response.url) == (301, kept)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("technique-breathin", "has no part #technique-breathin. Do you mean #technique-breathing?"),
        ("somewhere-else", "The page at /therapies/emdr/ has no part #somewhere-else."),
        ("%63af%C3%A9", "has no part #café."),
    ],
)
def test_a_new_address_names_a_part_that_its_page_has(part, words):
    published(TherapyFactory(slug="emdr", techniques=[{"title": "Breathing", "text": "<p>Slowly.</p>"}]))
    with pytest.raises(ValidationError, match=re.escape(words)):
        Redirect(old_path="/old/", new_path=f"/therapies/emdr/#{part}").full_clean()


def test_a_part_of_what_is_no_page_is_left_to_the_editor():
    Redirect(old_path="/old/", new_path="/money/#costs").full_clean()


@pytest.mark.parametrize("new", ["/no-such/", "/therapies/no-such/", "/a/b/c/d/", "/no/*/"])
def test_a_new_address_where_nothing_is_live_is_refused_in_words(new):
    with pytest.raises(ValidationError, match="No page is live at"):
        Redirect(old_path="/old/*/" if "*" in new else "/old/", new_path=new).full_clean()


@pytest.mark.parametrize("new", ["/a/", "/a", "/a/?x=1", "/a/#b"])
def test_a_new_address_that_has_moved_itself_is_refused_with_the_place_it_leads_to(new):
    with pytest.raises(ValidationError, match="Use the place it leads to: /b/"):
        Redirect(old_path="/old/", new_path=new).full_clean()


@pytest.mark.parametrize("address", ["/old", "/old/", "/therapies/old", "/therapies/old/"])
def test_a_visitors_query_is_handed_on(address, client):
    therapy = published(TherapyFactory(slug="new"))
    Redirect.objects.create(old_path=f"{address.rstrip('/')}/", new_path=f"{therapy.path}?from=old#faqs")
    response = client.get(f"{address}?utm_source=x&q=caf%C3%A9")
    assert response.status_code == 301
    assert response.url == f"{therapy.path}?from=old&utm_source=x&q=caf%C3%A9#faqs"
    assert client.get(address).url == f"{therapy.path}?from=old#faqs"


def test_a_page_without_its_last_slash_keeps_the_query_too(client):
    therapy = published(TherapyFactory())
    response = client.get(f"{therapy.path.rstrip('/')}?utm_source=x")
    assert (response.status_code, response.url) == (301, f"{therapy.path}?utm_source=x")


def test_what_leads_to_a_part_of_a_page_follows_the_page_when_it_moves(client):
    therapy = published(TherapyFactory(slug="emdr"))
    Redirect.objects.create(old_path="/old/", new_path=f"{therapy.path}#faqs")
    moved = published(changed(therapy, slug="eye-movement"))
    assert Redirect.objects.get(old_path="/old/").new_path == f"{moved.path}#faqs"
    assert client.get("/old/").url == f"{moved.path}#faqs"


@pytest.mark.parametrize(
    "address", ["/nothing-here", "/nothing/here", "/therapies/nothing", "/articles/page/2", "/nothing.pdf"]
)
def test_what_is_nowhere_is_not_found_at_once(address, client):
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?utm_source=x").status_code == 404


def test_a_part_of_a_long_list_is_found_without_its_last_slash(client, monkeypatch):
    monkeypatch.setattr("alter_site.library.models.Article.PER_PAGE", 1)
    published(IndexPageFactory(lists="article"))
    for _ in range(2):
        published(ArticleFactory())
    response = client.get("/articles/page/2")
    assert (response.status_code, response.url) == (301, "/articles/page/2/")


@pytest.mark.parametrize(
    ("old", "new"),
    [("/*/", "/c/"), ("/c/*/d/", "/d/"), ("/c/*/", "/*/*/"), ("/c/d*/", "/c/"), ("/c/", "/d/*/")],
)
def test_an_asterisk_stands_for_the_last_part_and_for_nothing_else(old, new):
    with pytest.raises(ValidationError):
        Redirect(old_path=old, new_path=new).full_clean()


def test_an_address_in_use_leads_nowhere_else():
    therapy = published(TherapyFactory())
    with pytest.raises(ValidationError, match="A page is live there"):
        Redirect(old_path=therapy.path, new_path="/b/").full_clean()


@pytest.mark.parametrize(("new", "is_gone"), [("", False), ("/d/", True)])
def test_a_redirect_leads_somewhere_or_is_gone(new, is_gone):
    with pytest.raises(ValidationError, match="Give a new address, or say that the page is gone"):
        Redirect(old_path="/c/", new_path=new, is_gone=is_gone).full_clean()


# --- where they lead ----------------------------------------------------------------------------------


def test_a_live_page_is_shown_although_a_redirect_has_its_address(visit):
    therapy = published(TherapyFactory(slug="emdr", title="EMDR"))
    Redirect.objects.create(old_path=therapy.path, new_path="/elsewhere/")
    assert "EMDR" in visit(therapy.path).text("h1")


def test_one_row_with_an_asterisk_leads_every_page_of_a_section(client):
    published(TherapyFactory(slug="emdr"))
    Redirect.objects.create(old_path="/old/*/", new_path="/therapies/*/")
    assert (client.get("/old/emdr/").status_code, client.get("/old/emdr/").url) == (301, "/therapies/emdr/")


def test_a_row_of_its_own_comes_before_an_asterisk(client):
    published(TherapyFactory(slug="emdr"))
    published(TherapyFactory(slug="other"))
    Redirect.objects.create(old_path="/old/*/", new_path="/therapies/*/")
    Redirect.objects.create(old_path="/old/emdr/", new_path="/therapies/other/")
    assert client.get("/old/emdr/").url == "/therapies/other/"


def test_a_page_that_moved_on_since_is_reached_in_one_hop(client):
    published(changed(published(TherapyFactory(slug="emdr")), slug="eye-movement"))
    Redirect.objects.create(old_path="/old/*/", new_path="/therapies/*/")
    assert client.get("/old/emdr/").url == "/therapies/eye-movement/"


def test_while_the_new_page_is_not_live_its_section_is_shown_and_not_for_good(client):
    published(IndexPageFactory(lists="therapy"))
    Redirect.objects.create(old_path="/old/", new_path="/therapies/emdr/")
    assert (client.get("/old/").status_code, client.get("/old/").url) == (302, "/therapies/")


def test_what_leads_nowhere_is_not_found(visit):
    Redirect.objects.create(old_path="/old/", new_path="/therapies/emdr/")
    visit("/old/", status=404)


@pytest.mark.parametrize("address", ["/old", "/old/page", "/therapies/old"])
def test_an_old_address_without_its_last_slash_takes_one_hop_too(address, client):
    therapy = published(TherapyFactory(slug="new"))
    Redirect.objects.create(old_path=f"{address}/", new_path=therapy.path)
    assert (client.get(address).status_code, client.get(address).url) == (301, therapy.path)


def test_a_page_that_is_there_is_not_led_away_without_its_last_slash(client):
    therapy = published(TherapyFactory(slug="emdr"))
    published(TherapyFactory(slug="other"))
    Redirect.objects.create(old_path="/therapies/*/", new_path="/therapies/other/")
    assert client.get("/therapies/emdr").url == therapy.path


def test_an_address_that_is_told_apart_by_its_query_is_found(client):
    published(HomePageFactory())
    therapy = published(TherapyFactory())
    Redirect.objects.create(old_path="/?p=7", new_path=therapy.path)
    assert (client.get("/?p=7").status_code, client.get("/?p=7").url) == (301, therapy.path)
    for other in ("/?p=8", "/?p=x", "/?q=7"):
        assert client.get(other).status_code == 200


def test_what_else_stands_in_such_a_query_is_handed_on(client):
    published(HomePageFactory())
    therapy = published(TherapyFactory())
    Redirect.objects.create(old_path="/?p=7", new_path=f"{therapy.path}#faqs")
    assert client.get("/?p=7&utm_source=x").url == f"{therapy.path}?utm_source=x#faqs"
    assert client.get("/?utm_source=x&p=7").url == f"{therapy.path}?utm_source=x#faqs"


def test_a_way_through_two_rows_keeps_what_each_says_of_query_and_fragment(client):
    therapy = published(TherapyFactory())
    Redirect.objects.create(old_path="/old/", new_path="/between/?from=old")
    Redirect.objects.create(old_path="/between/", new_path=f"{therapy.path}?by=way#faqs")
    assert client.get("/old/?utm_source=x").url == f"{therapy.path}?from=old&by=way&utm_source=x#faqs"


def test_a_page_that_is_gone_says_so_kindly_and_gives_the_number(visit):
    Redirect.objects.create(old_path="/old/", is_gone=True)
    page = visit("/old/", status=410)
    assert page.text("h1") == "This page is gone"
    assert page.all('main a[href^="tel:"]')
    assert page.response.headers_kind == EDITION


@pytest.mark.parametrize("gone", ["/therapies/old/", "/therapies/*/"])
def test_an_address_that_led_to_a_page_that_is_gone_says_gone_too(client, gone):
    published(IndexPageFactory(lists="therapy"))
    Redirect.objects.create(old_path="/old/", new_path="/therapies/old/")
    assert client.get("/old/").status_code == 302  # its section, until somebody says that it is gone
    Redirect.objects.create(old_path=gone, is_gone=True)
    assert client.get("/old/").status_code == 410


@pytest.mark.parametrize("number", [2, 2_000])
def test_addresses_that_moved_cost_pages_nothing_and_an_unknown_one_a_query(
    number, client, django_assert_num_queries
):
    therapy = published(TherapyFactory())
    Redirect.objects.bulk_create(Redirect(old_path=f"/x/{n}/", new_path="/b/") for n in range(number))
    client.get(therapy.path)
    with django_assert_num_queries(2):  # the edition and its links; the facts are known
        client.get(therapy.path)
    with django_assert_num_queries(1):
        client.get("/nothing/h%20re/")


def test_a_form_sent_to_an_address_nobody_knows_finds_nothing():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/nothing/h%20re/", {"a": "b"}).status_code == 404


def test_the_admin_refuses_a_circle_in_words(visit_admin, client, marketer):
    client.force_login(marketer)
    response = client.post("/admin/content/redirect/add/", {"old_path": "/b/", "new_path": "/a/"})
    assert response.status_code == 200
    assert "That address has moved too" in response.content.decode()


def test_a_list_of_very_many_addresses_is_counted_no_further_than_anybody_reads(visit_admin, monkeypatch):
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/old-{number}/", new_path="/therapies/") for number in range(60)
    )
    monkeypatch.setattr("alter_site.content.admin.addresses.redirect.MOST", 55)
    page = visit_admin("/admin/content/redirect/").text()
    assert "55 redirects" in page
    assert "first 10,000" in page
    assert " found." not in page
    assert "1 found." in visit_admin("/admin/content/redirect/?q=old-59").text()
    assert "old-59" in visit_admin("/admin/content/redirect/?q=old-59").text()


@pytest.mark.parametrize("target", ["/\\evil.example/", "/a\r\nSet-Cookie: a=b/", "/a b/"])
def test_no_target_leaves_the_site_or_adds_a_header(target, client):
    Redirect.objects.create(old_path="/therapies/old/", new_path=target)
    response = client.get("/therapies/old/")
    assert response.status_code == 404
    assert "Location" not in response.headers
    assert not response.cookies


# --- the old site -------------------------------------------------------------------------------------

# Each address that the old site is known to have, and the page that answers for it once that is live.
OLD_SITE = {
    "/therapeutic-modalities/attachment-based-therapy/": "/therapies/attachment-based-therapy/",
    "/what-we-treat/borderline-personality-disorder": "/conditions/borderline-personality-disorder/",
    "/what-we-treat/schizophrenia/": "/conditions/schizophrenia/",
    "/what-we-treat/bipolar-disorder-old/": "/conditions/bipolar-disorder/",
    "/what-we-treat/dissociative-identity-disorder-old/": "/conditions/dissociative-identity-disorder/",
    "/treatment-programs/residential-mental-health-treatment-old/": "/levels-of-care/residential/",
    "/treatment-programs/partial-hospitalization-program-old/": "/levels-of-care/partial-hospitalization/",
    "/outpatient-treatment-program/": "/levels-of-care/intensive-outpatient/",
    "/?p=41080": "/about/outcomes/",
    "/mental-illness/8-types-of-mental-illnesses/": "/articles/8-types-of-mental-illnesses/",
    "/evidence-based-treatment/": "/articles/evidence-based-treatment/",
    "/mental-health-disorders/": "/articles/mental-health-disorders/",
    "/san-diego-ptsd-treatment/": "/conditions/ptsd/",
}


def test_an_address_of_the_old_site_leads_to_its_page_in_one_hop(client, subtests):
    published(HomePageFactory())
    for old, new in OLD_SITE.items():
        with subtests.test(old=old, new=new), undone():
            live_at(new)
            for address in {old, old if "?" in old else old.rstrip("/")}:
                response = client.get(address)
                assert (response.status_code, response.url) == (301, new)


def test_until_that_page_is_live_its_section_answers(client, subtests):
    for old, new in OLD_SITE.items():
        with subtests.test(old=old, new=new), undone():
            section = new.rstrip("/").rpartition("/")[0] + "/"
            live_at(section)
            response = client.get(old)
            assert (response.status_code, response.url) == (302, section)


def test_each_row_that_comes_with_the_software_passes_the_rules_for_editors():
    rows = Redirect.objects.exclude(old_path="/a/")
    assert len(rows) == len(redirects.OLD_SITE.read_text().splitlines()) - 1
    for row in rows:
        if "?" not in row.old_path:
            row.full_clean()


def test_what_an_editor_made_of_an_old_address_stays():
    Redirect.objects.filter(old_path="/mental-health-disorders/").update(new_path="", is_gone=True)
    redirects.load_old_site()
    assert Redirect.objects.get(old_path="/mental-health-disorders/").is_gone


def live_at(path):
    """Make a page live at any address at all."""
    therapy = published(TherapyFactory())
    Publication.objects.filter(page_id=therapy.pk).update(path=path)

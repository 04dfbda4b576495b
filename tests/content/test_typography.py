from alter_site.content.templatetags.content_pages import unbroken


def test_a_hyphenated_word_stays_on_one_line():
    assert unbroken("Attachment-Based Therapy") == '<span class="unbroken">Attachment-Based</span> Therapy'


def test_a_very_long_word_may_still_break():
    assert unbroken("trauma-and-attachment-informed care") == "trauma-and-attachment-informed care"


def test_a_dash_between_words_is_not_a_hyphen():
    assert unbroken("10 - 20 days") == "10 - 20 days"


def test_markup_in_the_text_is_escaped():
    assert unbroken("<b>co-occurring</b>") == '&lt;b&gt;<span class="unbroken">co-occurring</span>&lt;/b&gt;'

"""The laws and guidance that rules follow, each with where it can be read."""

from __future__ import annotations

from .registry import Law

TRUTH_IN_MARKETING = Law(
    "Cal. Health & Safety Code 11831.9 and 11857, Welfare & Institutions Code 4097 (truth in treatment"
    " marketing)",
    "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=HSC&sectionNum=11831.9.",
)
DECEPTION = Law(
    "FTC, Health Products Compliance Guidance (claims need proof)",
    "https://www.ftc.gov/business-guidance/resources/health-products-compliance-guidance",
)
OPIOID_CLAIMS = Law(
    "Opioid Addiction Recovery Fraud Prevention Act (15 U.S.C. 45d)",
    "https://www.ftc.gov/legal-library/browse/statutes/opioid-addiction-recovery-fraud-prevention-act-2018",
)
PRIVACY_CLAIMS = Law(
    "FTC, orders against BetterHelp and GoodRx on promises of privacy",
    "https://www.ftc.gov/business-guidance/blog/2023/07/ftc-says-online-counseling-service-betterhelp-pushed-people-"
    "handing-over-health-information-broke",
)
HIPAA = Law(
    "HHS, Are we required to certify? (there is no HIPAA certification)",
    "https://www.hhs.gov/hipaa/for-professionals/faq/2003/are-we-required-to-certify-our-organizations-compliance-with-the-standards/index.html",
)
SAFE_MESSAGING = Law(
    "Recommendations for Reporting on Suicide", "https://reportingonsuicide.org/recommendations/"
)
WORDS_MATTER = Law(
    "NIDA, Words Matter",
    "https://nida.nih.gov/nidamed-medical-health-professionals/health-professions-education/words-matter-terms-to-use-avoid-when-talking-about-addiction",
)
PLAIN_LANGUAGE = Law("Federal plain language guidelines", "https://www.plainlanguage.gov/guidelines/")
DARK_PATTERNS = Law(
    "FTC, Bringing Dark Patterns to Light (false scarcity and urgency)",
    "https://www.ftc.gov/reports/bringing-dark-patterns-light",
)
LINK_PURPOSE = Law(
    "WCAG 2.2, 2.4.4 Link Purpose (In Context)",
    "https://www.w3.org/WAI/WCAG22/Understanding/link-purpose-in-context.html",
)
ALT_TEXT = Law(
    "WCAG 2.2, 1.1.1 Non-text Content", "https://www.w3.org/WAI/WCAG22/Understanding/non-text-content.html"
)
ONE_NUMBER = Law(
    "LegitScript, addiction treatment standards",
    "https://www.legitscript.com/certification/addiction-treatment-certification/standards/",
)
SEARCH = Law(
    "Google, guidelines for title links and snippets",
    "https://developers.google.com/search/docs/appearance/title-link",
)
EDITORIAL = Law(
    "Google, creating helpful content",
    "https://developers.google.com/search/docs/fundamentals/creating-helpful-content",
)
EXPERTS = Law(
    "FTC, Endorsement Guides, 16 CFR 255.3 (endorsements by experts)",
    "https://www.ecfr.gov/current/title-16/chapter-I/subchapter-B/part-255/section-255.3",
)

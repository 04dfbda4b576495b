"""Keys that seal, the log of looks, and what a visitor may send."""

from alter_site.delivery.client_address import networks

from .environment import SITE_ENV, env, required_in_production

# Keys that seal, name:base64 of 32 random bytes, or a file that holds them: admissions.phi.keyring.
PHI_KEYS_FILE = env.str("PHI_KEYS_FILE", default="")
PHI_KEYS = (
    env.str("PHI_KEYS", default="") if PHI_KEYS_FILE else required_in_production("PHI_KEYS", otherwise="")
)
PHI_ACTIVE = env.str("PHI_ACTIVE", default="")
PHI_INDEX_KEY = required_in_production("PHI_INDEX_KEY", otherwise="")
# The one before, while it is being changed; where the end of the log of looks is told: docs/operations.md.
PHI_INDEX_KEY_OLD = env.str("PHI_INDEX_KEY_OLD", default="")
LOOK_ANCHORS = env.str("LOOK_ANCHORS", default="")
CARD_PHOTO_BUDGET = env.int("CARD_PHOTO_MEGABYTES", default=2000) * 1_000_000  # bytes, until they are sent
# Proxies of ours, as addresses or networks: only what they say about a visitor's address is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", cast=str.strip, default=[])
networks(tuple(TRUSTED_PROXIES))  # refuses what is none: every form would
# Leads to what a visitor has answered so far: admissions.verification.drafts.
DRAFT_COOKIE_NAME = "request" if SITE_ENV == "demo" else "__Host-request"
# Lets whoever gave reference and secret see their request for a while: admissions.verification.status_cookie.
STATUS_COOKIE_NAME = "status" if SITE_ENV == "demo" else "__Host-status"

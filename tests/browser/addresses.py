"""The pages that every rule of the browser tests is held against, found by walking the demo as a user would."""

import base64
import re
import zlib

from playwright.sync_api import Page

PLAIN = [
    "/",
    "/search/?q=orders",
    "/search/?q=nothing-is-called-this",
    "/assets/",
    "/jobs/",
    "/runs/",
    "/runs/day/",
    "/events/",
    "/events/problems/",
    "/send-events/",
    "/sql/",
    "/sql/?sql=insert+into+sales_by_day+select+placed_on,count(order_id)+as+orders+from+demo_warehouse.stg_orders+group+by+1",
    "/charts/",
    "/deviations/",
    "/deviations/?state=all&kind=schema",
    "/promises/slo/",
    "/tests/",
    "/tests/?state=proposed",
    "/domains/",
    "/teams/",
    "/terms/",
    "/terms/new/",
    "/lists/",
    "/compare/",
    "/search/?q=client",
    "/search/?q=custmoer",
    "/keys/",
    "/people/",
    "/people/invite/",
    "/audit/",
    "/me/",
    "/can-i-change/",
    "/contracts/",
    "/contracts/?standing=broken",
    "/contracts/new/",
    "/agreements/",
    "/agreements/?state=requested",
    "/imports/",
    "/imports/new/dbt/",
    "/imports/new/queries/",
    "/connections/",
    "/proposals/",
    "/me/reports/",
    "/me/access/",
    "/data-requests/new/",
    "/access-requests/",
    "/questions/?state=all&whose=all",
    "/moderation/",
    "/criteria/",
    "/notices/",
    "/me/alerts/",
    "/me/following/",
    "/deliveries/",
    "/hooks/",
    "/inbox/",
    "/report/",
    "/report/?by=team&weeks=26",
    "/report/on_time/?which=rest",
    "/inbox/?view=ended",
    "/domains/sales/desk/",
]

# Met by whoever isn't signed in, where a mail server is named and signing up is open.
OUTSIDE = [
    "/sign-in/",
    "/sign-in/closed/",
    "/sign-up/",
    "/sign-up/confirm/",
    "/sign-up/confirm/old/",
    "/password/forgotten/",
    "/password/sent/",
    "/password/1-old/",
    "/password/changed/",
]

# "Do the columns seen last keep what is promised?", as the address of its page holds it.
AS_OBSERVED = base64.urlsafe_b64encode(zlib.compress(b'["observed", "", ""]')).decode().rstrip("=")


def first_link(page: Page, at: str, pattern: str) -> str:
    """Follow a listing to the first address of that form."""
    page.goto(at)
    for link in page.locator("main a[href]").all():
        href = link.get_attribute("href") or ""
        if re.fullmatch(pattern, href):
            return href
    message = f"no link like {pattern} on {at}"
    raise AssertionError(message)


def deep(page: Page) -> list[str]:
    """Give one page of each kind that has an id in its address."""
    asset = first_link(page, "/search/?q=orders", r"/assets/\d+/")
    return [
        asset,
        *(f"{asset}{tab}/" for tab in ("columns", "lineage", "runs", "history")),
        f"{asset}cases/",
        f"{asset}reviews/",
        f"{asset}ask/?q=cancelled",
        f"{asset}access/",
        f"{asset}promotion/",
        f"{asset}follow/",
        f"{asset}report/",
        first_link(page, "/inbox/?view=ended", r"/cases/\d+/"),
        first_link(page, "/inbox/?view=waiting", r"/cases/\d+/"),
        f"{asset}lineage/?view=columns&up=2&down=2",
        f"{asset}lineage/impact/",
        *(f"{asset}{tab}/" for tab in ("charts", "tests", "tests/new", "profile")),
        first_link(page, "/charts/", r"/charts/\d+/"),
        (test := first_link(page, "/tests/", r"/tests/\d+/")),
        f"{test}edit/",
        first_link(page, "/jobs/", r"/jobs/\d+/"),
        first_link(page, "/runs/", r"/runs/\d+/"),
        first_link(page, "/events/", r"/events/\d+/"),
        first_link(page, "/domains/", r"/domains/(?!new/)[\w-]+/"),
        first_link(page, "/teams/", r"/teams/(?!new/)[\w-]+/"),
        (term := first_link(page, "/terms/", r"/terms/\d+/")),
        f"{term}edit/",
        first_link(page, asset, r"/people/\d+/"),
        first_link(page, asset, r"/compare/\?a=\d+&a=.*"),
        f"{asset}save/",
        f"{asset}edit/",
        f"{asset}together/",
        f"{asset}column-hints/",
        f"{asset}can-i-change/",
        f"{asset}can-i-change/?p={AS_OBSERVED}",
        first_link(page, "/proposals/", r"/proposals/\d+/"),
        (contract := first_link(page, "/contracts/?q=kettle-orders", r"/contracts/\d+/")),
        f"{contract}edit/",
        f"{contract}agreements/new/",
        f"/contracts/new/?asset={asset.strip('/').partition('/')[2]}",
        (agreement := first_link(page, "/agreements/?state=active", r"/agreements/\d+/")),
        f"{agreement}amend/",
        f"{asset}promises/",
        f"{asset}calendar/",
        first_link(page, "/deviations/", r"/deviations/\d+/"),
    ]

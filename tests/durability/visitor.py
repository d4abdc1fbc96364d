"""A visitor of a tree's pages, signed in as its first administrator."""

import http.cookiejar
import re
import subprocess
import sys
import urllib.parse
import urllib.request

from tests.durability.tree import ROOT, Tree

PASSWORD = "corner-shop-test"


class Visitor:
    """Reads pages as an administrator, whom it makes; the demo has an alice of its own."""

    def __init__(self, tree: Tree, handle: str = "alice") -> None:
        made = {**tree.environment, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        command = [
            sys.executable,
            "manage.py",
            "createsuperuser",
            "--noinput",
            f"--handle={handle}",
            "--name=Alice",
            f"--email={handle}@example.org",
        ]
        subprocess.run(command, cwd=ROOT, env=made, check=True, capture_output=True)
        self.url = tree.url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.read("/sign-in/"))
        assert token, "the sign-in page has no form"
        self.read("/sign-in/", {"csrfmiddlewaretoken": token[1], "login": handle, "password": PASSWORD})

    def read(self, path: str, form: dict[str, str] | None = None) -> str:
        """Give a page's HTML; with a form, post that first."""
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(urllib.request.Request(self.url + path, data, {"Referer": self.url + path}), timeout=20) as answer:
            found: str = answer.read().decode()
        return found

    @property
    def cookie(self) -> str:
        """Give the header that says who this is."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

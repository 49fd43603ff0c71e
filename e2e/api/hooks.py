"""How the API's tests sign in and what they ask about: mostly what there is, so that
they come past the first 404."""

import functools
import json
import os
import random
import urllib.request

import schemathesis


@schemathesis.auth(refresh_interval=5)
class Token:
    def get(self, case, context):
        request = urllib.request.Request(
            os.environ["SANZHENG_URL"] + "/api/v1/session",
            data=json.dumps(
                {"login": os.environ["SANZHENG_LOGIN"], "password": os.environ["SANZHENG_PASSWORD"]}
            ).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["token"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


SITE = "shifan"


@functools.cache
def notices():
    address = os.environ["SANZHENG_URL"] + f"/api/v1/sites/{SITE}/notices"
    with urllib.request.urlopen(address) as answer:
        return [notice["id"] for notice in json.load(answer)]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    chosen = dict(path_parameters or {})
    if "site" in chosen and random.random() < 0.8:
        chosen["site"] = SITE
    if "id" in chosen and notices() and random.random() < 0.8:
        chosen["id"] = random.choice(notices())
    return chosen

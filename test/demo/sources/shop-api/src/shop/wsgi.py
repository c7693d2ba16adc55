import os

DATABASE_URL = os.environ["DATABASE_URL"]
STRIPE_KEY = os.environ.get("STRIPE_KEY", "")


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"shop\n"]

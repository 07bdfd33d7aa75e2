"""Hooks of the fuzzing (see settings.mjs)."""

import re

import schemathesis

# Hypothesis builds a class of characters one by one, and 130 000 of private use take it a minute for each operation.
# The classes are negated, so without those characters a pattern takes more: whatever breaks it breaks the published
# one, too.
BEYOND_LATIN = re.compile("[^\x00-\xff](-[^\x00-\xff])?")


def lighten(node):
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            node["pattern"] = BEYOND_LATIN.sub("", node["pattern"])
        for value in node.values():
            lighten(value)
    elif isinstance(node, list):
        for value in node:
            lighten(value)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    lighten(raw_schema)

# SPDX-License-Identifier: Apache-2.0
"""schema_judge.py SCHEMA DIRECTORY...: one line for each, "accepted NAME" or "rejected NAME".

DIRECTORY/input.yaml is judged by the schema alone, with jsonschema and PyYAML: nothing of this
project reads it. PyYAML is made to resolve plain scalars as the core schema of YAML 1.2 does
(https://yaml.org/spec/1.2.2/, 10.3.2) instead of YAML 1.1, so that 'no' is text. What JSON, which a
schema is about, does not have is rejected here: aliases, and keys that stand twice. What is JSON is
read as JSON; all of it as UTF-8.
"""
import json
import os
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def construct_mapping(loader, node):
    mapping = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str) or key in mapping:
            raise yaml.YAMLError("a key that is no text, or stands twice")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def construct_int(loader, node):
    text = node.value
    if text.startswith("0o"):
        return int(text[2:], 8)
    if text.startswith("0x"):
        return int(text[2:], 16)
    return int(text, 10)


def construct_float(loader, node):
    text = node.value.lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


CORE = [
    ("null", r"(?:~|null|Null|NULL|)"),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)"),
    ("int", r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)"),
    ("float", r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              r"|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)"),
]
for name, pattern in CORE:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + name, re.compile(pattern + r"\Z"), None)
Loader.add_constructor("tag:yaml.org,2002:map", construct_mapping)
Loader.add_constructor("tag:yaml.org,2002:int", construct_int)
Loader.add_constructor("tag:yaml.org,2002:float", construct_float)


def object_of(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def refuse(constant):
    raise ValueError(constant + " is no JSON")


def parse(text):
    try:
        return json.loads(text, object_pairs_hook=object_of, parse_constant=refuse)
    except (ValueError, RecursionError):
        return yaml.load(text, Loader)


def judge(validator, path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        document = parse(data.decode("utf-8"))
    # Bytes that are no text, and text that is no number, are ValueError.
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    return validator.is_valid(document)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for directory in sys.argv[2:]:
        verdict = judge(validator, os.path.join(directory, "input.yaml"))
        print("accepted" if verdict else "rejected", os.path.basename(directory.rstrip("/")))


main()

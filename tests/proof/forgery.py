"""What forgers do to evidence: a leaf altered, and seals and digest made anew by who knows the format."""
import copy
import hashlib
import json


def sm3(text):
    return hashlib.new("sm3", text.encode()).hexdigest()


def leaves(value, pointer=()):
    if isinstance(value, (dict, list)) and value:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, pointer + (key,))
    else:
        yield pointer, value


def name_of(pointer):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return (value[:-1] + ("1" if value[-1] != "1" else "2")) if value else "1"
    return ["1"] if value == [] else "1"


def altered(document, pointer):
    copied = copy.deepcopy(document)
    parent = copied
    for step in pointer[:-1]:
        parent = parent[step]
    parent[pointer[-1]] = other(parent[pointer[-1]])
    return copied


def renewed(document):
    """What a forger does who knows the format: seals and digest made anew."""
    rest = {key: value for key, value in document.items() if key not in ("seals", "digest", "signature")}
    seals = {name_of(p): sm3(name_of(p) + "\n" + json.dumps(v, ensure_ascii=False, separators=(",", ":")))[:16] for p, v in leaves(rest)}
    rest["seals"] = seals
    rest["digest"] = "sm3:" + sm3(json.dumps(rest, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    return rest

#!/usr/bin/python3
"""Random cases of the six shipped policies, one per line, the same ones every time: cases.py [COUNT]."""
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))
from calc_oracle import random_case  # noqa: E402

rng = random.Random(5)
for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 100000):
    print(json.dumps(random_case(rng, number), ensure_ascii=False))

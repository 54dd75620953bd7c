"""k, l and t by pycanon, run by an interpreter that has it: `peer.py TABLE.csv` prints values and CPU seconds as JSON.

The last column is the sensitive one, the others are quasi-identifiers. Reading the file is not counted.
"""

from __future__ import annotations

import json
import sys
import time

import pandas as pd
from pycanon import anonymity


def main(path: str) -> None:
    data = pd.read_csv(path, dtype=str, keep_default_na=False)
    *quasi, sensitive = data.columns
    found: dict[str, list[float]] = {}
    for name, work in (
        ("k", lambda: anonymity.k_anonymity(data, quasi)),
        ("l", lambda: anonymity.l_diversity(data, quasi, [sensitive])),
        ("t", lambda: anonymity.t_closeness(data, quasi, [sensitive])),
    ):
        start = time.process_time()
        value = work()
        found[name] = [float(value), time.process_time() - start]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])

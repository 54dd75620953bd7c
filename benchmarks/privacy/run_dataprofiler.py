"""Columns that DataProfiler labels as something personal."""

from __future__ import annotations

import json
import sys

try:
    import dataprofiler
    import pandas
except ImportError:
    sys.exit(3)

PERSONAL = {"ADDRESS", "BAN", "CREDIT_CARD", "DRIVERS_LICENSE", "EMAIL_ADDRESS", "PERSON", "PHONE_NUMBER", "SSN"}
flagged = {}
for name in sys.argv[1:]:
    frame = pandas.read_csv(name, dtype=str, keep_default_na=False)
    report = dataprofiler.Profiler(frame).report(report_options={"output_format": "compact"})
    labels = [str(c.get("data_label", "")).split("|") for c in report["data_stats"]]
    flagged[name] = [i for i, found in enumerate(labels) if PERSONAL & set(found)]
print(json.dumps({"": flagged}))

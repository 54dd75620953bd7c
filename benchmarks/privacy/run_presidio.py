"""Columns that presidio-structured gives an entity, with the telephone recogniser set to Japan and no language model."""

from __future__ import annotations

import json
import sys

try:
    import pandas
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer
    from presidio_structured import PandasAnalysisBuilder
except ImportError:
    sys.exit(3)

import spacy


class Blank(SpacyNlpEngine):  # type: ignore[misc]
    """Tokens only: models for Japanese are not shipped with the package."""

    def __init__(self) -> None:
        super().__init__()
        self.nlp = {"ja": spacy.blank("xx")}


registry = RecognizerRegistry(supported_languages=["ja"])
registry.load_predefined_recognizers(languages=["ja"])
registry.add_recognizer(PhoneRecognizer(supported_regions=("JP",), supported_language="ja"))
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["ja"])
flagged = {}
for name in sys.argv[1:]:
    frame = pandas.read_csv(name, dtype=str, keep_default_na=False)
    frame.columns = [str(i) for i in range(frame.shape[1])]
    found = PandasAnalysisBuilder(analyzer=analyzer).generate_analysis(frame, language="ja")
    flagged[name] = sorted(int(column) for column in found.entity_mapping)
print(json.dumps(flagged))

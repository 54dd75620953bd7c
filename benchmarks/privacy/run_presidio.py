"""Columns that presidio-structured gives an entity, as JSON on the last line.

MODEL names a spaCy model that is installed (`ja_ginza`), or is empty: then only patterns are asked, with the telephone
recogniser set to Japan. A second reading leaves out
dates and addresses of pages, which a public table is full of. The labels of the model are told to presidio, and it gets
the bundled list of domain suffixes, which it would otherwise try to download.
"""

from __future__ import annotations

import json
import os
import sys

try:
    import pandas
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer, SpacyRecognizer
    from presidio_structured import PandasAnalysisBuilder
except ImportError:
    sys.exit(3)

MODEL = os.environ.get("MODEL", "")
#: Labels of ja_ginza (extended named entities) that mean something to presidio.
LABELS = {
    "Person": "PERSON",
    "Phone_Number": "PHONE_NUMBER",
    "Email": "EMAIL_ADDRESS",
    "Date": "DATE_TIME",
    "Era": "DATE_TIME",
    **dict.fromkeys(("Postal_Address", "Address_Other", "City", "Province", "County", "GPE_Other"), "LOCATION"),
}
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Loaded(SpacyNlpEngine):  # type: ignore[misc]
    """The model from its package; the engine itself would look for it on the network."""

    def __init__(self) -> None:
        super().__init__(ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping=LABELS))
        self.nlp = {"ja": spacy.load(MODEL) if MODEL else spacy.blank("xx")}


registry = RecognizerRegistry(supported_languages=["ja"])
registry.load_predefined_recognizers(languages=["ja"])
registry.add_recognizer(PhoneRecognizer(supported_regions=("JP",), supported_language="ja"))
if MODEL:
    registry.add_recognizer(SpacyRecognizer(supported_language="ja"))
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Loaded(), supported_languages=["ja"])
entities = {}
for name in sys.argv[1:]:
    frame = pandas.read_csv(name, dtype=str, keep_default_na=False)
    frame.columns = [str(i) for i in range(frame.shape[1])]
    found = PandasAnalysisBuilder(analyzer=analyzer).generate_analysis(frame, language="ja")
    entities[name] = {int(column): entity for column, entity in found.entity_mapping.items()}
variants = {
    suffix: {name: [c for c, e in found.items() if e not in left_out] for name, found in entities.items()}
    for suffix, left_out in (("", ()), (", no dates", ("DATE_TIME", "URL")))
}
print(json.dumps(variants))

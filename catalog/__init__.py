"""machi-catalog: from a folder of municipal datasets to a screened, described, searchable open-data catalogue."""

__version__ = "0.1.0"

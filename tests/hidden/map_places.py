"""Places of map files: members, sidecars and records that no map draws. All of these go out as they are."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import shapefile

from tests.hidden.examples import zip_of

Builder = Callable[[Path], Path]


def _text(name: str, text: str) -> Callable[[str], Builder]:
    def of(value: str) -> Builder:
        def build(folder: Path) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(text.replace("@@", value), encoding="utf-8")
            return path

        return build

    return of


def _geojson(collection: str = "", feature: str = "", geometry: str = "", more: str = "") -> Callable[[str], Builder]:
    text = (
        f'{{"type":"FeatureCollection",{collection}"features":[{{"type":"Feature",{feature}"geometry":{{"type":"Point",'
        f'"coordinates":[139.7,35.6]{geometry}}},"properties":{{"名称":"さくら公民館"}}}}{more}]}}'
    )
    return _text("a.geojson", text)


def _topojson(top: str = "", group: str = "", shape: str = "", arc: str = "") -> Callable[[str], Builder]:
    text = (
        f'{{"type":"Topology",{top}"objects":{{"a":{{"type":"GeometryCollection",{group}"geometries":[{{"type":"Point",'
        f'"coordinates":[1,2]{shape},"properties":{{"名称":"さくら"}}}}]}}}},"arcs":[{arc}]}}'
    )
    return _text("a.json", text)


def _kml(
    head: str = "", top: str = "", inside: str = "", tail: str = "", attribute: str = ""
) -> Callable[[str], Builder]:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{top}'
        f"<Placemark{attribute}><name>さくら公民館</name>{inside}<Point><coordinates>139.7,35.6</coordinates></Point>"
        f"</Placemark></Document></kml>{tail}"
    )
    return _text("a.kml", text)


def _layer(
    files: dict[str, bytes] | None = None,
    table: Callable[[bytes, bytes], bytes] = lambda dbf, _: dbf,
    shapes: Callable[[bytes, bytes], bytes] = lambda shp, _: shp,
) -> Callable[[str], Builder]:
    def of(value: str) -> Builder:
        def build(folder: Path) -> Path:
            shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
            with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding="cp932") as writer:
                writer.field("NAME", "C", 40)
                writer.field("BIKO", "C", 60)
                for number, name in enumerate(("さくら公民館", "もみじ公民館")):
                    writer.point(139.7 + number / 100, 35.6)
                    writer.record(name, "市の施設")
            word = value.encode("cp932")
            members = {
                "a.shp": shapes(shp.getvalue(), word),
                "a.shx": shx.getvalue(),
                "a.dbf": table(dbf.getvalue(), word),
            }
            members |= {name: data.replace(b"@@", word) for name, data in (files or {}).items()}
            return zip_of(folder, members)

        return build

    return of


def _deleted(dbf: bytes, word: bytes) -> bytes:
    """The second record marked as deleted."""
    head, size = int.from_bytes(dbf[8:10], "little"), int.from_bytes(dbf[10:12], "little")
    record = b"*" + b" " * 40 + word.ljust(size - 41)
    return dbf[: head + size] + record + dbf[head + 2 * size :]


def _feed(name: str, text: str) -> Callable[[str], Builder]:
    stops = "stop_id,stop_name,stop_lat,stop_lon\nS1,さくら公民館前,35.6,139.7\n".encode()
    routes = "route_id,route_short_name,route_type\nR1,中央線,3\n".encode()
    return lambda value: (
        lambda folder: zip_of(
            folder, {"stops.txt": stops, "routes.txt": routes, name: text.replace("@@", value).encode()}
        )
    )


_EMPTY = '{"type":"Feature","geometry":%s,"properties":%s}'
MAPS: dict[str, Callable[[str], Builder]] = {
    "geojson properties of the collection": _geojson('"properties":{"memo":"@@"},'),
    "geojson words in a bbox": _geojson('"bbox":["@@"],'),
    "geojson id of the collection": _geojson('"id":"@@",'),
    "geojson coordinates of the collection": _geojson('"coordinates":["@@"],'),
    "geojson words in the bbox of a feature": _geojson(feature='"bbox":["@@"],'),
    "geojson member of a geometry": _geojson(geometry=',"memo":"@@"'),
    "geojson feature that is a text": _geojson(more=',"@@"'),
    "geojson words among coordinates": _geojson(more=',{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2,"@@"]},"properties":{}}'),
    "geojson properties that are a text": _geojson(more="," + _EMPTY % ("null", '"@@"')),
    "geojson properties that are a list": _geojson(more="," + _EMPTY % ("null", '["@@"]')),
    "geojson kind of a feature": _geojson(more=',{"type":"@@","geometry":null,"properties":{"名称":"x"}}'),
    "geojson kind of a geometry": _geojson(more="," + _EMPTY % ('{"type":"@@"}', '{"名称":"x"}')),
    "geojson geometry that is a text": _geojson(more="," + _EMPTY % ('"@@"', '{"名称":"x"}')),
    "geojson name of a member": _geojson('"@@":1,'),
    "topojson words among arcs": _topojson(arc='["@@"]'),
    "topojson words in a bbox": _topojson('"bbox":["@@"],'),
    "topojson transform": _topojson('"transform":{"scale":["@@"]},'),
    "topojson member of an object": _topojson(group='"memo":"@@",'),
    "topojson member of a geometry": _topojson(shape=',"memo":"@@"'),
    "kml instruction": _kml("<?memo @@?>"),
    "kml comment after the end": _kml(tail="<!-- @@ -->"),
    "kml address of a namespace": _kml(attribute=' xmlns:x="http://www.example.jp/@@"'),
    "kml text with an address": _kml(top="<description>http://www.example.jp/ @@</description>"),
    "kml comment in a description": _kml(inside="<description><![CDATA[<!-- @@ -->]]></description>"),
    "shapefile deleted record": _layer(table=_deleted),
    "shapefile behind the records": _layer(table=lambda dbf, word: dbf + word),
    "shapefile behind the shapes": _layer(shapes=lambda shp, word: shp + b"\n" + word),
    "shapefile table without shapes": _layer({"b.dbf": b"\x03" + b"\0" * 60 + b"@@"}),
    "shapefile spatial index": _layer({"a.sbn": b"@@"}),
    "shapefile attribute of its metadata": _layer({"a.shp.xml": b'<metadata author="@@"/>'}),
    "gtfs text of its own": _feed("memo.txt", "@@\n"),
    "gtfs map beside the tables": _feed("a.geojson", '{"type":"FeatureCollection","properties":{"memo":"@@"},"features":[]}'),
    "gtfs table beside the tables": _feed("a.csv", "名称,担当\nA,@@\n"),
}  # fmt: skip

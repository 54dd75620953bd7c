// A dataset's short texts as its row in a shard holds them. Twin of catalog/search/head.py.

/** A head from its row, with everything that matching needs: texts normalised, values of facets. */
export function head(row, labels, normal) {
  const text = (key) => String(row[key] ?? "");
  const lines = (key) => text(key).split("\n").filter(Boolean);
  const [themes, formats, standards] = [lines("a"), lines("b"), lines("d")];
  const [title, english, reading] = [normal(text("t")), normal(text("e")), normal(text("y"))];
  const plain = reading.replaceAll(" ", "");
  const keywords = lines("k").map(normal);
  const publisher = [text("p"), text("q")].filter(Boolean).map(normal);
  const places = lines("l").map(normal);
  const quality = row.h ?? -1;
  const facets = {
    theme: themes,
    format: formats,
    publisher: [text("p")],
    licence: [text("c")],
    standard: standards,
    area: [text("f")],
    year: [text("u").slice(0, 4)],
    quality: quality < 0 ? [] : [quality >= 80 ? "80" : quality >= 60 ? "60" : quality >= 40 ? "40" : "0"],
    map: row.m ? ["yes"] : [],
    level: [text("o")],
  };
  for (const facet of Object.keys(facets)) facets[facet] = facets[facet].filter(Boolean);
  return {
    number: row.n,
    row,
    title,
    titleLength: [...title].length,
    english,
    englishLength: [...english].length,
    reading: plain,
    keywords,
    publisher,
    places,
    spellings: text("x"),
    standards: standards.flatMap((standard) => labels.standard[standard] ?? []).map(normal).join("\n"),
    whole: [title, english, reading, plain, ...keywords, ...publisher, ...places].filter(Boolean).join("\n"),
    facets,
    rank: row.g ?? 0,
  };
}

/** The rows of a shard that is written column by column. */
export function rows(columns) {
  const keys = Object.keys(columns);
  return (columns.n ?? []).map((_, at) => Object.fromEntries(keys.map((key) => [key, columns[key][at]])));
}

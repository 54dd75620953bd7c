// The index as it is fetched: only the shards a query needs. Twin of catalog/search/{store,codec}.py.
//
// The engine is synchronous: what it asks for and is not here yet is noted in `pending`; `settle` then throws NotHere,
// the caller fetches all of it at once and asks again. So one question costs as many rounds as it has stages.

import { Language, loosen } from "./language.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** Thrown when an answer needs files that are not here yet. */
export class NotHere extends Error {}

export function decode(text) {
  const numbers = [];
  let [last, gap, shift] = [0, 0, 0];
  for (const digit of text) {
    const value = VALUES.get(digit);
    gap |= (value & 31) << shift;
    if (value & 32) {
      shift += 5;
      continue;
    }
    last += gap;
    numbers.push(last);
    gap = 0;
    shift = 0;
  }
  return numbers;
}

export function fnv(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

export function cover(term) {
  const letters = [...term];
  const last = letters.length - 3;
  if (last <= 0) return [term];
  const starts = [];
  if (last <= 6) for (let at = 0; at <= last; at += 2) starts.push(at);
  else starts.push(0, Math.floor(last / 3), Math.floor((2 * last) / 3), last);
  starts.push(last);
  return [...new Set(starts.map((at) => letters.slice(at, at + 3).join("")))];
}

function intersect(lists) {
  const [first, ...others] = [...lists].sort((a, b) => a.length - b.length);
  let found = first ?? [];
  for (const other of others) {
    const held = new Set(other);
    found = found.filter((number) => held.has(number));
  }
  return found;
}

export class Store {
  /** @param {(path: string) => Promise<any>} read parsed JSON of a file below the index folder */
  constructor(read) {
    this.read = read;
    this.files = new Map();
    this.pending = new Set();
    this.made = new Map();
  }

  /** The manifest, and the heads with it: everything that the first question needs. */
  async open() {
    this.manifest = await this.read("index.json");
    const { mode, count, grams, characters } = this.manifest;
    this.large = mode === "grams";
    this.count = count;
    this.classes = grams.classes;
    this.language = new Language(characters);
    this.normalise = (text) => this.language.normalise(text);
    this.headMap = new Map();
    if (!this.large) {
      const shards = await Promise.all(this.#paths("heads", this.manifest.heads).map((path) => this.read(path)));
      for (const row of shards.flatMap(rows)) this.headMap.set(row.n, this.head(row));
    }
    return this;
  }

  get heads() {
    return this.headMap;
  }

  /** Throws when something that was asked for is not here. Called between the stages of an answer. */
  settle() {
    if (this.pending.size) throw new NotHere();
  }

  /** Asks again until everything is here. */
  async answer(question) {
    for (;;) {
      this.pending.clear();
      try {
        const value = question();
        this.settle();
        return value;
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        await Promise.all([...this.pending].map((path) => this.#fetch(path)));
      }
    }
  }

  /** A file, or null when it has to be fetched first. A shard that cannot be had is an empty one: no failed search. */
  file(path) {
    if (this.files.has(path)) return this.files.get(path);
    this.pending.add(path);
    return null;
  }

  async #fetch(path) {
    try {
      this.files.set(path, await this.read(path));
    } catch {
      this.files.set(path, {});
    }
  }

  #once(key, make) {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key);
  }

  #paths(kind, table) {
    const names = table.names.match(/.{8}/gu) ?? [];
    return names.map((name) => `${kind}/${name}.json`);
  }

  /** The word lists; false while they are not here. */
  words() {
    if (this.language.words) return true;
    const words = this.file(`words.${this.manifest.words}.json`);
    if (words) this.language.learn(words);
    return Boolean(words);
  }

  get terms() {
    return this.file(`terms.${this.manifest.terms}.json`) ?? {};
  }

  get readings() {
    if (this.large) return new Map();
    const shards = this.#paths("readings", this.manifest.readings).map((path) => this.file(path));
    if (shards.some((shard) => !shard)) return new Map();
    return this.#once("readings", () => new Map(shards.flatMap(rows).map((row) => [row.n, row.r ?? ""])));
  }

  get sounds() {
    const readings = this.readings;
    if (!readings.size) return readings;
    return this.#once("sounds", () => new Map([...readings].map(([n, text]) => [n, text.split(" ").map(loosen).join(" ")])));
  }

  lists(piece) {
    const names = this.manifest.grams.names;
    const at = (fnv(piece) % (names.length / 8)) * 8;
    const shard = this.file(`grams/${names.slice(at, at + 8)}.json`);
    if (!shard) return {};
    return this.#once(`gram ${piece}`, () => {
      const texts = Object.hasOwn(shard, piece) ? shard[piece].split("|") : [];
      const found = {};
      texts.forEach((text, which) => {
        if (text) found[this.classes[which]] = decode(text);
      });
      return found;
    });
  }

  holding(term) {
    const found = cover(term).map((piece) => this.lists(piece));
    const held = {};
    for (const name of this.classes) {
      const numbers = intersect(found.map((one) => one[name] ?? []));
      if (numbers.length) held[name] = numbers;
    }
    return held;
  }

  /** The texts behind a hit; null while they are not here. */
  body(number) {
    const table = this.large ? this.manifest.cards : this.manifest.body;
    const starts = this.#once("starts", () => decode(table.starts));
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= number) low = middle + 1;
      else high = middle;
    }
    const name = table.names.slice((low - 1) * 8, low * 8);
    const shard = this.file(`body/${name}.json`);
    if (!shard) return null;
    return this.#once(`body ${name}`, () => new Map(rows(shard).map((row) => [row.n, row]))).get(number) ?? {};
  }

  card(number) {
    if (!this.large) return this.headMap.get(number);
    const row = this.body(number);
    return row ? this.head(row) : null;
  }

  facetLists(facet) {
    const name = this.manifest.facet_lists[facet];
    if (!name) return {};
    const file = this.file(`facets/${name}.json`);
    if (!file) return {};
    return this.#once(`facet ${facet}`, () => Object.fromEntries(Object.entries(file).map(([value, text]) => [value, decode(text)])));
  }

  head(row) {
    const labels = this.manifest.facets;
    const text = (key) => String(row[key] ?? "");
    const lines = (key) => text(key).split("\n").filter(Boolean);
    const normal = this.normalise;
    const [themes, formats, standards] = [lines("a"), lines("b"), lines("d")];
    const names = [...themes.flatMap((theme) => labels.theme[theme] ?? [theme]), ...formats, text("c")].map(normal);
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
      labels: new Set(names.flatMap((name) => [name, ...name.split(/[・、, ]/u)]).filter(Boolean)),
      standards: standards.flatMap((standard) => labels.standard[standard] ?? []).map(normal).join("\n"),
      whole: [title, english, reading, plain, ...keywords, ...publisher, ...places].filter(Boolean).join("\n"),
      facets,
      rank: row.g ?? 0,
    };
  }
}

function rows(columns) {
  const keys = Object.keys(columns);
  return (columns.n ?? []).map((_, at) => Object.fromEntries(keys.map((key) => [key, columns[key][at]])));
}

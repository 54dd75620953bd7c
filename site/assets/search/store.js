// The index as it is fetched: only the shards a query needs. Twin of catalog/search/store.py.
//
// The engine is synchronous: what it asks for and is not here yet is noted in `pending`; `settle` then throws NotHere,
// the caller fetches all of it at once and asks again. So one question costs as many rounds as it has stages.

import { MARK, MOST_PIECES, cover, decode, fnv, home, intersect, place } from "./codec.js";
import { Column, FIRST_FACETS } from "./facets.js";
import { head, rows } from "./head.js";
import { Language } from "./language.js";

/** Thrown when an answer needs files that are not here yet. */
export class NotHere extends Error {}

const [TEXT_EDGES, SOUND_EDGES, SOUNDS] = [["b", "e"], ["y", "w"], ["r"]];
const EDGES = [...TEXT_EDGES, ...SOUND_EDGES];
const [MOST_REQUESTS, LEAST_CARDS] = [12, 2];
const [BUDGET, SEVERAL] = [6, 2];
export const [SOFT_BUDGET, SOFT_PIECES] = [12, 2];
const SOUND = /^(?:[ぁ-ゖー]+|[a-z0-9]+)$/u;
const [LONG_TERM, LONG_PIECES] = [6, 7];
const BATCH = 2;
const EVERYTHING = -(2 ** 30);
const NAMED_FACETS = { heads: ["theme", "format", "licence"], grams: ["theme", "format"] };

/** Names of facet values and their parts (健康・医療: itself, 健康, 医療). */
const labelParts = (names) => [...new Set(names.flatMap((name) => [name, ...name.split(/[・、, ]/u)]))].filter(Boolean);

/** Reads parsed JSON below an address; the manifest is asked for anew, all else is named by its content. */
export const reader = (base) => async (path) => {
  const answer = await fetch(new URL(path, base), path === "index.json" ? { cache: "no-cache" } : {});
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
};

export class Store {
  /** @param {(path: string) => Promise<any>} read parsed JSON of a file below the index folder */
  constructor(read) {
    this.read = read;
    this.files = new Map();
    this.pending = new Set();
    this.made = new Map();
    /** files that were asked for */
    this.requests = 0;
    /** shards of grams that the question at hand has read: in this way to answer it; in all, near words as −1, −2 … */
    this.touched = new Set();
    this.seen = new Set();
    /** shards of texts read to look again whether a word stands there in one piece */
    this.looked = new Set();
    this.pieces = MOST_PIECES;
  }

  /** The manifest, and the heads with it: everything that the first question needs. */
  async open() {
    this.manifest = await this.read("index.json");
    this.requests += 1;
    const { mode, count, grams, characters } = this.manifest;
    this.large = mode === "grams";
    this.budget = BUDGET;
    this.reserve = this.large ? LEAST_CARDS : 0;
    this.most = MOST_REQUESTS - 2 - (this.reserve || this.manifest.heads.names.length / 8);
    this.count = count;
    this.classes = grams.classes;
    this.regionStarts = this.manifest.regions.map(([start]) => start);
    this.language = new Language(characters);
    this.normalise = (text) => this.language.normalise(text);
    this.headMap = new Map();
    if (!this.large) {
      const shards = await Promise.all(this.#paths("heads", this.manifest.heads).map((path) => this.read(path)));
      for (const row of shards.flatMap(rows)) this.headMap.set(row.n, head(row, this.manifest.facets, this.normalise));
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
    this.requests += 1;
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

  /** How well a dataset ranks by itself, 0 … 15. */
  rank(number) {
    if (!this.large) return this.headMap.get(number).rank;
    return this.manifest.regions[place(this.regionStarts, number)][1];
  }

  /** A question of so many terms begins: nothing is read for it yet. */
  ask(terms) {
    this.pieces = Math.max(2, MOST_PIECES + 1 - terms);
    this.seen.clear();
    this.looked.clear();
    this.again(BUDGET + (terms > 1 ? SEVERAL : 0));
  }

  /** Another way to answer the question begins, for which so many shards may be read, and so many pieces of a term. */
  again(budget = this.budget, pieces = this.pieces) {
    this.touched.clear();
    this.budget = budget;
    this.pieces = pieces;
  }

  /** The pieces of a term that are looked up; the key of what a term means is one. */
  cover(term, pieces = MOST_PIECES) {
    if (term.startsWith(MARK)) return [term];
    const most = Math.min(pieces, this.pieces);
    return cover(term, most === MOST_PIECES && [...term].length > LONG_TERM ? LONG_PIECES : most);
  }

  shard(piece) {
    return home(piece) % (this.manifest.grams.names.length / 8);
  }

  /** Whether terms that need not be looked for may still be. */
  affords(terms, pieces = MOST_PIECES) {
    const wanted = terms.flatMap((term) => this.cover(term, pieces)).map((piece) => this.shard(piece));
    return new Set([...this.touched, ...wanted]).size <= this.budget && this.#mayRead(wanted);
  }

  /** Whether at least the first piece of a term is within what a question may read. */
  begins(term) {
    return this.#mayRead([this.shard(this.cover(term)[0])]);
  }

  #mayRead(shards) {
    return this.counted(shards) <= this.most;
  }

  /**
   * Shards that the question has read, with some more: of grams and near words, of texts beyond the cards' own, of which
   * one is left for cards.
   */
  counted(shards = [], texts = []) {
    const looked = new Set([...this.looked, ...texts]).size;
    return new Set([...this.seen, ...shards]).size + Math.max(0, looked - Math.max(0, this.reserve - 1));
  }

  /** Whether these shards of texts may be read to look again; if so they are counted. */
  looks(shards) {
    if (this.counted([], shards) > this.most) return false;
    this.looked = new Set([...this.looked, ...shards]);
    return true;
  }

  #count(shard) {
    this.touched.add(shard);
    this.seen.add(shard);
  }

  #gramFile(shard) {
    return this.file(`grams/${this.manifest.grams.names.slice(shard * 8, shard * 8 + 8)}.json`);
  }

  /** Class → numbers whose texts of this class hold a piece. */
  lists(piece) {
    const shard = this.shard(piece);
    this.#count(shard);
    const file = this.#gramFile(shard);
    if (!file) return {};
    return this.#once(`gram ${piece}`, () => {
      const texts = Object.hasOwn(file, piece) ? file[piece].split("|") : [];
      const found = {};
      texts.forEach((text, which) => {
        if (text) found[this.classes[which]] = decode(text);
      });
      return found;
    });
  }

  /**
   * Class → numbers whose texts of this class hold a term, as far as its pieces tell; of the edges those at the edge.
   * `sounds`: the readings, not the texts. {} when the question has read too much already.
   */
  holding(term, pieces = MOST_PIECES, sounds = false) {
    if (!this.begins(term)) return {};
    const wanted = this.cover(term, pieces);
    const names = this.classes.filter((name) => !EDGES.includes(name) && SOUNDS.includes(name) === sounds);
    const found = new Map();
    const here = () => [...found.keys()].every((piece) => this.#gramFile(this.shard(piece)));
    const edge = (name) => found.get(name === "e" ? wanted.at(-1) : wanted[0])?.[name] ?? [];
    const held = () =>
      this.#once(`held ${sounds} ${term} ${[...found.keys()].join(" ")}`, () => {
        const all = names.map((name) => [name, intersect([...found.values()].map((one) => one[name] ?? []))]);
        const edges = (sounds ? SOUND_EDGES : TEXT_EDGES).map((name) => [name, edge(name)]);
        return Object.fromEntries([...all, ...edges].filter(([, numbers]) => numbers.length));
      });
    // a word in kana or Latin letters stands in the texts, or only its sound does; a long one is a sentence, often:
    // what is read first mostly tells that nothing holds it
    const long = [...term].length > LONG_TERM ? [...new Set([wanted[0], wanted.at(-1)])] : wanted;
    const batches = [SOUND.test(term) ? wanted.slice(0, 1) : long];
    const others = wanted.filter((piece) => !batches[0].includes(piece));
    while (others.length) batches.push(others.splice(0, BATCH));
    for (const batch of batches) {
      for (const piece of batch) if (this.#mayRead([this.shard(piece)])) found.set(piece, this.lists(piece));
      if (!here()) {
        for (const piece of wanted) this.#count(this.shard(piece));
        return {};
      }
      if (!names.some((name) => held()[name])) return {};
    }
    return held();
  }

  get #table() {
    return this.large ? this.manifest.cards : this.manifest.body;
  }

  /** Which shard holds the texts behind a dataset. */
  bodyShard(number) {
    return place(this.#once("starts", () => decode(this.#table.starts)), number);
  }

  /** The shards of texts that were read already. */
  bodiesHere() {
    const names = this.#table.names.match(/.{8}/gu) ?? [];
    return new Set([...names.keys()].filter((at) => this.files.has(`body/${names[at]}.json`)));
  }

  /** The texts behind a hit; null while they are not here. */
  body(number) {
    const shard = this.bodyShard(number);
    const name = this.#table.names.slice(shard * 8, shard * 8 + 8);
    const file = this.file(`body/${name}.json`);
    if (!file) return null;
    return this.#once(`body ${name}`, () => new Map(rows(file).map((row) => [row.n, row]))).get(number) ?? {};
  }

  card(number) {
    if (!this.large) return this.headMap.get(number);
    const row = this.body(number);
    return row ? this.#once(`card ${number}`, () => head(row, this.manifest.facets, this.normalise)) : null;
  }

  /** Which values of a facet each dataset has; an empty column while its file is not here. */
  column(facet) {
    if (!this.large) {
      return this.#once(`column ${facet}`, () => {
        const numbers = [...this.headMap.keys()].sort((a, b) => a - b);
        return Column.of(numbers.map((number) => [number, this.headMap.get(number).facets[facet]]));
      });
    }
    const name = this.manifest.columns[facet];
    const file = FIRST_FACETS.includes(facet) ? this.manifest.first : name ? this.file(`facets/of.${name}.json`) : {};
    return file ? this.#once(`column ${facet}`, () => Column.from(file, facet)) : Column.from({}, facet);
  }

  /** The numbers of all datasets, ascending. */
  everything() {
    if (!this.large) return this.#once("all", () => [...this.headMap.keys()].sort((a, b) => a - b));
    const text = this.file(`all.${this.manifest.all}.json`);
    return typeof text === "string" ? this.#once("all", () => decode(text)) : [];
  }

  /** Numbers that have a facet value of that name. */
  named(word) {
    const names = this.#once("names", () => {
      const known = new Map();
      for (const facet of NAMED_FACETS[this.manifest.mode]) {
        const labels = this.manifest.facets[facet] ?? {};
        for (const value of this.column(facet).names()) {
          for (const name of labelParts((labels[value] ?? [value]).map(this.normalise))) known.set(name, [...(known.get(name) ?? []), [facet, value]]);
        }
      }
      return known;
    });
    const found = new Set();
    if (this.large && names.has(word)) {
      if (!this.#mayRead([EVERYTHING])) return [];
      this.seen.add(EVERYTHING);
    }
    for (const [facet, value] of names.get(word) ?? []) {
      const [column, numbers] = [this.column(facet), this.everything()];
      const kept = column.chosen(new Set([value]));
      const at = column.at(numbers);
      for (let place = 0; place < numbers.length; place++) if (kept[at[place]]) found.add(numbers[place]);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** Words that occur, by the first or last characters of a word that may be misspelt. */
  near(key) {
    const { names } = this.manifest.near;
    const shard = fnv(key) % (names.length / 8);
    if (!this.#mayRead([-1 - shard])) return [];
    this.seen.add(-1 - shard);
    const at = shard * 8;
    const file = this.file(`near/${names.slice(at, at + 8)}.json`);
    return file && Object.hasOwn(file, key) ? file[key].split("\n") : [];
  }
}

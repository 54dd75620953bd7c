// Which values of a facet each dataset has, and how many of the datasets found have each. Twin of catalog/search/facets.py.

import { decode, place, unpack } from "./codec.js";

export const FACETS = ["theme", "format", "publisher", "licence", "standard", "area", "year", "quality", "map", "level"];
/** Facets that a page counts at once; the manifest itself holds their column. */
export const FIRST_FACETS = ["theme", "format"];

/** One facet of all datasets: from the number `starts[i]` on they have `values[which[i]]`. */
export class Column {
  constructor(starts, which, values) {
    [this.starts, this.which, this.values] = [starts, which, values];
  }

  /** The column of [number, values] in order of numbers. */
  static of(rows) {
    const [starts, which, values] = [[0], [0], [[]]];
    const places = new Map([["", 0]]);
    for (const [number, held] of rows) {
      const key = held.join("\n");
      if (!places.has(key)) {
        places.set(key, values.length);
        values.push(held);
      }
      if (places.get(key) === which.at(-1)) continue;
      starts.push(number);
      which.push(places.get(key));
    }
    return new Column(starts, which, values);
  }

  /** A facet's column from the file of a large catalogue; empty where it holds none. */
  static from(file, facet) {
    const own = file.facets?.indexOf(facet) ?? -1;
    if (own < 0) return new Column([0], [0], [[]]);
    const values = file.values.map((one) => one[own].split("\n").filter(Boolean));
    return new Column([0, ...decode(file.starts)], [values.length, ...unpack(file.which)], [...values, []]);
  }

  /** For each of ascending numbers the place of its values in `values`. */
  at(numbers) {
    const { starts, which } = this;
    const places = new Int32Array(numbers.length);
    const few = numbers.length * 16 < starts.length;
    let run = 0;
    for (let at = 0; at < numbers.length; at++) {
      if (few) run = place(starts, numbers[at], run);
      else while (run + 1 < starts.length && starts[run + 1] <= numbers[at]) run++;
      places[at] = which[run];
    }
    return places;
  }

  /** All values that occur. */
  names() {
    return [...new Set(this.values.flat())].sort();
  }

  /** For each of `values` whether one of the wanted ones is among them. */
  chosen(wanted) {
    return this.values.map((values) => values.some((value) => wanted.has(value)));
  }
}

/** Facet → Set of the values meant: a value's code or any of its names, as typed or part of it. */
export function wantedValues(store, given) {
  const wanted = new Map();
  for (const [facet, typed] of given) {
    if (!FACETS.includes(facet)) continue;
    const text = store.normalise(typed);
    const values = store.column(facet).names();
    const names = new Map(values.map((value) => [value, [value, ...(store.manifest.facets[facet]?.[value] ?? [])].map(store.normalise)]));
    let meant = values.filter((value) => value === typed);
    if (!meant.length) meant = values.filter((value) => names.get(value).includes(text));
    if (!meant.length) meant = values.filter((value) => names.get(value).some((name) => name.includes(text)));
    if (!wanted.has(facet)) wanted.set(facet, new Set());
    for (const value of meant) wanted.get(facet).add(value);
  }
  return wanted;
}

const MANY = 255;

/**
 * [which of the ascending numbers have a wanted value in every facet (a 1 each, else 0), facet → [[value, how many it
 * would leave], …] for the facets to count].
 */
export function narrowed(store, numbers, wanted, counted) {
  // the facet that a number misses, counted from 1; one that misses several counts for none
  const missed = new Uint8Array(numbers.length);
  const filters = [...wanted.keys()];
  filters.forEach((facet, one) => {
    const column = store.column(facet);
    const kept = column.chosen(wanted.get(facet));
    const places = column.at(numbers);
    for (let at = 0; at < numbers.length; at++) if (!kept[places[at]]) missed[at] = missed[at] ? MANY : one + 1;
  });
  const counts = {};
  for (const facet of counted) {
    const column = store.column(facet);
    const places = column.at(numbers);
    const own = filters.indexOf(facet) + 1;
    const within = new Int32Array(column.values.length);
    for (let at = 0; at < numbers.length; at++) if (!missed[at] || missed[at] === own) within[places[at]] += 1;
    const tally = new Map();
    column.values.forEach((values, at) => {
      if (within[at]) for (const value of values) tally.set(value, (tally.get(value) ?? 0) + within[at]);
    });
    if (tally.size) counts[facet] = [...tally].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  }
  return [missed.map((one) => (one ? 0 : 1)), counts];
}

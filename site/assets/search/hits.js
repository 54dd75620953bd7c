// What was found, as columns: ascending numbers, and packed in one number each what a hit is worth, how it was found and in
// which fields it stands. Reads like a Map of number → [weight, fields, how], without an object for each of them.

import { place } from "./codec.js";

/** How a hit was found: as typed, or by another form of the word. */
export const HOW = ["", "spelling", "reading", "romaji", "synonym"];
const [FIELD_BITS, ALL_FIELDS, WORTH] = [10, 1023, 13];

const pack = (weight, how, fields) => (weight << WORTH) | (how << FIELD_BITS) | fields;
const unpack = (value) => [value >>> WORTH, value & ALL_FIELDS, HOW[(value >>> FIELD_BITS) & 7]];

export class Hits {
  constructor(numbers = new Int32Array(0), packed = new Uint32Array(0)) {
    [this.numbers, this.packed] = [numbers, packed];
  }

  get size() {
    return this.numbers.length;
  }

  has(number) {
    return this.numbers[place(this.numbers, number)] === number;
  }

  get(number) {
    const at = place(this.numbers, number);
    return this.numbers[at] === number ? unpack(this.packed[at]) : undefined;
  }

  /** What the hit at a place is worth, and in which fields it stands. */
  weight(at) {
    return this.packed[at] >>> WORTH;
  }

  fields(at) {
    return this.packed[at] & ALL_FIELDS;
  }

  keys() {
    return this.numbers.values();
  }

  *[Symbol.iterator]() {
    for (let at = 0; at < this.numbers.length; at++) yield [this.numbers[at], unpack(this.packed[at])];
  }

  /** An array of what `make(number, weight, fields, how)` makes of each. */
  map(make) {
    return Array.from(this.numbers, (number, at) => make(number, ...unpack(this.packed[at])));
  }

  /** Those whose number `keep` keeps. */
  filter(keep) {
    const numbers = this.numbers.filter(keep);
    let from = 0;
    return new Hits(numbers, Uint32Array.from(numbers, (number) => {
      while (this.numbers[from] !== number) from++;
      return this.packed[from];
    }));
  }
}

/** From one number in so many on, going through all that there may be is quicker than sorting those found. */
const DENSE = 64;
const idle = new Map();

/** Hits as they are found, in any order; found again, a number keeps its best weight, how that came, and all fields. */
export class Gathering {
  /** @param {number} room all numbers are below */
  constructor(room) {
    this.room = room;
    this.packed = idle.get(room)?.pop() ?? new Uint32Array(room);
    this.numbers = [];
    /** the last number, while they come ascending */
    this.last = -1;
  }

  #note(number) {
    this.numbers.push(number);
    this.last = number > this.last ? number : Infinity;
  }

  add(number, weight, fields, how = 0) {
    const before = this.packed[number];
    if (!before) {
      this.#note(number);
      this.packed[number] = pack(weight, how, fields);
    } else if (weight > before >>> WORTH) this.packed[number] = pack(weight, how, fields | (before & ALL_FIELDS));
    else this.packed[number] = before | fields;
  }

  has(number) {
    return this.packed[number] > 0;
  }

  /** In place of what was gathered of the number before. */
  set(number, weight, fields, how = 0) {
    if (!this.packed[number]) this.#note(number);
    this.packed[number] = pack(weight, how, fields);
  }

  /** Adds hits as they are, to none before them. */
  take(hits) {
    hits.numbers.forEach((number, at) => {
      this.#note(number);
      this.packed[number] = hits.packed[at];
    });
  }

  /** Adds hits that count so many hundredths. */
  join(hits, how, worth) {
    const { numbers, packed } = hits;
    for (let at = 0; at < numbers.length; at++) {
      this.add(numbers[at], Math.floor(((packed[at] >>> WORTH) * worth) / 100), packed[at] & ALL_FIELDS, how);
    }
  }

  /** What was gathered. Ends it. */
  hits() {
    const { packed, room } = this;
    const numbers = new Int32Array(this.numbers.length);
    if (this.last < Infinity) numbers.set(this.numbers);
    else if (numbers.length * DENSE > room) {
      for (let number = 0, at = 0; at < numbers.length; number++) if (packed[number]) numbers[at++] = number;
    } else {
      numbers.set(this.numbers);
      numbers.sort();
    }
    const values = new Uint32Array(numbers.length);
    for (let at = 0; at < numbers.length; at++) {
      values[at] = packed[numbers[at]];
      packed[numbers[at]] = 0;
    }
    if (!idle.has(room)) idle.set(room, []);
    idle.get(room).push(packed);
    return new Hits(numbers, values);
  }
}

/** Hits of every word: weights averaged, fields joined, the first way of finding that is not "as typed". */
export function both(every) {
  if (every.length < 2) return every[0] ?? new Hits();
  const [least, ...others] = [...every].sort((a, b) => a.size - b.size);
  const places = others.map(() => 0);
  const found = [];
  for (const number of least.numbers) {
    const held = others.every((one, which) => {
      const at = place(one.numbers, number, places[which]);
      places[which] = Math.max(at, 0);
      return one.numbers[at] === number;
    });
    if (held) found.push(number);
  }
  const numbers = Int32Array.from(found);
  const packed = new Uint32Array(numbers.length);
  const from = every.map(() => 0);
  numbers.forEach((number, at) => {
    let [weight, fields, how] = [0, 0, 0];
    every.forEach((one, which) => {
      from[which] = place(one.numbers, number, from[which]);
      const value = one.packed[from[which]];
      weight += value >>> WORTH;
      fields |= value & ALL_FIELDS;
      how ||= (value >>> FIELD_BITS) & 7;
    });
    packed[at] = pack(Math.floor(weight / every.length), how, fields);
  });
  return new Hits(numbers, packed);
}

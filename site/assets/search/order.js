// The order of what was found: the best first, series together. Twin of catalog/search/{hit,order}.py.

import { decode } from "./codec.js";
import { stem } from "./language.js";

export const [AS_TYPED, OTHER_FORMS, SENTENCE, PART, NEAR, ALIKE] = [0, 1, 2, 3, 4, 5];
export const KINDS = ["typed", "forms", "sentence", "part", "near", "alike"];
const STEM_SHARE = 90;
/** From one hit in so many numbers on, a number's place is kept in an array of all. */
const DENSE = 64;
/** Files that a first question to a large catalogue may read, shards of cards that a later one reads at first. */
const [MOST_REQUESTS, LATER_SHARDS] = [12, 2];

export const hitOf = (number, tier, score, fields, via = "") => ({ number, tier, score, fields, via });

/** Compares by keys in order, the first that differs tells. */
export const byKeys = (key) => (a, b) => {
  const [one, other] = [key(a), key(b)];
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  return 0;
};

/**
 * `page` for `ordered`: as many shards of cards as the requests of a first question leave (later ones: few), the others come
 * when the list is scrolled.
 */
export function firstCards(store) {
  let first = null;
  const left = () => MOST_REQUESTS - store.requests;
  return () => (first ??= { shards: left() > 0 ? left() : LATER_SHARDS, here: store.bodiesHere() });
}

/**
 * The best `limit` hits (`cards`: with all members of so many series and single ones); members of a series that score nearly as well follow their best one, newest first.
 * `page` says how many shards of cards may be read for that in a large catalogue beside those that are here.
 */
export function ordered(store, hits, limit, page, cards) {
  const { shards, here } = (store.large && page?.()) || { shards: Infinity, here: new Set() };
  const room = 2 ** Math.ceil(Math.log2(store.manifest.room + 1));
  const keys = new Float64Array(hits.length);
  const places = new Map();
  const index = hits.length * DENSE > store.manifest.room ? new Int32Array(store.manifest.room) : null;
  const placeOf = (number) => (index ? index[number] - 1 : places.get(number) ?? -1);
  hits.forEach((hit, at) => {
    hit.score += 4 * store.rank(hit.number);
    // class, score downwards, number: one number that sorts as the three do
    keys[at] = (classOf(hit) * 65536 + (65535 - hit.score)) * room + hit.number;
    if (index) index[hit.number] = at + 1;
    else places.set(hit.number, at);
  });
  const out = [];
  const placed = new Set();
  // those that an earlier round of this question asked for are read, whether their hits still lead or not
  const read = new Set(page && store.large ? [...store.bodiesHere()].filter((shard) => !here.has(shard)) : []);
  let drawn = 0;
  for (const key of keys.slice().sort()) {
    const hit = hits[placeOf(key % room)];
    if ((cards ? drawn : out.length) >= limit) break;
    if (placed.has(hit.number)) continue;
    if (store.large) {
      const shard = store.bodyShard(hit.number);
      if (!here.has(shard)) read.add(shard);
      if (read.size > shards) break;
    }
    const others = members(store, hit.number).filter((number) => placeOf(number) >= 0 && !placed.has(number));
    const group = others.map(placeOf).sort((a, b) => keys[a] - keys[b]).map((at) => hits[at])
      .filter((one) => one.tier === hit.tier && one.score * 100 >= hit.score * STEM_SHARE);
    drawn += 1;
    for (const one of [hit, ...group.filter((other) => other !== hit)]) {
      one.leader = hit.number;
      placed.add(one.number);
      out.push(one);
    }
  }
  return cards ? out : out.slice(0, limit);
}

/** As typed and in other forms are one class; all words of a sentence and most of them too: the score tells. */
const classOf = (hit) => (hit.tier === PART ? SENTENCE : Math.max(hit.tier, OTHER_FORMS));

/** The numbers of a dataset's series, itself among them; [] when it is in none. */
function members(store, number) {
  const head = store.card(number);
  if (!head) return [];
  if (store.large) return decode(head.row.w ?? "");
  if (!store.series) {
    store.series = new Map();
    for (const [other, one] of store.heads) {
      const name = seriesOf(one);
      if (!store.series.has(name)) store.series.set(name, []);
      store.series.get(name).push(other);
    }
  }
  const name = seriesOf(head);
  return name ? store.series.get(name) : [];
}

/** What a dataset is a member of: its declared series, else publisher and title without years; "" for neither. */
function seriesOf(head) {
  if (!head) return "";
  if (head.row.s) return head.row.s;
  head.stem ??= stem(head.title);
  return head.stem === head.title ? "" : `${head.row.p ?? ""}|${head.stem}`;
}

// A query that nothing answers as it stands, read as a sentence. Twin of catalog/search/sentence.py.

import { atHand, wide } from "./alternatives.js";
import { part, rarity, unique } from "./match.js";
import { PART, SENTENCE, hitOf } from "./order.js";

const KANJI = /^[一-龠々〆]{4,}$/u;
const [SHARE, BEST, MOST] = [25, 45, 50];
const [CUT, BESIDE] = [70, 60];

/**
 * Datasets that hold most of what the pieces weigh; rare pieces weigh more, and (where the heads tell) pieces that stand side
 * by side in `typed` as well as in a title or keyword.
 */
export function soft(store, pieces, typed) {
  const pairs = pieces.slice(1).map((piece, at) => pieces[at] + piece).filter((pair) => typed.includes(pair));
  const beside = (number) => (store.large ? 0 : BESIDE * pairs.filter((pair) => store.heads.get(number).whole.includes(pair)).length);
  const found = piecesFound(store, pieces).map(([worth, hits]) => [part(rarity(store.count, hits.size) * worth, 100), hits]);
  const mass = found.reduce((sum, [weight]) => sum + weight, 0);
  let ranked = [];
  // all lists are ascending: the least number that any of them stands at is the next dataset
  const places = found.map(() => 0);
  for (;;) {
    let number = Infinity;
    for (let one = 0; one < found.length; one++) number = Math.min(number, found[one][1].numbers[places[one]] ?? Infinity);
    if (number === Infinity) break;
    let [total, share, fields, count] = [0, 0, 0, 0];
    for (let one = 0; one < found.length; one++) {
      const [weight, hits] = found[one];
      if (hits.numbers[places[one]] !== number) continue;
      total += weight * (hits.weight(places[one]) + 500);
      share += weight;
      fields |= hits.fields(places[one]);
      count += 1;
      places[one] += 1;
    }
    if (share * 100 >= mass * SHARE) ranked.push(hitOf(number, count === found.length ? SENTENCE : PART, part(total, mass) + beside(number), fields, "sentence"));
  }
  const best = ranked.reduce((most, hit) => Math.max(most, hit.score), 0);
  ranked = ranked.filter((hit) => hit.tier === SENTENCE || hit.score * 100 >= best * BEST);
  ranked.sort((a, b) => b.score - a.score || a.number - b.number);
  return ranked.some((hit) => hit.tier === PART) ? ranked.slice(0, MOST) : ranked;
}

/** [worth in hundredths, hits] of each piece that is found at all; a long one that is not is cut in twos. */
function piecesFound(store, pieces) {
  const found = new Map();
  for (const piece of pieces) if (!found.size || store.affords([piece])) found.set(piece, atHand(store, piece));
  store.settle();
  // other forms help most where least was found
  for (const [piece] of [...found].sort(([, a], [, b]) => a.size - b.size)) found.set(piece, wide(store, piece));
  store.settle();
  const cut = new Map();
  for (const [piece, hits] of found) {
    if (hits.size || !KANJI.test(piece)) continue;
    for (const one of twos([...piece])) if (!found.has(one) && !cut.has(one) && store.affords([one])) cut.set(one, wide(store, one));
  }
  store.settle();
  return [...[...found.values()].map((hits) => [100, hits]), ...[...cut.values()].map((hits) => [CUT, hits])].filter(([, hits]) => hits.size);
}

/** 中部地方: 中部, 地方; 需要側調査: 需要, 側調, 調査. */
function twos(letters) {
  const parts = [];
  for (let at = 0; at < letters.length - 1; at += 2) parts.push(letters.slice(at, at + 2).join(""));
  return unique([...parts, letters.slice(-2).join("")]);
}

// A word in kana that no title is read like: titles that sound much like it. Twin of catalog/search/sound.py.

import { part, rarity, READING, spoken, unique } from "./match.js";
import { ALIKE, hitOf } from "./order.js";

const KANA = /^[ぁ-ゖー]+$/u;
const SHORTEST = 5;
const [SHARE, BEST, MOST] = [30, 80, 50];

/** Datasets whose titles are read with many of the pieces of the only word; [] for anything but one word in kana. */
export function alike(store, parsed, pieces) {
  if (parsed.terms.length !== 1 || pieces.length > 1 || !KANA.test(parsed.terms[0].text)) return [];
  const sound = [...spoken(parsed.terms[0].text)];
  if (sound.length < SHORTEST) return [];
  const scores = new Map();
  let [looked, mass] = [0, 0];
  for (const piece of piecesOf(sound)) {
    if (!store.affords([piece])) continue;
    const numbers = store.lists(piece).r ?? [];
    looked += 1;
    if (!numbers.length) continue;
    const weight = rarity(store.count, numbers.length);
    mass += weight;
    for (const number of numbers) {
      const [sum, count] = scores.get(number) ?? [0, 0];
      scores.set(number, [sum + weight, count + 1]);
    }
  }
  store.settle();
  const kept = [...scores].filter(([, [, count]]) => count * 100 >= looked * SHARE);
  const best = kept.reduce((most, [, [sum]]) => Math.max(most, sum), 0);
  return kept
    .filter(([, [sum]]) => sum * 100 >= best * BEST)
    .map(([number, [sum]]) => hitOf(number, ALIKE, part(1000 * sum, mass), READING, "reading"))
    .sort((a, b) => b.score - a.score || a.number - b.number)
    .slice(0, MOST);
}

/** Its pieces of three sounds, every second one first, then those of two. */
function piecesOf(sound) {
  const pieces = [];
  for (const size of [3, 2])
    for (const odd of [0, 1])
      for (let at = odd; at + size <= sound.length; at += 2) pieces.push(sound.slice(at, at + size).join(""));
  return unique(pieces);
}

// When nothing is found: words one slip of the pen away, and what else could be asked. Twin of catalog/search/near.py.

import { wide } from "./alternatives.js";
import { ASCII, literal, part, size, unique } from "./match.js";
import { byKeys } from "./order.js";

const CANDIDATES = 5;
const [LONGEST_NEAR, SHORT_NEAR] = [24, 4];

/** [hits of the query with its unknown words replaced by the nearest known ones, that query]; [[], null]. */
export function mended(store, parsed, again) {
  if (parsed.terms.some((term) => term.exact)) return [[], null];
  const alone = parsed.terms.filter((term) => {
    const words = store.language.segments(term.surface);
    return !words.length || (words.length === 1 && words[0] === term.text);
  });
  const found = new Map(alone.map((term) => [term, wide(store, term.text)]));
  store.settle();
  const unknown = alone.filter((term) => !found.get(term).size);
  if (!unknown.length) return [[], null];
  const known = new Map(unknown.map((term) => [term, knownWords(store, term.text)]));
  store.settle();
  const nearest = new Map(unknown.map((term) => [term, nearby(term.text, known.get(term))]));
  if ([...nearest.values()].some((others) => !others.length)) return [[], null];
  for (let choice = 0; choice < CANDIDATES; choice++) {
    const terms = parsed.terms.map((term) => {
      const others = nearest.get(term);
      if (!others) return term;
      const text = others[Math.min(choice, others.length - 1)];
      return { text, surface: text, exact: false };
    });
    if (!terms.every((term) => store.begins(term.text))) break;
    const hits = again({ ...parsed, terms });
    if (hits.length) return [hits, terms.map((term) => term.surface).join(" ")];
    if ([...nearest.values()].every((others) => others.length <= choice + 1)) break;
  }
  return [[], null];
}

/** Words that occur and may be one slip away from a word, for they begin or end as it does → the place in their list. */
function knownWords(store, word) {
  const letters = [...word];
  const places = new Map();
  if (letters.length > LONGEST_NEAR) return places;
  const ends = letters.length <= SHORT_NEAR ? 1 : 2;
  const keys = unique([`^${letters.slice(0, ends).join("")}`, `${letters.slice(-ends).join("")}$`]);
  for (const key of keys) store.near(key).forEach((word, place) => places.set(word, Math.min(places.get(word) ?? place, place)));
  return places;
}

function nearby(word, known) {
  const letters = [...word];
  const length = letters.length;
  if (length < (ASCII.test(word) ? 5 : 3)) return [];
  const most = length >= 8 ? 2 : 1;
  const set = new Set(letters);
  const found = [];
  for (const [other, place] of known) {
    if (Math.abs(other.length - length) > most + 2) continue;
    const theirs = [...other];
    if (Math.abs(theirs.length - length) > most || theirs.length < 2) continue;
    if (unique(theirs).filter((one) => set.has(one)).length < part(length, 2)) continue;
    const distance = edits(letters, theirs);
    if (distance > 0 && distance <= most) found.push([distance, theirs[0] === letters[0] ? 0 : 1, theirs.length < length ? 1 : 0, place, other]);
  }
  return found.sort(byKeys((one) => one)).slice(0, CANDIDATES).map((one) => one.at(-1));
}

function edits(one, other) {
  let before = [];
  let last = other.map((_, at) => at);
  last.push(other.length);
  one.forEach((a, i) => {
    const row = [i + 1];
    other.forEach((b, j) => {
      let cost = Math.min(last[j + 1] + 1, row[j] + 1, last[j] + (a === b ? 0 : 1));
      if (i > 0 && j > 0 && a === other[j - 1] && one[i - 1] === b) cost = Math.min(cost, before[j - 1] + 1);
      row.push(cost);
    });
    before = last;
    last = row;
  });
  return last.at(-1);
}

/** What to try when nothing was found. */
export function otherQueries(store, parsed) {
  const shown = parsed.terms.map((term) => term.text).join(" ");
  const offers = shown && (parsed.excluded.length || parsed.facets.length) ? [shown] : [];
  if (!store.words()) store.settle();
  const pieces = unique(parsed.terms.flatMap((term) => [term.text, ...store.language.segments(term.surface)]));
  const found = pieces.map((piece) => [piece, piece !== shown && store.begins(piece) && literal(store, piece).size]);
  store.settle();
  for (const [piece, any] of found) if (any) offers.push(piece);
  return unique(offers).slice(0, 3);
}

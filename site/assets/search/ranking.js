// The answer to a query. Twin of catalog/search/query.py;
// tests/search holds both to the same ids in the same order.

import { meanings, otherForms, wide } from "./alternatives.js";
import { place } from "./codec.js";
import { FACETS, narrowed, wantedValues } from "./facets.js";
import { Hits, both } from "./hits.js";
import { FIELDS, literal, size, unique, verified } from "./match.js";
import { mended, otherQueries } from "./near.js";
import { ALIKE, AS_TYPED, KINDS, NEAR, OTHER_FORMS, hitOf, ordered } from "./order.js";
import { soft } from "./sentence.js";
import { alike } from "./sound.js";
import { SOFT_BUDGET, SOFT_PIECES } from "./store.js";

export { FACETS };
const ENOUGH = 3;
const SENTENCE_FROM = 6;
const TELLING = FIELDS.reduce((bits, name, bit) => bits | (["title", "english", "reading", "keywords", "theme"].includes(name) ? 1 << bit : 0), 0);

/** All hits, unordered, and the query that was answered instead when a slip of the pen was mended. */
function find(store, parsed, widen) {
  if (!parsed.terms.length) return [store.everything().map((number) => hitOf(number, AS_TYPED, 0, 0)), null];
  const found = allWords(store, parsed, widen);
  if (found.length) return [found, null];
  if (parsed.terms.some((term) => term.exact)) return [[], null];
  if (!store.words()) store.settle();
  const pieces = parsed.terms.flatMap((term) => store.language.segments(term.surface));
  store.again();
  const [hits, instead] = mended(store, parsed, (other) => allWords(store, other, widen, true));
  if (hits.length) {
    for (const hit of hits) hit.tier = NEAR;
    return [hits, instead];
  }
  store.again(SOFT_BUDGET, SOFT_PIECES);
  const close = alike(store, parsed, pieces);
  return [close.length ? close : soft(store, pieces, parsed.terms.map((term) => term.text).join(" ")), null];
}

function allWords(store, parsed, widen, anew = false) {
  if (anew) store.again();
  const [typed, lost] = typedHits(store, parsed.terms);
  const hits = typed.map((n, weight, fields) => hitOf(n, AS_TYPED, weight, fields));
  const found = new Map(hits.length < ENOUGH || widen ? hits.map((hit) => [hit.number, hit]) : []);
  if (hits.length < ENOUGH || widen) {
    store.words();
    store.named("");
    store.settle();
    if (found.size || !asks(store, parsed)) {
      const other = inOtherForms(store, parsed, lost, found.size > 0 && !widen);
      store.settle();
      for (const [n, [weight, fields, via]] of other) {
        const hit = found.get(n);
        if (!hit) hits.push(hitOf(n, OTHER_FORMS, weight, fields, via));
        else hit.score = Math.max(hit.score, weight);
      }
    }
  }
  wholeQuery(store, parsed, hits);
  return hits;
}

/** Datasets that hold every word as it stands, and a word that nothing holds: no other one is looked up after it. */
function typedHits(store, terms) {
  const beyond = [];
  const every = [];
  // one piece of each before more of any: often the last word tells most
  for (const { text } of terms) if (store.begins(text)) store.lists(store.cover(text)[0]);
  for (const { text } of terms) {
    if (!store.begins(text)) {
      beyond.push(text);
      continue;
    }
    every.push(literal(store, text));
    if (every.at(-1).size) continue;
    store.settle();
    return [every.at(-1), text];
  }
  store.settle();
  const found = verified(store, both(every), terms.map((term) => term.text), beyond);
  store.settle();
  return [found, null];
}

/** Whether what was typed in one piece is a sentence, of which no other form is worth looking for. */
function asks(store, parsed) {
  const asking = ({ text, surface }) => size(text) > SENTENCE_FROM || store.language.stripAsking(surface) !== surface;
  return parsed.terms.some((term) => asking(term) && store.language.segments(term.surface).length > 1);
}

/**
 * Every word, or several that are one term together, in any form; `lost`: one that nothing holds as it stands, whose forms
 * are looked for first; `beside` hits as typed only in telling fields.
 */
function inOtherForms(store, parsed, lost, beside) {
  const { terms } = parsed;
  const whole = terms.map((term) => term.text).join(" ");
  const forms = (word) => {
    const found = wide(store, word, beside);
    return beside ? found.filter((number) => (([, fields, how]) => !how || fields & TELLING)(found.get(number))) : found;
  };
  const first = terms.find((term) => term.text === lost);
  const found = new Map(first ? [[first, first.exact ? new Hits() : forms(first.text)]] : []);
  let single = new Hits();
  if (!first || found.get(first).size) {
    // other forms help most where least was found
    const fewest = terms.filter((term) => term !== first).map((term) => [literal(store, term.text), term]);
    for (const [typed, term] of fewest.sort(([a], [b]) => a.size - b.size)) found.set(term, term.exact ? typed : forms(term.text));
    single = both(terms.map((term) => found.get(term)));
  } else store.settle();
  const together = new Map();
  const term = ([parts, left]) => parts.length && !left.length;
  const one = () => term(meanings(store, whole)) || otherForms(store, whole).some(({ kind }) => kind !== "spelling");
  if (terms.length > 1 && !terms.some((term) => term.exact) && one()) {
    for (const [n, hit] of forms(whole)) if (hit[2]) together.set(n, hit);
  }
  for (const [n, hit] of single) together.set(n, hit);
  return together;
}

function wholeQuery(store, parsed, hits) {
  if (parsed.terms.length < 2 || store.large) return;
  const texts = parsed.terms.map((term) => term.text);
  const joined = [texts.join(""), texts.join(" ")];
  for (const hit of hits) if (joined.some((one) => store.heads.get(hit.number).title.includes(one))) hit.score += 100;
}

/**
 * The answer to a query: {total, hits (the first of them, in order), facets: {facet: [[value, count], …]}, found,
 * others (some not as typed), corrected, offers, wanted, parsed}.
 * `widen` looks for other forms however much was found as typed; `counted` are the facets to count; `limit` and
 * `page`, `cards`: how many hits to put in order (`ordered`). Synchronous; call it through `store.answer`.
 */
export function search(store, query, facets = [], { widen = false, counted = FACETS, limit = 20, page = null, cards = false } = {}) {
  const parsed = store.language.parse(query);
  store.ask(parsed.terms.length);
  // first, so that there are always files left to read for what must not be shown
  const without = parsed.excluded.map((word) => [word, literal(store, word)]);
  if (without.length) store.settle();
  const excluded = new Set(without.flatMap(([word, hits]) => [...verified(store, hits, [word]).keys()]));
  if (without.length) store.settle();
  const [all, corrected] = find(store, parsed, widen);
  const wanted = wantedValues(store, [...parsed.facets, ...facets]);
  for (const facet of counted) store.column(facet);
  store.settle();
  const hits = excluded.size ? all.filter((hit) => !excluded.has(hit.number)) : all;
  const numbers = new Int32Array(hits.length);
  hits.forEach((hit, at) => {
    numbers[at] = hit.number;
  });
  numbers.sort();
  const [passing, counts] = narrowed(store, numbers, wanted, counted);
  const kept = wanted.size ? hits.filter((hit) => passing[place(numbers, hit.number)]) : hits;
  const results = ordered(store, kept, limit, page, cards);
  store.settle();
  return {
    parsed,
    total: kept.length,
    hits: results,
    facets: counts,
    wanted,
    found: KINDS[kept.reduce((least, hit) => Math.min(least, hit.tier), kept.length ? ALIKE : AS_TYPED)],
    others: kept.some((hit) => hit.tier !== AS_TYPED),
    corrected,
    offers: kept.length ? [] : otherQueries(store, parsed),
  };
}

/** What `catalog search --format json` prints, facets as pairs (for the tests that hold both doors together). */
export function report(store, query, facets = [], limit = 20, lang = "ja") {
  const answer = search(store, query, facets, { limit });
  const cards = answer.hits.map((hit) => [hit, store.card(hit.number)]);
  store.settle();
  return {
    query,
    total: answer.total,
    results: cards.map(([hit, { row }]) => ({
      id: row.i,
      title: (lang === "en" ? row.e : "") || row.t || "",
      score: hit.score,
      matched: FIELDS.filter((_, bit) => (hit.fields >> bit) & 1),
    })),
    facets: answer.facets,
    found: answer.found,
    corrected: answer.corrected,
    offers: answer.offers,
  };
}

/** What to mark in a hit: the words as typed, then every other form that may have found it. */
export function marks(store, answer) {
  const terms = answer.corrected ? store.language.parse(answer.corrected).terms : answer.parsed.terms;
  const texts = terms.map((term) => term.text);
  if (answer.found === "typed" && !answer.others) return texts;
  if (!store.words()) return texts;
  const { lookup, groups } = store.language.words;
  const pieces = answer.found === "typed" || answer.found === "forms" ? [] : terms.flatMap((term) => store.language.segments(term.surface));
  const others = [...texts, ...pieces].flatMap((word) => {
    const forms = otherForms(store, word).map((one) => one.text);
    const same = [word, ...forms].flatMap((one) => meanings(store, one)[0]).flatMap((term) => lookup.get(term).flatMap((group) => groups[group].flat()));
    return [...forms, ...same];
  });
  return unique([...texts, ...pieces, ...others.filter((text) => size(text) > 1)]);
}

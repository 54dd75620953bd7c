// The answer to a query and its order. Twin of catalog/search/{query,near,suggest}.py;
// tests/search holds both to the same ids in the same order.

import { decode, place } from "./codec.js";
import { FACETS, narrowed, wantedValues } from "./facets.js";
import { stem } from "./language.js";
import { ASCII, FIELDS, LONGEST_WORD, TITLE_CLASSES, both, byReading, literal, meanings, otherForms, part, size, unique, untold, verified, wide } from "./match.js";

export { FACETS };
const KANJI = /[一-龠々〆]/u;

const ENOUGH = 3;
const [SOFT_SHARE, SOFT_BEST, SOFT_MOST] = [35, 45, 50];
const SENTENCE_FROM = 12;
const STEM_SHARE = 90;
const [AS_TYPED, OTHER_FORMS, SENTENCE, PART, NEAR] = [0, 1, 2, 3, 4];
export const KINDS = ["typed", "forms", "sentence", "part", "near"];
const CANDIDATES = 5;
const [LONGEST_NEAR, SHORT_NEAR] = [24, 4];
const QUOTAS = [["theme", 2], ["keyword", 3], ["title", 5], ["column", 2]];
const [MOST_TITLES, MOST_SHARDS] = [40, 3];

const byKeys = (key) => (a, b) => {
  const [one, other] = [key(a), key(b)];
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  return 0;
};
const hitOf = (number, tier, score, fields, via = "") => ({ number, tier, score, fields, via });

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
  store.again(store.softBudget);
  return [soft(store, pieces), null];
}

function allWords(store, parsed, widen, anew = false) {
  if (anew) store.again();
  const typed = typedHits(store, parsed.terms);
  const found = new Map([...typed].map(([n, [weight, fields]]) => [n, hitOf(n, AS_TYPED, weight, fields)]));
  if (found.size < ENOUGH || widen) {
    store.words();
    store.named("");
    store.settle();
    if (found.size || !asks(store, parsed)) {
      const other = inOtherForms(store, parsed, found.size > 0 && !widen);
      store.settle();
      for (const [n, [weight, fields, via]] of other) {
        const hit = found.get(n);
        if (!hit) found.set(n, hitOf(n, OTHER_FORMS, weight, fields, via));
        else hit.score = Math.max(hit.score, weight);
      }
    }
  }
  wholeQuery(store, parsed, found.values());
  return [...found.values()];
}

/** Datasets that hold every word as it stands. */
function typedHits(store, terms) {
  const every = both(terms.map((term) => untold(literal(store, term.text))));
  store.settle();
  const found = verified(store, every, terms.map((term) => term.text));
  store.settle();
  return found;
}

/** Whether what was typed in one piece is a sentence, of which no other form is worth looking for. */
function asks(store, parsed) {
  const asking = ({ text, surface }) => size(text) > SENTENCE_FROM || store.language.stripAsking(surface) !== surface;
  return parsed.terms.some((term) => asking(term) && store.language.segments(term.surface).length > 1);
}

function inOtherForms(store, parsed, strict) {
  const { terms } = parsed;
  const whole = terms.map((term) => term.text).join(" ");
  const together = new Map();
  if (terms.length > 1 && !terms.some((term) => term.exact) && (meanings(store, whole)[0].length || otherForms(store, whole).length)) {
    for (const [n, hit] of wide(store, whole, strict)) if (hit[2]) together.set(n, hit);
  }
  const single = both(terms.map((term) => (term.exact ? untold(literal(store, term.text)) : wide(store, term.text, strict))));
  for (const [n, hit] of single) together.set(n, hit);
  return together;
}

function wholeQuery(store, parsed, hits) {
  if (parsed.terms.length < 2 || store.large) return;
  const texts = parsed.terms.map((term) => term.text);
  const joined = [texts.join(""), texts.join(" ")];
  for (const hit of hits) if (joined.some((one) => store.heads.get(hit.number).title.includes(one))) hit.score += 100;
}

function soft(store, pieces) {
  const found = piecesFound(store, pieces);
  if (!found.length) return [];
  const weights = found.map((hits) => rarity(store.count, hits.size));
  const mass = weights.reduce((a, b) => a + b, 0);
  const scores = new Map();
  found.forEach((hits, at) => {
    for (const [number, [worth, fields]] of hits) {
      if (!scores.has(number)) scores.set(number, [0, 0, 0, 0]);
      const one = scores.get(number);
      one[0] += weights[at] * (worth + 500);
      one[1] += weights[at];
      one[2] |= fields;
      one[3] += 1;
    }
  });
  let ranked = [];
  for (const [number, [total, share, fields, count]] of scores) {
    if (share * 100 < mass * SOFT_SHARE) continue;
    ranked.push(hitOf(number, count === found.length ? SENTENCE : PART, part(total, mass), fields, "sentence"));
  }
  const best = Math.max(0, ...ranked.map((hit) => hit.score));
  ranked = ranked.filter((hit) => hit.tier === SENTENCE || hit.score * 100 >= best * SOFT_BEST);
  ranked.sort(byKeys((hit) => [hit.tier, -hit.score, hit.number]));
  return ranked.some((hit) => hit.tier === PART) ? ranked.slice(0, SOFT_MOST) : ranked;
}

function piecesFound(store, pieces) {
  const found = new Map();
  for (const piece of pieces) if (!found.size || store.affords([piece])) found.set(piece, wide(store, piece));
  store.settle();
  for (const piece of [...found.keys()]) {
    const length = size(piece);
    if (found.get(piece).size || length < 4 || length > LONGEST_WORD || !KANJI.test(piece)) continue;
    for (const one of partsOf(store, piece)) if (!found.has(one) && store.affords([one])) found.set(one, wide(store, one));
  }
  store.settle();
  return [...found.values()].filter((hits) => hits.size);
}

function partsOf(store, piece) {
  const letters = [...piece];
  const parts = [];
  if (store.large) {
    for (let at = 0; at < letters.length - 1; at += 2) parts.push(letters.slice(at, at + 2).join(""));
    return parts;
  }
  const heads = [...store.heads.values()];
  for (let at = 0; at < letters.length - 1; at++) {
    for (let end = Math.min(letters.length, at + 6); end > at + 1; end--) {
      const one = letters.slice(at, end).join("");
      if (heads.some((head) => head.whole.includes(one))) {
        parts.push(one);
        at = end - 1;
        break;
      }
    }
  }
  return parts;
}

function rarity(count, hits) {
  const value = part(2 * (count + 1), hits + 1);
  if (value < 1) return 8;
  const length = 31 - Math.clz32(value);
  return 8 * length + (part(value * 8, 2 ** length) & 7) + 1;
}

/**
 * The best `limit` hits (`cards`: with all members of so many series and single ones); members of a series that score nearly as well follow their best one, newest first.
 * `page` says how many shards of cards may be read for that in a large catalogue beside those that are here.
 */
function ordered(store, hits, limit, page, cards) {
  const { shards, here } = (store.large && page?.()) || { shards: Infinity, here: new Set() };
  const room = 2 ** Math.ceil(Math.log2(store.manifest.room + 1));
  const keys = new Float64Array(hits.length);
  const places = new Map();
  hits.forEach((hit, at) => {
    hit.score += 4 * store.rank(hit.number);
    // tier, score downwards, number: one number that sorts as the three do
    keys[at] = (Math.max(hit.tier, OTHER_FORMS) * 65536 + (65535 - hit.score)) * room + hit.number;
    places.set(hit.number, at);
  });
  const sorted = keys.slice().sort();
  const best = Array.from(sorted, (key) => hits[places.get(key % room)]);
  best.forEach((hit, at) => places.set(hit.number, at));
  const out = [];
  const placed = new Set();
  const read = new Set();
  let drawn = 0;
  for (const hit of best) {
    if ((cards ? drawn : out.length) >= limit) break;
    if (placed.has(hit.number)) continue;
    if (store.large) {
      const shard = store.bodyShard(hit.number);
      if (!here.has(shard)) read.add(shard);
      if (read.size > shards) break;
    }
    const others = members(store, hit.number).filter((number) => places.has(number) && !placed.has(number));
    const group = others.map((number) => places.get(number)).sort((a, b) => a - b).map((at) => best[at])
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

function mended(store, parsed, again) {
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
    const hits = again({ ...parsed, terms });
    if (hits.length) return [hits, terms.map((term) => term.surface).join(" ")];
    if ([...nearest.values()].every((others) => others.length <= choice + 1)) break;
  }
  return [[], null];
}

/** Words that occur and may be one slip away from a word: they begin or end as it does. */
function knownWords(store, word) {
  const letters = [...word];
  if (letters.length > LONGEST_NEAR) return [];
  const ends = letters.length <= SHORT_NEAR ? 1 : 2;
  const keys = unique([`^${letters.slice(0, ends).join("")}`, `${letters.slice(-ends).join("")}$`]);
  return unique(keys.flatMap((key) => store.near(key)));
}

function nearby(word, known) {
  const letters = [...word];
  const length = letters.length;
  if (length < (ASCII.test(word) ? 5 : 3)) return [];
  const most = length >= 8 ? 2 : 1;
  const set = new Set(letters);
  const found = [];
  for (const other of known) {
    if (Math.abs(other.length - length) > most + 2) continue;
    const theirs = [...other];
    if (Math.abs(theirs.length - length) > most || theirs.length < 2) continue;
    if (unique(theirs).filter((one) => set.has(one)).length < part(length, 2)) continue;
    const distance = edits(letters, theirs);
    if (distance > 0 && distance <= most) found.push([distance, theirs[0] === letters[0] ? 0 : 1, other]);
  }
  return found.sort(byKeys((one) => one)).slice(0, CANDIDATES).map((one) => one[2]);
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

function otherQueries(store, parsed) {
  const shown = parsed.terms.map((term) => term.text).join(" ");
  const offers = shown && (parsed.excluded.length || parsed.facets.length) ? [shown] : [];
  if (!store.words()) store.settle();
  const pieces = unique(parsed.terms.flatMap((term) => [term.text, ...store.language.segments(term.surface)]));
  const found = pieces.map((piece) => [piece, piece !== shown && literal(store, piece).size]);
  store.settle();
  for (const [piece, any] of found) if (any) offers.push(piece);
  return unique(offers).slice(0, 3);
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
  const [all, corrected] = find(store, parsed, widen);
  const without = parsed.excluded.map((word) => [word, literal(store, word)]);
  const wanted = wantedValues(store, [...parsed.facets, ...facets]);
  for (const facet of counted) store.column(facet);
  store.settle();
  const excluded = new Set(without.flatMap(([word, hits]) => [...verified(store, hits, [word]).keys()]));
  store.settle();
  const hits = excluded.size ? all.filter((hit) => !excluded.has(hit.number)) : all;
  const numbers = Int32Array.from(hits, (hit) => hit.number).sort();
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
    found: KINDS[kept.reduce((least, hit) => Math.min(least, hit.tier), kept.length ? NEAR : AS_TYPED)],
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

/** Themes, keywords, titles and column names for what is being typed. Call it through `store.answer`. */
export function suggest(store, text, limit = 8, lang = "ja") {
  const typed = store.normalise(text);
  if (!typed) return [];
  store.ask(1);
  const out = [];
  const seen = new Set();
  for (const [kind, most] of QUOTAS) {
    const found = candidates(store, kind, typed, lang).sort(byKeys((one) => one.slice(0, 3)));
    let kept = 0;
    for (const [, , shown, url] of found) {
      const normal = store.normalise(shown);
      if (kept >= most || seen.has(normal) || normal === typed) continue;
      seen.add(normal);
      kept += 1;
      out.push(url ? { text: shown, kind, url } : { text: shown, kind });
    }
  }
  store.settle();
  return out.slice(0, limit);
}

function candidates(store, kind, typed, lang) {
  const found = [];
  const place = (text) => {
    const at = text.indexOf(typed);
    return at < 0 ? null : Math.min(at, 1);
  };
  if (kind === "theme") {
    for (const names of Object.values(store.manifest.facets.theme)) {
      const name = names.find((one) => place(store.normalise(one)) !== null);
      if (name !== undefined) found.push([place(store.normalise(name)), 0, name, ""]);
    }
  } else if (kind === "title") {
    const kana = !store.large && [...typed].every((one) => one >= "ぁ" && one <= "ー");
    const read = kana ? byReading(store, typed) : new Map();
    for (const [number, head] of titled(store, typed)) {
      const shown = (lang === "en" ? head.row.e : "") || head.row.t || "";
      const where = place(store.normalise(shown));
      if (where !== null || read.has(number)) found.push([where ?? 2, -head.rank, shown, `datasets/${head.row.i}/`]);
    }
  } else {
    for (const [word, count] of store.terms[kind] ?? []) {
      const where = place(store.normalise(word));
      if (where !== null) found.push([where, -count, word, ""]);
    }
  }
  return found;
}

/** All heads; in a large catalogue the best ranked whose titles hold what was typed, as far as few shards go. */
function titled(store, typed) {
  if (!store.large) return [...store.heads];
  const held = store.holding(typed);
  const numbers = unique(TITLE_CLASSES.flatMap((name) => held[name] ?? [])).sort((a, b) => a - b);
  const begins = new Set(held.b);
  const ranked = [...numbers.filter((number) => begins.has(number)), ...numbers.filter((number) => !begins.has(number))];
  const shards = new Set();
  const found = [];
  for (const number of ranked.slice(0, MOST_TITLES)) {
    shards.add(store.bodyShard(number));
    if (shards.size > MOST_SHARDS) break;
    const head = store.card(number);
    if (head) found.push([number, head]);
  }
  return found;
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

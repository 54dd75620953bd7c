// Where a word stands, what that is worth, and the answer made of it: integers only.
// Twin of catalog/search/{match,query,near,suggest}.py; tests/search holds both to the same ids in the same order.

import { PLAIN, loosen, stem } from "./language.js";

export const FIELDS = ["title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value"];
const [TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE] = FIELDS.map((_, bit) => 1 << bit);
export const FACETS = ["theme", "format", "publisher", "licence", "standard", "area", "year", "quality", "map", "level"];
const CLASS_WEIGHTS = { t: [650, TITLE], k: [350, KEYWORD], c: [220, COLUMN], v: [180, VALUE], d: [150, DESCRIPTION] };
const [SPELLING, BY_READING, BY_SOUND, SYNONYM, ENGLISH_WORD, EVERYDAY] = [90, 85, 70, 75, 70, 60];
const MAX_ALTERNATIVES = 16;
const BEHIND_FORMS = 5;
const KANA = /^[ぁ-ゖー]+$/u;
const LATIN = /^[a-z'āīūēōâîûêô-]+$/u;
const ASCII = /^[ -~]+$/u;
const KANJI = /[一-龠々〆]/u;

const ENOUGH = 3;
const [SOFT_SHARE, SOFT_BEST, SOFT_MOST] = [35, 45, 50];
const STEM_SHARE = 90;
const [AS_TYPED, OTHER_FORMS, SENTENCE, PART, NEAR] = [0, 1, 2, 3, 4];
export const KINDS = ["typed", "forms", "sentence", "part", "near"];
const CANDIDATES = 5;
const QUOTAS = [["theme", 2], ["keyword", 3], ["title", 5], ["column", 2]];

const size = (text) => [...text].length;
const part = (a, b) => Math.floor(a / b);
const unique = (list) => [...new Set(list)];
const byKeys = (key) => (a, b) => {
  const [one, other] = [key(a), key(b)];
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  return 0;
};

function titleWeight(title, length, word, wordLength, top) {
  const at = title.indexOf(word);
  if (at < 0) return 0;
  if (length === wordLength) return top;
  return top - (at === 0 ? 200 : 350) + part(150 * wordLength, length);
}

function headWeight(head, word, length, whole) {
  if (!head.whole.includes(word)) return null;
  let best = 0;
  let fields = 0;
  const add = (weight, field) => {
    best = Math.max(best, weight);
    fields |= field;
  };
  const title = titleWeight(head.title, head.titleLength, word, length, 1000);
  if (title) add(title, TITLE);
  const english = titleWeight(head.english, head.englishLength, word, length, 900);
  if (english) add(english, ENGLISH);
  if (head.reading.includes(word)) add(head.reading.startsWith(word) ? 600 : 500, READING);
  for (const keyword of head.keywords) if (keyword.includes(word)) add(keyword === word ? 450 : 350, KEYWORD);
  for (const name of head.publisher) if (name.includes(word)) add(300, PUBLISHER);
  for (const place of head.places) if (place.includes(word)) add(280, PLACE);
  best ||= 300;
  if (whole && !whole.test(head.whole)) best = part(best, 2);
  return [best, fields || TITLE];
}

/** Numbers whose texts hold the normalised word as it stands: number → [weight, fields]. */
export function literal(store, word, behind = true) {
  const hits = new Map();
  const length = size(word);
  const whole = ASCII.test(word) ? latin(word, true) : null;
  for (const [number, head] of store.heads) {
    const found = headWeight(head, word, length, whole);
    if (found) hits.set(number, found);
  }
  for (const [name, numbers] of behind || store.large ? Object.entries(store.holding(word)) : []) {
    if (!Object.hasOwn(CLASS_WEIGHTS, name)) continue;
    const [worth, field] = CLASS_WEIGHTS[name];
    for (const number of numbers) {
      const [weight, fields] = hits.get(number) ?? [0, 0];
      hits.set(number, [Math.max(weight, worth), fields | field]);
    }
  }
  if (store.large && behind) {
    const letters = [...word];
    for (const number of store.lists(`\x02${letters.slice(0, 2).join("")}`).t ?? []) {
      const hit = hits.get(number);
      if (hit && hit[1] & TITLE) hits.set(number, [800, hit[1]]);
    }
    for (const number of store.lists(`${letters.slice(-2).join("")}\x03`).t ?? []) {
      const hit = hits.get(number);
      if (hit && hit[0] === 800) hits.set(number, [880, hit[1]]);
    }
  }
  return hits;
}

function derived(store, word, behind = true) {
  const hits = new Map();
  for (const [number, head] of store.heads) {
    if (head.spellings.includes(word)) hits.set(number, [500, TITLE]);
    else if (head.labels.has(word) || head.standards.includes(word)) hits.set(number, [300, THEME]);
  }
  const found = behind || store.large ? store.holding(word) : {};
  if (store.large && behind) for (const number of store.holding(`\x02${word}\x03`).x ?? []) hits.set(number, [300, THEME]);
  for (const number of found.x ?? []) hits.set(number, [400, THEME]);
  for (const number of found.s ?? []) if (!hits.has(number)) hits.set(number, [150, DESCRIPTION]);
  return hits;
}

function byReading(store, word) {
  const sound = loosen(word);
  const long = size(sound) >= 3;
  const hits = new Map();
  if (store.large) {
    if (long) for (const number of store.holding(sound).r ?? []) hits.set(number, [500, READING]);
    return hits;
  }
  const [exact, loose] = [spoken(word), spoken(sound)];
  const { readings, sounds } = store;
  for (const [number, reading] of readings) {
    if (!reading) continue;
    const hit = exact.exec(reading);
    if (hit) hits.set(number, [hit.index === 0 ? 550 : 450, READING]);
    else if (long && loose.test(sounds.get(number))) hits.set(number, [380, READING]);
  }
  return hits;
}

function spoken(word) {
  const parts = [...word].map((one, at) => (at && PLAIN.has(one) ? `(?:${one}|(?<= )${PLAIN.get(one)})` : one));
  return new RegExp(`(?:^| )${parts.join(" ?")}`, "u");
}

/** Other forms of a normalised word: [{text, kind, worth}], best first, at most 16. */
export function alternatives(store, word) {
  const found = store.language.forms(word).map((text) => ({ text, kind: "spelling", worth: SPELLING }));
  if (!store.words()) return [];
  const { lookup, groups, everyday } = store.language.words;
  for (const term of termsIn(word, lookup)) {
    for (const number of lookup.get(term)) {
      const [ja, en] = groups[number];
      const same = ja.includes(term) ? ja : en;
      for (const other of [...same, ...(same === ja ? en : ja)]) {
        if (other.includes(term)) continue;
        const text = word.replace(term, () => other);
        const crossed = ja.includes(other) !== ja.includes(term);
        if (size(text) > 1) found.push({ text, kind: "synonym", worth: crossed ? ENGLISH_WORD : SYNONYM });
      }
    }
  }
  const sounds = KANA.test(word) ? [word] : LATIN.test(word) ? store.language.kana(word) : [];
  const [kind, worth] = sounds[0] === word ? ["reading", BY_READING] : ["romaji", BY_SOUND];
  for (const sound of sounds) {
    for (const text of store.language.words.read.get(loosen(sound)) ?? []) {
      found.push({ text, kind, worth });
      for (const number of lookup.get(text) ?? []) {
        const same = groups[number][0].filter((other) => !other.includes(text) && size(other) > 1);
        found.push(...same.map((other) => ({ text: other, kind: "synonym", worth: EVERYDAY })));
      }
    }
  }
  for (const [said, meant] of everyday) {
    if (said === word) found.push(...meant.map((text) => ({ text, kind: "synonym", worth: EVERYDAY })));
  }
  const first = new Map();
  for (const one of found) if (one.text !== word && !first.has(one.text)) first.set(one.text, one);
  return [...first.values()].slice(0, MAX_ALTERNATIVES);
}

function termsIn(word, lookup) {
  if (lookup.has(word)) return [word];
  if (ASCII.test(word)) {
    const singular = word.endsWith("s") ? word.slice(0, -1) : word;
    return lookup.has(singular) ? [singular] : [];
  }
  const letters = [...word];
  const found = [];
  for (let at = 0; at < letters.length; at++) {
    for (let end = letters.length; end > at + 1; end--) {
      const term = letters.slice(at, end).join("");
      if (lookup.has(term)) {
        found.push(term);
        at = end - 1;
        break;
      }
    }
  }
  return found;
}

/** Numbers that hold a word or another form of it: number → [weight, fields, how]. */
export function wide(store, word) {
  const hits = new Map();
  const add = (found, kind, worth) => {
    for (const [number, [weight, fields]] of found) {
      const value = part(weight * worth, 100);
      const [best, known, how] = hits.get(number) ?? [0, 0, kind];
      hits.set(number, value > best ? [value, fields | known, kind] : [best, fields | known, how]);
    }
  };
  add(literal(store, word), "", 100);
  add(derived(store, word), "spelling", SPELLING);
  alternatives(store, word).forEach((one, place) => {
    const behind = place < BEHIND_FORMS;
    if (store.large && !behind) return;
    add(bounded(store, one.text, behind), one.kind, one.worth);
    if (one.kind === "spelling") add(derived(store, one.text, behind && !store.large), "spelling", SPELLING);
  });
  if (KANA.test(word) && size(word) >= 2) add(byReading(store, word), "reading", BY_READING);
  if (LATIN.test(word) && store.words()) {
    for (const sound of store.language.kana(word)) if (size(sound) >= 2) add(byReading(store, sound), "romaji", BY_SOUND);
  }
  return hits;
}

/** A Latin word where a word begins, `whole`: and ends. */
function latin(word, whole) {
  const plain = word.replace(/[^a-z0-9 ]/gu, (one) => `\\x${one.codePointAt(0).toString(16).padStart(2, "0")}`);
  return new RegExp(`(?<![a-z0-9])${plain}${whole ? "(?![a-z0-9])" : ""}`, "u");
}

function bounded(store, form, behind) {
  const typed = ASCII.test(form) && !/^[0-9]+$/u.test(form);
  const long = form.length > 3;
  if (store.large) return typed && !long ? new Map() : literal(store, form, false);
  const hits = literal(store, form, behind && !typed);
  if (!typed) return hits;
  const word = latin(form, !long);
  return new Map([...hits].filter(([number]) => word.test(store.heads.get(number).whole)));
}

function both(every) {
  const found = new Map();
  if (!every.length) return found;
  const least = every.reduce((a, b) => (b.size < a.size ? b : a));
  for (const number of least.keys()) {
    if (!every.every((one) => one.has(number))) continue;
    let [weight, fields, kind] = [0, 0, ""];
    for (const one of every) {
      const [worth, where, how] = one.get(number);
      weight += worth;
      fields |= where;
      kind = kind || how;
    }
    found.set(number, [part(weight, every.length), fields, kind]);
  }
  return found;
}

const typedHits = (store, word) => new Map([...literal(store, word)].map(([n, [weight, fields]]) => [n, [weight, fields, ""]]));
const hitOf = (number, tier, score, fields, via = "") => ({ number, tier, score, fields, via });

/** All hits, unordered, and the query that was answered instead when a slip of the pen was mended. */
function find(store, parsed, widen) {
  if (!parsed.terms.length) return [everything(store).map((number) => hitOf(number, AS_TYPED, 0, 0)), null];
  const found = allWords(store, parsed, widen);
  if (found.length) return [found, null];
  if (parsed.terms.some((term) => term.exact)) return [[], null];
  if (!store.words()) store.settle();
  const [hits, instead] = mended(store, parsed, (other) => allWords(store, other, widen));
  if (hits.length) {
    for (const hit of hits) hit.tier = NEAR;
    return [hits, instead];
  }
  return [soft(store, parsed.terms.flatMap((term) => store.language.segments(term.surface))), null];
}

function allWords(store, parsed, widen) {
  const typed = both(parsed.terms.map((term) => typedHits(store, term.text)));
  store.settle();
  const found = new Map([...typed].map(([n, [weight, fields]]) => [n, hitOf(n, AS_TYPED, weight, fields)]));
  if (found.size < ENOUGH || widen) {
    const other = otherForms(store, parsed);
    store.settle();
    for (const [n, [weight, fields, via]] of other) {
      const hit = found.get(n);
      if (!hit) found.set(n, hitOf(n, OTHER_FORMS, weight, fields, via));
      else hit.score = Math.max(hit.score, weight);
    }
  }
  wholeQuery(store, parsed, found.values());
  return [...found.values()];
}

function otherForms(store, parsed) {
  const { terms } = parsed;
  const whole = terms.map((term) => term.text).join(" ");
  const together = new Map();
  if (terms.length > 1 && !terms.some((term) => term.exact) && alternatives(store, whole).length) {
    for (const [n, hit] of wide(store, whole)) if (hit[2]) together.set(n, hit);
  }
  const single = both(terms.map((term) => (term.exact ? typedHits(store, term.text) : wide(store, term.text))));
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
  const found = new Map(pieces.map((piece) => [piece, wide(store, piece)]));
  store.settle();
  for (const piece of pieces) {
    if (found.get(piece).size || size(piece) < 4 || !KANJI.test(piece)) continue;
    for (const one of partsOf(store, piece)) {
      const hits = wide(store, one);
      if (!found.has(one)) found.set(one, hits);
    }
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

function everything(store) {
  if (!store.large) return [...store.heads.keys()];
  const numbers = ["publisher", "format"].flatMap((facet) => Object.values(store.facetLists(facet)).flat());
  store.settle();
  return unique(numbers).sort((a, b) => a - b);
}

function wantedValues(store, given) {
  const wanted = new Map();
  for (const [facet, typed] of given) {
    if (!FACETS.includes(facet)) continue;
    const text = store.normalise(typed);
    const values = valuesOf(store, facet);
    const names = new Map(values.map((value) => [value, [value, ...(store.manifest.facets[facet]?.[value] ?? [])].map(store.normalise)]));
    let meant = values.filter((value) => value === typed);
    if (!meant.length) meant = values.filter((value) => names.get(value).includes(text));
    if (!meant.length) meant = values.filter((value) => names.get(value).some((name) => name.includes(text)));
    if (!wanted.has(facet)) wanted.set(facet, new Set());
    for (const value of meant) wanted.get(facet).add(value);
  }
  return wanted;
}

function valuesOf(store, facet) {
  if (store.large) return Object.keys(store.facetLists(facet));
  return unique([...store.heads.values()].flatMap((head) => head.facets[facet])).sort();
}

function facetted(store, hits, wanted, counted) {
  const member = membership(store, hits, unique([...wanted.keys(), ...counted]));
  const fails = new Map();
  for (const hit of hits) {
    const missed = [];
    for (const [facet, values] of wanted) if (!member(hit.number, facet).some((value) => values.has(value))) missed.push(facet);
    fails.set(hit.number, missed);
  }
  const counts = {};
  for (const facet of counted) {
    const tally = new Map();
    for (const hit of hits) {
      const missed = fails.get(hit.number);
      if (missed.length > 1 || (missed.length === 1 && missed[0] !== facet)) continue;
      for (const value of unique(member(hit.number, facet))) tally.set(value, (tally.get(value) ?? 0) + 1);
    }
    const sorted = [...tally].sort(byKeys(([value, count]) => [-count, value]));
    if (sorted.length) counts[facet] = sorted;
  }
  return [hits.filter((hit) => !fails.get(hit.number).length), counts];
}

function membership(store, hits, facets) {
  if (!store.large) return (number, facet) => store.heads.get(number).facets[facet];
  const table = new Map();
  const numbers = new Set(hits.map((hit) => hit.number));
  for (const facet of facets) {
    for (const [value, held] of Object.entries(store.facetLists(facet))) {
      for (const number of held) {
        if (!numbers.has(number)) continue;
        const key = `${number} ${facet}`;
        table.set(key, [...(table.get(key) ?? []), value]);
      }
    }
  }
  return (number, facet) => table.get(`${number} ${facet}`) ?? [];
}

function ordered(store, hits) {
  const rank = (hit) => (store.large ? 15 - Math.floor(hit.number / 2 ** (store.manifest.bits - 4)) : store.heads.get(hit.number).rank);
  for (const hit of hits) hit.score += 4 * rank(hit);
  const best = [...hits].sort(byKeys((hit) => [Math.max(hit.tier, OTHER_FORMS), -hit.score, hit.number]));
  if (store.large) return best;
  const series = new Map();
  const key = (hit) => `${hit.tier} ${seriesOf(store, hit.number)}`;
  for (const hit of best) {
    if (!seriesOf(store, hit.number)) continue;
    if (!series.has(key(hit))) series.set(key(hit), []);
    series.get(key(hit)).push(hit);
  }
  const out = [];
  const placed = new Set();
  for (const hit of best) {
    if (placed.has(hit.number)) continue;
    const others = (series.get(key(hit)) ?? []).filter(
      (other) => other !== hit && !placed.has(other.number) && other.score * 100 >= hit.score * STEM_SHARE,
    );
    for (const one of [hit, ...others]) {
      placed.add(one.number);
      out.push(one);
    }
  }
  return out;
}

/** What a dataset is a member of: its declared series, else publisher and title without years; "" for neither. */
export function seriesOf(store, number) {
  const head = store.heads.get(number);
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
  const known = vocabulary(store);
  store.settle();
  const nearest = new Map(unknown.map((term) => [term, nearby(term.text, known)]));
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

function vocabulary(store) {
  const { terms, readings } = store;
  store.settle();
  if (store.known) return store.known;
  const known = [...store.language.words.lookup.keys(), ...store.language.words.kana];
  for (const [number, head] of store.heads) {
    for (const text of [head.row.t ?? "", head.row.e ?? ""]) known.push(...store.language.runs(text));
    known.push(...head.keywords, ...(readings.get(number) ?? "").split(" "));
  }
  for (const pairs of Object.values(terms)) for (const [word] of pairs) known.push(store.normalise(String(word)));
  store.known = unique(known).sort();
  return store.known;
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
 * The answer to a query: {total, hits (ordered), facets: {facet: [[value, count], …]}, found, corrected, offers, wanted, parsed}.
 * `widen` looks for other forms however much was found as typed; `counted` are the facets to count.
 * Synchronous; call it through `store.answer`.
 */
export function search(store, query, facets = [], { widen = false, counted = FACETS } = {}) {
  const parsed = store.language.parse(query);
  const [all, corrected] = find(store, parsed, widen);
  const excluded = new Set(parsed.excluded.flatMap((word) => [...literal(store, word).keys()]));
  const wanted = wantedValues(store, [...parsed.facets, ...facets]);
  store.settle();
  const hits = all.filter((hit) => !excluded.has(hit.number));
  const [kept, counts] = facetted(store, hits, wanted, counted);
  const results = ordered(store, kept);
  store.settle();
  return {
    parsed,
    total: results.length,
    hits: results,
    facets: counts,
    wanted,
    found: KINDS[kept.length ? Math.min(...kept.map((hit) => hit.tier)) : 0],
    corrected,
    offers: results.length ? [] : otherQueries(store, parsed),
  };
}

/** What `catalog search --format json` prints, facets as pairs (for the tests that hold both doors together). */
export function report(store, query, facets = [], limit = 20, lang = "ja") {
  const answer = search(store, query, facets);
  const cards = answer.hits.slice(0, limit).map((hit) => [hit, store.card(hit.number)]);
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
    const read = !store.large && [...typed].every((one) => one >= "ぁ" && one <= "ー") ? byReading(store, typed) : new Map();
    for (const [number, head] of store.heads) {
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

/** What to mark in a hit: the words as typed, then every other form that may have found it. */
export function marks(store, answer) {
  const terms = answer.corrected ? store.language.parse(answer.corrected).terms : answer.parsed.terms;
  const texts = terms.map((term) => term.text);
  if (answer.found === "typed" && answer.hits.every((hit) => hit.tier === AS_TYPED)) return texts;
  if (!store.words()) return texts;
  const pieces = answer.found === "typed" || answer.found === "forms" ? [] : terms.flatMap((term) => store.language.segments(term.surface));
  const others = [...texts, ...pieces].flatMap((word) => alternatives(store, word).map((one) => one.text));
  return unique([...texts, ...pieces, ...others.filter((text) => size(text) > 1)]);
}

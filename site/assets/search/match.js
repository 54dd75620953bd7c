// Where a word stands and what that is worth: integers only. Twin of catalog/search/match.py;
// tests/search holds both to the same ids in the same order.

import { MARK, exact } from "./codec.js";
import { loosen } from "./language.js";

export const FIELDS = ["title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value"];
const [TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE] = FIELDS.map((_, bit) => 1 << bit);
const CLASS_WEIGHTS = { k: [350, KEYWORD], c: [220, COLUMN], v: [180, VALUE], d: [150, DESCRIPTION] };
export const TITLE_CLASSES = ["t0", "t1", "t2", "t3"];
const TITLE_LENGTHS = [8, 16, 32];
const TYPICAL_LENGTHS = [6, 12, 24, 48];
const [SPELLING, BY_READING, BY_SOUND, SYNONYM, EVERYDAY] = [90, 85, 70, 75, 60];
const WHOLE_UP_TO = 3;
export const LONGEST_WORD = 40;
const SOUND_PIECES = 3;
const VERIFY_SHARDS = 6;
const BODY_LENGTH = 2000;
const KANA = /^[ぁ-ゖー]+$/u;
const LATIN = /^[a-z'āīūēōâîûêô-]+$/u;
export const ASCII = /^[ -~]+$/u;

export const size = (text) => [...text].length;
export const part = (a, b) => Math.floor(a / b);
export const unique = (list) => [...new Set(list)];

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
export function literal(store, word) {
  const hits = new Map();
  const length = size(word);
  const whole = ASCII.test(word) ? latin(word, true) : null;
  for (const [number, head] of store.heads) {
    const found = headWeight(head, word, length, whole);
    if (found) hits.set(number, found);
  }
  return weigh(store.holding(word), word, hits);
}

/** Adds to hits what the lists of a word's pieces tell, class by class. */
function weigh(held, word, hits) {
  for (const [name, [worth, field]] of Object.entries(CLASS_WEIGHTS)) {
    for (const number of held[name] ?? []) {
      const [weight, fields] = hits.get(number) ?? [0, 0];
      hits.set(number, [Math.max(weight, worth), fields | field]);
    }
  }
  const length = size(word);
  const own = TITLE_CLASSES[TITLE_LENGTHS.filter((limit) => length > limit).length];
  const [begins, ends] = [new Set(held.b), new Set(held.e)];
  TITLE_CLASSES.forEach((name, at) => {
    const share = Math.min(150, part(150 * length, TYPICAL_LENGTHS[at]));
    for (const number of held[name] ?? []) {
      let worth = 650 + share;
      if (begins.has(number)) worth = name === own && ends.has(number) ? 1000 : 800 + share;
      const [weight, fields] = hits.get(number) ?? [0, 0];
      hits.set(number, [Math.max(weight, worth), fields | TITLE]);
    }
  });
  return hits;
}

/** Without the numbers that hold all pieces of a word but not the word, as far as looking costs few shards. */
export function verified(store, hits, typed) {
  const doubtful = typed.filter((word) => !exact(word));
  if (!doubtful.length) return hits;
  const unseen = [...hits.keys()].filter((n) => store.large || !doubtful.every((word) => store.heads.get(n).whole.includes(word)));
  if (new Set(unseen.map((number) => store.bodyShard(number))).size > VERIFY_SHARDS) return hits;
  const wrong = new Set(unseen.filter((number) => !doubtful.every((word) => stands(store, number, word))));
  return new Map([...hits].filter(([number]) => !wrong.has(number)));
}

function stands(store, number, word) {
  const body = store.body(number);
  if (!body) return true;
  const texts = [body.d, body.c, body.v].map((text) => String(text ?? ""));
  return store.card(number).whole.includes(word) || size(texts[0]) >= BODY_LENGTH || texts.some((text) => store.normalise(text).includes(word));
}

/** Numbers that have the word only in what was derived: other spellings, names of themes, formats, licence. */
function derived(store, word) {
  const hits = new Map(store.named(word).map((number) => [number, [300, THEME]]));
  for (const [number, head] of store.heads) {
    if (head.spellings.includes(word)) hits.set(number, [500, TITLE]);
    else if (head.standards.includes(word)) hits.set(number, [300, THEME]);
  }
  const held = store.holding(word);
  for (const number of held.x ?? []) hits.set(number, [400, THEME]);
  for (const number of held.s ?? []) if (!hits.has(number)) hits.set(number, [150, DESCRIPTION]);
  return hits;
}

/** Numbers whose title is read like the kana `word`, beginning at a word's beginning. */
export function byReading(store, word) {
  const sound = loosen(word);
  const hits = new Map();
  // しーん is not しん: a short word whose vowels are shortened says too little
  if (size(sound) < 2 || (size(sound) === 2 && sound !== word)) return hits;
  const held = store.holding(sound, SOUND_PIECES);
  const [first, begins] = [new Set(held.y), new Set(held.w)];
  for (const number of held.r ?? []) if (begins.has(number)) hits.set(number, [first.has(number) ? 550 : 450, READING]);
  return hits;
}

/** Other forms of a word that are looked for as they stand: [{text, kind, worth}], best first. */
export function otherForms(store, word) {
  if (size(word) > LONGEST_WORD) return [];
  const { read, everyday } = store.language.words;
  const found = [];
  const [kind, worth] = KANA.test(word) ? ["reading", BY_READING] : ["romaji", BY_SOUND];
  for (const sound of sounds(store, word)) for (const text of read.get(loosen(sound)) ?? []) found.push({ text, kind, worth });
  found.push(...store.language.forms(word).map((text) => ({ text, kind: "spelling", worth: SPELLING })));
  for (const [said, meant] of everyday) {
    if (said === word) found.push(...meant.map((text) => ({ text, kind: "synonym", worth: EVERYDAY })));
  }
  const first = new Map();
  for (const one of found) if (one.text !== word && !first.has(one.text)) first.set(one.text, one);
  return [...first.values()];
}

/** The kana that a word is or, in Latin letters, may mean. */
function sounds(store, word) {
  return KANA.test(word) ? [word] : LATIN.test(word) ? store.language.kana(word) : [];
}

/** [synonym terms a word is or consists of, what is left of it]; nothing when a single character is left. */
export function meanings(store, word) {
  const { lookup, longest } = store.language.words;
  if (lookup.has(word)) return [[word], []];
  const letters = [...word];
  if (letters.length > LONGEST_WORD) return [[], []];
  if (ASCII.test(word)) {
    const singular = word.endsWith("s") ? word.slice(0, -1) : word;
    return lookup.has(singular) ? [[singular], []] : [[], []];
  }
  const terms = [];
  const rest = [""];
  for (let at = 0; at < letters.length; ) {
    let end = Math.min(letters.length, at + longest);
    while (end > at + 1 && !lookup.has(letters.slice(at, end).join(""))) end--;
    if (end > at + 1) {
      terms.push(letters.slice(at, end).join(""));
      rest.push("");
      at = end;
    } else {
      rest.push(rest.pop() + letters[at]);
      at += 1;
    }
  }
  const left = rest.filter(Boolean);
  return terms.length && left.every((one) => size(one) > 1) ? [terms, left] : [[], []];
}

/** Numbers that hold a word or another form of it: number → [weight, fields, how]. */
export function wide(store, word, strict = false) {
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
  if (size(word) > LONGEST_WORD || !store.words()) return hits;
  const [terms, left] = meanings(store, word);
  if ((terms.length === 1 && !left.length) || !strict) add(meant(store, terms, left), "synonym", SYNONYM);
  const short = strict && LATIN.test(word) && size(word) < 5;
  for (const sound of short ? [] : sounds(store, word)) {
    if (!store.affords([loosen(sound)], SOUND_PIECES)) continue;
    const [kind, worth] = sound === word ? ["reading", BY_READING] : ["romaji", BY_SOUND];
    add(byReading(store, sound), kind, worth);
  }
  for (const one of otherForms(store, word)) {
    if (!store.affords([one.text]) || (strict && word.startsWith(one.text))) continue;
    add(bounded(store, one.text), one.kind, one.worth);
    if (one.kind === "spelling") add(derived(store, one.text), "spelling", SPELLING);
    else if (one.kind === "reading" || one.kind === "romaji") add(meant(store, ...meanings(store, one.text)), "synonym", EVERYDAY);
  }
  return hits;
}

/** Numbers that speak of all terms in any word of their groups, and hold what is left as it stands. */
function meant(store, terms, left) {
  if (!terms.length || !store.affords([...terms.map((term) => MARK + term), ...left])) return new Map();
  const every = terms.map((term) => weigh(store.lists(MARK + term), term, new Map()));
  every.push(...left.map((one) => literal(store, one)));
  return new Map([...both(every.map(untold))].map(([number, [weight, fields]]) => [number, [weight, fields]]));
}

/** A Latin word where a word begins, `whole`: and ends. */
function latin(word, whole) {
  const plain = word.replace(/[^a-z0-9 ]/gu, (one) => `\\x${one.codePointAt(0).toString(16).padStart(2, "0")}`);
  return new RegExp(`(?<![a-z0-9])${plain}${whole ? "(?![a-z0-9])" : ""}`, "u");
}

/** `literal` for a form that nobody typed: Latin ones only in heads and where a word begins, short ones only whole. */
function bounded(store, form) {
  if (!ASCII.test(form) || /^[0-9]+$/u.test(form)) return literal(store, form);
  const hits = new Map();
  if (store.large) return hits;
  const word = latin(form, form.length <= WHOLE_UP_TO);
  const whole = latin(form, true);
  for (const [number, head] of store.heads) if (word.test(head.whole)) hits.set(number, headWeight(head, form, form.length, whole));
  return hits;
}

/** Hits as typed: number → [weight, fields, ""]. */
export const untold = (hits) => new Map([...hits].map(([number, [weight, fields]]) => [number, [weight, fields, ""]]));

/** Numbers that every word found: weights averaged, fields joined, the first kind that is not "as typed". */
export function both(every) {
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


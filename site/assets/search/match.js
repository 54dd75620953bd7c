// Where a word stands and what that is worth: integers only. Twin of catalog/search/match.py;
// tests/search holds both to the same ids in the same order.

import { exact } from "./codec.js";
import { Gathering, Hits } from "./hits.js";
import { loosen } from "./language.js";

export const FIELDS = ["title", "english", "reading", "keywords", "publisher", "place", "theme", "column", "description", "value"];
export const [TITLE, ENGLISH, READING, KEYWORD, PUBLISHER, PLACE, THEME, COLUMN, DESCRIPTION, VALUE] = FIELDS.map((_, bit) => 1 << bit);
const CLASS_WEIGHTS = { k: [350, KEYWORD], c: [220, COLUMN], v: [180, VALUE], d: [150, DESCRIPTION] };
export const TITLE_CLASSES = ["t0", "t1", "t2", "t3"];
const TITLE_LENGTHS = [8, 16, 32];
const TYPICAL_LENGTHS = [6, 12, 24, 48];
export const WHOLE_UP_TO = 3;
export const SOUND_PIECES = 3;
const VERIFY_SHARDS = 6;
const SHORT_SOUND = 2;
const BODY_LENGTH = 2000;
export const ASCII = /^[ -~]+$/u;

export const size = (text) => [...text].length;
export const part = (a, b) => Math.floor(a / b);
export const unique = (list) => [...new Set(list)];

/** About 8 · log₂ of how rare a piece is among so many datasets, in integers: 8 for one that all of them hold. */
export function rarity(count, hits) {
  const value = part(2 * (count + 1), hits + 1);
  if (value < 1) return 8;
  const length = 31 - Math.clz32(value);
  return 8 * length + (part(value * 8, 2 ** length) & 7) + 1;
}

function titleWeight(title, length, word, wordLength, top) {
  const at = title.indexOf(word);
  if (at < 0) return 0;
  if (length === wordLength) return top;
  return top - (at === 0 ? 200 : 350) + part(150 * wordLength, length);
}

export function headWeight(head, word, length, whole) {
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

/** What the lists of a word came to, asked again within a question or for the next key. */
const known = new WeakMap();

/** The hits whose texts hold the normalised word as it stands. */
export function literal(store, word) {
  const held = store.holding(word);
  if (!known.has(held)) known.set(held, looked(store, word, held));
  return known.get(held);
}

function looked(store, word, held) {
  const found = inHeads(store, word);
  weigh(held, word, found);
  return found.hits();
}

/** `literal` as far as the heads tell, which costs no shard, gathered: nothing in a large catalogue. */
export function inHeads(store, word) {
  const found = new Gathering(store.manifest.room);
  const length = size(word);
  const whole = ASCII.test(word) ? latin(word, true) : null;
  for (const [number, head] of store.heads) {
    const weight = headWeight(head, word, length, whole);
    if (weight) found.add(number, ...weight);
  }
  return found;
}

/** Whether ascending numbers, asked one after the other, stand in an ascending list. */
function among(list = []) {
  let at = 0;
  return (number) => {
    while (at < list.length && list[at] < number) at++;
    return list[at] === number;
  };
}

/** Gathers what the lists of a word's pieces tell, class by class. */
export function weigh(held, word, found) {
  for (const [name, [worth, field]] of Object.entries(CLASS_WEIGHTS)) for (const number of held[name] ?? []) found.add(number, worth, field);
  const length = size(word);
  const own = TITLE_CLASSES[TITLE_LENGTHS.filter((limit) => length > limit).length];
  TITLE_CLASSES.forEach((name, at) => {
    const share = Math.min(150, part(150 * length, TYPICAL_LENGTHS[at]));
    const [begins, ends] = [among(held.b), among(name === own ? held.e : [])];
    for (const number of held[name] ?? []) {
      let worth = 650 + share;
      if (begins(number)) worth = ends(number) ? 1000 : 800 + share;
      found.add(number, worth, TITLE);
    }
  });
}

/**
 * Without the numbers that hold all pieces of a word but not the word, as far as looking costs few shards; words `beyond`
 * what the question may read have to be seen.
 */
export function verified(store, hits, typed, beyond = []) {
  const doubtful = typed.filter((word) => !exact(word) || beyond.includes(word));
  if (!doubtful.length) return hits;
  const unseen = new Set([...hits.keys()].filter((n) => store.large || !doubtful.every((word) => store.heads.get(n).whole.includes(word))));
  const shards = new Set([...unseen].map((number) => store.bodyShard(number)));
  if (shards.size > VERIFY_SHARDS || !store.looks(shards)) return beyond.length ? hits.filter((number) => !unseen.has(number)) : hits;
  const wrong = new Set([...unseen].filter((number) => !doubtful.every((word) => stands(store, number, word))));
  return hits.filter((number) => !wrong.has(number));
}

function stands(store, number, word) {
  const body = store.body(number);
  if (!body) return true;
  const texts = [body.d, body.c, body.v].map((text) => String(text ?? ""));
  return store.card(number).whole.includes(word) || size(texts[0]) >= BODY_LENGTH || texts.some((text) => store.normalise(text).includes(word));
}

/** Hits that have the word only in what was derived: other spellings, names of themes, formats, licence. */
export function derived(store, word) {
  const found = new Gathering(store.manifest.room);
  for (const number of store.named(word)) found.set(number, 300, THEME);
  for (const [number, head] of store.heads) {
    if (head.spellings.includes(word)) found.set(number, 500, TITLE);
    else if (head.standards.includes(word)) found.set(number, 300, THEME);
  }
  const held = store.holding(word);
  for (const number of held.x ?? []) found.set(number, 400, THEME);
  for (const number of held.s ?? []) if (!found.has(number)) found.set(number, 150, DESCRIPTION);
  return found.hits();
}

/** What a word in kana is looked up as among the readings: its sound, or itself when little would be left of it. */
export function spoken(word) {
  const sound = loosen(word);
  return size(sound) > SHORT_SOUND ? sound : word;
}

/** Hits whose title is read like the kana `word`, beginning at a word's beginning. */
export function byReading(store, word) {
  const sound = spoken(word);
  if (size(sound) < 2) return new Hits();
  const found = new Gathering(store.manifest.room);
  const held = store.holding(sound, SOUND_PIECES, true);
  const [first, begins] = [among(held.y), among(held.w)];
  for (const number of held.r ?? []) if (begins(number)) found.add(number, first(number) ? 550 : 450, READING);
  return found.hits();
}

/** A Latin word where a word begins, `whole`: and ends. */
export function latin(word, whole) {
  const plain = word.replace(/[^a-z0-9 ]/gu, (one) => `\\x${one.codePointAt(0).toString(16).padStart(2, "0")}`);
  return new RegExp(`(?<![a-z0-9])${plain}${whole ? "(?![a-z0-9])" : ""}`, "u");
}

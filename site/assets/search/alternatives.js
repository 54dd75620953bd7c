// A word in every form it may have in the texts. Twin of catalog/search/alternatives.py.

import { MARK } from "./codec.js";
import { Gathering, HOW, Hits, both } from "./hits.js";
import { loosen } from "./language.js";
import { ASCII, SOUND_PIECES, WHOLE_UP_TO, byReading, derived, headWeight, inHeads, latin, literal, size, spoken, weigh } from "./match.js";

const [SPELLING, BY_READING, BY_SOUND, SYNONYM, EVERYDAY] = [90, 85, 70, 75, 60];
const LONGEST_WORD = 40;
const KANA = /^[ぁ-ゖー]+$/u;
const LATIN = /^[a-z'āīūēōâîûêô-]+$/u;

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

const gathering = (store) => {
  const gathered = new Gathering(store.manifest.room);
  return [gathered, (hits, kind, worth) => gathered.join(hits, HOW.indexOf(kind), worth)];
};

/** The hits that hold a word, have it by name or speak of what it means: what the shards of the word itself tell. */
export function atHand(store, word, strict = false) {
  const [gathered, add] = gathering(store);
  add(literal(store, word), "", 100);
  add(derived(store, word), "spelling", SPELLING);
  if (!store.words()) return gathered.hits();
  const [terms, left] = meanings(store, word);
  if ((terms.length === 1 && !left.length) || !strict) add(meant(store, terms, left), "synonym", SYNONYM);
  return gathered.hits();
}

/** The hits that hold a word or another form of it. */
export function wide(store, word, strict = false) {
  const near = atHand(store, word, strict);
  if (size(word) > LONGEST_WORD || !store.words()) return near;
  const [gathered, add] = gathering(store);
  gathered.take(near);
  const short = strict && LATIN.test(word) && size(word) < 5;
  for (const sound of short ? [] : sounds(store, word)) {
    if (!store.affords([spoken(sound)], SOUND_PIECES)) continue;
    const [kind, worth] = sound === word ? ["reading", BY_READING] : ["romaji", BY_SOUND];
    add(byReading(store, sound), kind, worth);
  }
  for (const one of otherForms(store, word)) {
    if (strict && word.startsWith(one.text)) continue;
    const affords = store.affords([one.text]);
    add(bounded(store, one.text, !affords), one.kind, one.worth);
    if (!affords) continue;
    if (one.kind === "spelling") add(derived(store, one.text), "spelling", SPELLING);
    else if (one.kind === "reading" || one.kind === "romaji") add(meant(store, ...meanings(store, one.text)), "synonym", EVERYDAY);
  }
  return gathered.hits();
}

/** The hits that speak of all terms in any word of their groups, and hold what is left as it stands. */
function meant(store, terms, left) {
  if (!terms.length || !store.affords([...terms.map((term) => MARK + term), ...left])) return new Hits();
  const every = terms.map((term) => {
    const found = new Gathering(store.manifest.room);
    weigh(store.lists(MARK + term), term, found);
    return found.hits();
  });
  return both([...every, ...left.map((one) => literal(store, one))]);
}

/** `literal` for a form that nobody typed: Latin ones only in heads and where a word begins, short ones only whole. */
function bounded(store, form, headsOnly) {
  if (!ASCII.test(form) || /^[0-9]+$/u.test(form)) return headsOnly ? inHeads(store, form).hits() : literal(store, form);
  if (store.large) return new Hits();
  const found = new Gathering(store.manifest.room);
  const word = latin(form, form.length <= WHOLE_UP_TO);
  const whole = latin(form, true);
  for (const [number, head] of store.heads) if (word.test(head.whole)) found.add(number, ...headWeight(head, form, form.length, whole));
  return found.hits();
}

// Pieces of words, the shard of each, lists of numbers as text. Twin of catalog/search/codec.py.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Uint8Array(128);
[...DIGITS].forEach((digit, value) => {
  VALUES[digit.charCodeAt(0)] = value;
});

/** Whole numbers, five bits a character, the sixth bit says that more follow; `ascending`: they are gaps. */
function read(text, ascending) {
  const numbers = [];
  let [last, value, shift] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const digit = VALUES[text.charCodeAt(at)];
    if (digit & 32) {
      value |= (digit & 31) << shift;
      shift += 5;
      continue;
    }
    if (shift) {
      value |= digit << shift;
      shift = 0;
    } else value = digit;
    numbers.push(ascending ? (last += value) : value);
    value = 0;
  }
  return numbers;
}

/** The numbers that `pack` wrote. */
export const unpack = (text) => read(text, false);

/** The ascending numbers that `encode` wrote. */
export const decode = (text) => read(text, true);

export function fnv(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

const RUN = /^[a-z0-9]{5,}$/u;
export const MOST_PIECES = 4;
const AT_NUMBERS = 2;

/** At most four pieces of a term that together say whether a text holds it; of more some are those at its last numbers. */
export function cover(term, most = MOST_PIECES) {
  const letters = [...term];
  const size = RUN.test(term) ? 5 : 3;
  const last = letters.length - size;
  if (last <= 0) return [term];
  let steps = Math.min(last, most - 1, size === 5 ? 2 : most);
  const places = [];
  if (most > MOST_PIECES && size === 3) {
    const ends = letters.flatMap((one, at) => (/[0-9]/u.test(one) && !/[0-9]/u.test(letters[at + 1] ?? "") ? [at - 1] : []));
    places.push(...ends.slice(-AT_NUMBERS).map((at) => Math.min(Math.max(at, 0), last)));
    steps = Math.min(last, most - 1 - places.length);
  }
  for (let step = 0; step <= steps; step++) places.push(Math.floor((last * step) / steps));
  return [...new Set(places.sort((a, b) => a - b).map((at) => letters.slice(at, at + size).join("")))];
}

/** Whether the pieces of a term say for certain that a text holds it. */
export const exact = (term) => [...term].length <= (RUN.test(term) ? 5 : 3);

/** Begins the key of what a synonym term means; no text holds it. */
export const MARK = "\x04";

/** What decides on the shard of a gram: its hash; of what a term means, the hash of the term's first piece. */
export const home = (gram) => fnv(gram.startsWith(MARK) ? cover(gram.slice(1))[0] : gram);

/** Where the last of ascending numbers stands that is not above `number`; −1 when all are. `low`: look from there on. */
export function place(numbers, number, low = 0) {
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Lists so many times as long as the shortest are looked up, others read through. */
const MUCH_LONGER = 16;

/** Numbers that all ascending lists hold. */
export function intersect(lists) {
  const [first, ...others] = [...lists].sort((a, b) => a.length - b.length);
  let found = first ?? [];
  for (const other of others) {
    const kept = [];
    const far = other.length > MUCH_LONGER * found.length;
    let at = 0;
    for (const number of found) {
      if (far) at = Math.max(0, place(other, number, at));
      else while (at < other.length && other[at] < number) at++;
      if (other[at] === number) kept.push(number);
    }
    found = kept;
  }
  return found;
}

// What to offer while a query is typed. Twin of catalog/search/suggest.py.

import { TITLE_CLASSES, byReading, unique } from "./match.js";
import { byKeys } from "./order.js";

const QUOTAS = [["theme", 2], ["keyword", 3], ["title", 5], ["column", 2]];
const EU_CODE = /^[A-Z]{4}$/u;
const [MOST_TITLES, MOST_SHARDS] = [40, 3];

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
    // of one vocabulary: the Japanese 分類 where one fits, else the EU codes
    const codes = [];
    for (const [key, names] of Object.entries(store.manifest.facets.theme)) {
      const name = names.find((one) => place(store.normalise(one)) !== null);
      if (name !== undefined) (EU_CODE.test(key) ? codes : found).push([place(store.normalise(name)), 0, name, ""]);
    }
    if (!found.length) found.push(...codes);
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

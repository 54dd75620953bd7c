// Runs the browser's search in node, for tests/search/test_twin.py: reads a job from stdin, writes the answers.
//   {"vectors": {...}, "characters": "…", "words": {...}}            → {"vectors": {kind: [answer, …]}}
//   {"folder": "…/search", "asked": [[query, facets, limit, lang]], "typed": ["…"]} → {"answers": […], "suggested": […], "reads": […]}
//   {"folder": "…/search", "first": ["…"]}                         → {"counts": [files read for each, asked first]}
import { readFile } from "node:fs/promises";
import { Language, loosen, stem } from "../../site/assets/search/language.js";
import { firstCards } from "../../site/assets/search/order.js";
import { report, search } from "../../site/assets/search/ranking.js";
import { cover, decode, fnv } from "../../site/assets/search/codec.js";
import { suggest } from "../../site/assets/search/suggestions.js";
import { Store } from "../../site/assets/search/store.js";
import { places } from "../../site/assets/search/places.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const job = JSON.parse(input);
process.stdout.write(JSON.stringify(job.vectors ? { vectors: vectors(job) } : job.first ? await firstReads(job) : await answers(job)));

function vectors({ vectors: kinds, characters, words }) {
  const language = new Language(characters);
  language.learn(words);
  const parse = (text) => {
    const { terms, excluded, facets } = language.parse(text);
    return { terms: terms.map((term) => [term.text, term.surface, term.exact]), excluded, facets };
  };
  const functions = {
    normalise: (text) => language.normalise(text),
    forms: (text) => language.forms(text),
    kana: (text) => language.kana(text),
    segments: (text) => language.segments(text),
    marks: ([text, words]) => places(language, text, words),
    parse, loosen, stem, cover, fnv, decode,
  };
  return Object.fromEntries(Object.entries(kinds).map(([kind, cases]) => [kind, cases.map(([given]) => functions[kind](given))]));
}

async function answers({ folder, asked, typed }) {
  const reads = [];
  const store = await new Store(async (path) => {
    reads.push(path);
    return JSON.parse(await readFile(`${folder}/${path}`, "utf8"));
  }).open();
  const found = [];
  for (const [query, facets, limit, lang] of asked) found.push(await store.answer(() => report(store, query, facets, limit, lang)));
  const suggested = [];
  for (const text of typed) suggested.push(await store.answer(() => suggest(store, text)));
  return { answers: found, suggested, reads };
}

/** Files that the list of datasets reads for each query, asked first, until its first cards are drawn. */
async function firstReads({ folder, first }) {
  const counts = [];
  for (const query of first) {
    let reads = 0;
    const store = await new Store(async (path) => {
      reads += 1;
      return JSON.parse(await readFile(`${folder}/${path}`, "utf8"));
    }).open();
    const page = firstCards(store);
    await store.answer(() => {
      const { hits } = search(store, query, [], { page, cards: true, ...(store.large ? { counted: ["theme", "format"] } : {}) });
      for (const hit of hits) if (hit.leader === hit.number) store.card(hit.number);
    });
    counts.push(reads);
  }
  return { counts };
}

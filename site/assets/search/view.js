// What a person sees of an answer: cards with marks, facets, chips, the sentence that says how many.

import { places } from "./places.js";
import { FIELDS } from "./match.js";
import { FORMATS } from "./texts.js";

const BEHIND = ["column", "description", "value"];
const SNIPPET = 90;
const SHOWN_VALUES = 8;
// Names of readability scores and where they begin: those of catalog/pages/context.py.
const BANDS = [["excellent", 90], ["good", 75], ["fair", 50], ["poor", 0]];

/** A DOM element: element("a", {href, class: …}, ...children). Texts are texts, never markup. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A text as nodes, its found words in <mark>. */
export function marked(language, text, words) {
  const nodes = [];
  let last = 0;
  for (const [start, end] of places(language, text, words)) {
    if (start > last) nodes.push(text.slice(last, start));
    nodes.push(element("mark", {}, text.slice(start, end)));
    last = end;
  }
  nodes.push(text.slice(last));
  return nodes;
}

/** The line of a text around its first found word; "" when there is none. */
function snippet(language, text, words) {
  const [first] = places(language, text, words);
  if (!first) return "";
  const start = Math.max(0, first[0] - Math.floor(SNIPPET / 3));
  const end = Math.min(text.length, start + SNIPPET);
  return `${start ? "…" : ""}${text.slice(start, end).replace(/\s+/gu, " ")}${end < text.length ? "…" : ""}`;
}

/** Name of a facet value in the page's language. */
export function label(store, texts, facet, value, lang) {
  const names = store.manifest.facets[facet]?.[value];
  if (names) return names[lang === "en" ? Math.min(1, names.length - 1) : 0];
  if (facet === "format") return FORMATS[value] ?? value.toUpperCase();
  if (facet === "year") return texts.year(value);
  if (facet === "quality") return texts.quality[value] ?? value;
  if (facet === "map") return texts.yes;
  if (facet === "level") return texts.levels[value] ?? value;
  return value;
}

/** The cards of some hits, one list item a card; members of a series follow their best one and share its card. */
export function cards(view, hits, words) {
  const items = [];
  for (let at = 0; at < hits.length; ) {
    let end = at + 1;
    while (end < hits.length && hits[end].leader === hits[at].number) end++;
    items.push(card(view, hits[at], hits.slice(at + 1, end), words));
    at = end;
  }
  return items;
}

function card(view, hit, members, words) {
  const { store, texts, lang, root } = view;
  const head = store.card(hit.number);
  if (!head) return element("li", { hidden: true });
  const { row } = head;
  const link = (one) => element("a", { href: `${root}datasets/${encodeURIComponent(one.i)}/` }, ...marked(store.language, titleOf(one, lang), words));
  const facts = [
    element("span", { class: "files" }, ...head.facets.format.map((format) => element("span", { class: "file" }, label(store, texts, "format", format, lang)))),
    row.p ? element("span", {}, ...marked(store.language, (lang === "en" && row.q) || row.p, words)) : null,
    row.u ? element("span", {}, `${texts.updated} `, element("time", { datetime: row.u }, dated(row.u, lang))) : null,
  ];
  const fields = FIELDS.map((_, bit) => bit).filter((bit) => (hit.fields >> bit) & 1);
  const article = element(
    "article",
    { class: "card" },
    element("h2", { class: "card-title" }, link(row)),
    element("p", { class: "card-text found-text", hidden: true }),
    fields.length ? element("p", { class: "found-in" }, texts.matched, fields.map((bit) => texts.fields[bit]).join(lang === "en" ? ", " : "・")) : null,
    element("p", { class: "chips" }, ...badges(row, texts)),
    element("p", { class: "card-facts" }, ...facts),
  );
  if (members.length) {
    const list = element("ul", {});
    const fill = async () => {
      const heads = await store.answer(() => members.map((member) => store.card(member.number)));
      list.replaceChildren(...heads.filter(Boolean).map((one) => element("li", {}, link(one.row))));
    };
    // in a large catalogue the others lie in files of their own
    const open = !store.large && members.length <= 5;
    const series = element("details", { class: "series", open }, element("summary", {}, texts.series(members.length)), list);
    if (store.large) series.addEventListener("toggle", fill, { once: true });
    else list.append(...members.map((member) => element("li", {}, link(store.card(member.number).row))));
    article.append(series);
  }
  const item = element("li", {}, article);
  item.number = hit.number;
  item.behind = fields.some((bit) => BEHIND.includes(FIELDS[bit])) && !(hit.fields & (lang === "en" && row.e ? 3 : 1));
  return item;
}

/** What the card of the list says of a dataset in chips, without their pictures. */
function badges(row, texts) {
  const band = BANDS.find(([, from]) => row.h >= from);
  return [
    element("span", { class: "chip ok" }, texts.screened),
    band ? element("span", { class: `chip q-${band[0]}` }, texts.readable(row.h)) : null,
    row.d ? element("span", { class: "chip std" }, texts.facets.standard) : null,
    row.m ? element("span", { class: "chip" }, texts.mapped) : null,
  ].filter(Boolean);
}

/** A date, a month or a year of ISO 8601 as people write it. */
function dated(iso, lang) {
  const parts = iso.split("-").map(Number);
  if (parts.some(Number.isNaN)) return iso;
  if (lang === "ja") return parts.map((part, at) => `${part}${"年月日"[at]}`).join("");
  const [year, month, day] = parts;
  const named = month && new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2000, month - 1)));
  return [day, named, year].filter(Boolean).join(" ");
}

function titleOf(row, lang) {
  return (lang === "en" && row.e) || row.t || row.i;
}

/** Adds the line in which a hit was found to those that come into view, when their titles do not show why. */
export function explainSeen(view, items, words) {
  const wanted = items.filter((item) => item.behind);
  if (!("IntersectionObserver" in window)) return explain(view, wanted, words);
  const observer = new IntersectionObserver((entries) => {
    const seen = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    for (const item of seen) observer.unobserve(item);
    if (seen.length) explain(view, seen, words);
  });
  for (const item of wanted) observer.observe(item);
  return undefined;
}

async function explain(view, items, words) {
  const { store } = view;
  const bodies = await store.answer(() => items.map((item) => store.body(item.number)));
  items.forEach((item, at) => {
    const body = bodies[at] ?? {};
    const line = [body.d, body.c, body.v].map((text) => snippet(store.language, String(text ?? ""), words)).find(Boolean);
    const place = item.querySelector(".found-text");
    if (!line || !place) return;
    place.replaceChildren(...marked(store.language, line, words));
    place.hidden = false;
  });
}

/** Themes of the European scheme are codes; those of the Japanese government (17分類) and a city's own are names. */
const isCode = (theme) => /^[A-Z]{4}$/u.test(theme ?? "");

/** Themes that are names first: who declares both means the codes for other catalogues, so they wait behind a button. */
function oneScheme(pairs) {
  return [...pairs.filter(([value]) => !isCode(value)), ...pairs.filter(([value]) => isCode(value))];
}

/** The facets as groups of check boxes with live counts. `state` is a Map facet → Set of values. */
export function facetGroups(view, answer, state, change) {
  const { store, texts, lang } = view;
  const groups = [];
  for (const [facet, pairs] of Object.entries(answer.facets)) {
    const chosen = state.get(facet) ?? new Set();
    const missing = [...chosen].filter((value) => !pairs.some(([one]) => one === value)).map((value) => [value, 0]);
    const all = facet === "theme" ? oneScheme([...pairs, ...missing]) : [...pairs, ...missing];
    const schemes = facet === "theme" && !isCode(all[0]?.[0]);
    if (all.length < 2 && !chosen.size) continue;
    const list = element("ul", {});
    all.forEach(([value, count], at) => {
      const box = element("input", { type: "checkbox", name: facet, value, checked: chosen.has(value) });
      box.addEventListener("change", () => change(facet, value, box.checked));
      const item = element("li", { hidden: (at >= SHOWN_VALUES || (schemes && isCode(value))) && !chosen.has(value) },
        element("label", {}, box, element("span", {}, label(store, texts, facet, value, lang))),
        element("span", { class: "count" }, count.toLocaleString(lang)));
      list.append(item);
    });
    const hidden = [...list.children].filter((item) => item.hidden);
    const group = element("details", { class: "facet", open: view.open.has(facet) },
      element("summary", {}, texts.facets[facet]), element("fieldset", {}, element("legend", { class: "away" }, texts.facets[facet]), list));
    if (hidden.length) {
      const more = element("button", { type: "button", class: "button small" }, texts.values(hidden.length));
      more.addEventListener("click", () => {
        for (const item of hidden) item.hidden = false;
        hidden[0].querySelector("input").focus();
        more.remove();
      });
      group.lastElementChild.append(more);
    }
    group.addEventListener("toggle", () => view.open[group.open ? "add" : "delete"](facet));
    groups.push(group);
  }
  return groups;
}

/** Chips of what the list is narrowed to, each a button that takes it away, and one that takes all away. */
export function chips(view, state, change, reset) {
  const { store, texts, lang } = view;
  const buttons = [];
  for (const [facet, values] of state) {
    for (const value of values) {
      const text = `${texts.facets[facet]}: ${label(store, texts, facet, value, lang)}`;
      const button = element("button", { type: "button", class: "chip", "aria-label": texts.remove(text) }, text, element("span", { "aria-hidden": "true" }, " ×"));
      button.addEventListener("click", () => change(facet, value, false));
      buttons.push(button);
    }
  }
  if (!buttons.length) return [];
  const all = element("button", { type: "button", class: "chip reset" }, texts.reset);
  all.addEventListener("click", reset);
  return [...buttons, all];
}

/** The style sheet beside this file, when the page does not name it itself. */
export function styled() {
  const href = new URL("search.css", import.meta.url).href;
  if (![...document.querySelectorAll('link[rel="stylesheet"]')].some((link) => link.href === href)) {
    document.head.append(element("link", { rel: "stylesheet", href }));
  }
}

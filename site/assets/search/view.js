// What a person sees of an answer: cards with marks, facets, chips, the sentence that says how many.

import { places } from "./places.js";
import { FIELDS } from "./match.js";

const BEHIND = ["column", "description", "value"];
const SNIPPET = 90;
const SHOWN_VALUES = 8;

export const TEXTS = {
  ja: {
    count: (n) => `${n.toLocaleString("ja")}件`,
    none: "見つかりませんでした。",
    offers: "次の言葉でも探せます：",
    forms: "言い換え・読み・表記の違いで見つかったものを含みます。",
    sentence: "質問の文から言葉を取り出して探しました。",
    part: "すべての言葉を含むデータセットはありません。一部の言葉に合うものを並べています。",
    near: (text) => `「${text}」で探しました。`,
    widen: "言い換えや読みの近いものも探す",
    more: (n) => `さらに${n}件を表示`,
    reset: "条件をすべて外す",
    remove: (text) => `条件「${text}」を外す`,
    filters: "条件",
    facetsTitle: "絞り込み",
    values: (n) => `ほか${n}個を表示`,
    matched: "一致した所：",
    series: (n) => `同じシリーズのほかの${n}件`,
    updated: "更新",
    failed: "検索の索引を読めませんでした。下の一覧からお探しください。",
    suggestions: "候補",
    request: "ほしいデータがない場合は、下の窓口へお知らせください。",
    kinds: { theme: "分野", keyword: "キーワード", title: "データセット", column: "データ項目" },
    fields: ["題名", "英語の題名", "読み", "キーワード", "公開者", "場所", "分野・形式", "データ項目", "説明文", "データの中の名前"],
    facets: { theme: "分野", format: "ファイル形式", publisher: "公開者", licence: "利用条件", standard: "標準データセット", area: "対象地域", year: "更新した年", quality: "機械での読みやすさ", map: "地図", level: "個人情報の確認" },
    quality: { 80: "80点以上", 60: "60〜79点", 40: "40〜59点", 0: "39点以下" },
    yes: "あり",
    year: (value) => `${value}年`,
    levels: { "non-personal": "個人に関する情報なし", statistics: "統計", anonymised: "匿名化したもの", abstracted: "まとめ直したもの", raw: "元のまま" },
  },
  en: {
    count: (n) => `${n.toLocaleString("en")} dataset${n === 1 ? "" : "s"}`,
    none: "Nothing was found.",
    offers: "You could try:",
    forms: "Includes datasets found by synonyms, readings or other spellings.",
    sentence: "Your sentence was searched by its words.",
    part: "No dataset contains all the words. These contain some of them.",
    near: (text) => `Showing results for “${text}”.`,
    widen: "Also search synonyms and readings",
    more: (n) => `Show ${n} more`,
    reset: "Clear all filters",
    remove: (text) => `Remove filter “${text}”`,
    filters: "Filters",
    facetsTitle: "Filter",
    values: (n) => `Show ${n} more`,
    matched: "Found in: ",
    series: (n) => `${n} more of the same series`,
    updated: "Updated",
    failed: "The search index could not be read. Please use the list below.",
    suggestions: "Suggestions",
    request: "If the data you need is missing, please tell the office named below.",
    kinds: { theme: "theme", keyword: "keyword", title: "dataset", column: "column" },
    fields: ["title", "English title", "reading", "keywords", "publisher", "place", "theme or format", "columns", "description", "names in the data"],
    facets: { theme: "Theme", format: "File format", publisher: "Publisher", licence: "Licence", standard: "Standard dataset", area: "Area", year: "Year of update", quality: "Machine readability", map: "Map", level: "Personal data" },
    quality: { 80: "80 and more", 60: "60–79", 40: "40–59", 0: "below 40" },
    yes: "yes",
    year: (value) => value,
    levels: { "non-personal": "not about persons", statistics: "statistics", anonymised: "anonymised", abstracted: "abstracted", raw: "as it is" },
  },
};

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
  if (facet === "format") return value.toUpperCase();
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
    element("span", { class: "files" }, ...head.facets.format.map((format) => element("span", { class: "file" }, format.toUpperCase()))),
    row.p ? element("span", {}, ...marked(store.language, (lang === "en" && row.q) || row.p, words)) : null,
    row.u ? element("span", {}, `${texts.updated} `, element("time", { datetime: row.u }, row.u)) : null,
  ];
  const fields = FIELDS.map((_, bit) => bit).filter((bit) => (hit.fields >> bit) & 1);
  const article = element(
    "article",
    { class: "card" },
    element("h2", { class: "card-title" }, link(row)),
    element("p", { class: "card-text found-text", hidden: true }),
    fields.length ? element("p", { class: "found-in" }, texts.matched, fields.map((bit) => texts.fields[bit]).join(lang === "en" ? ", " : "・")) : null,
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

/** The facets as groups of check boxes with live counts. `state` is a Map facet → Set of values. */
export function facetGroups(view, answer, state, change) {
  const { store, texts, lang } = view;
  const groups = [];
  for (const [facet, pairs] of Object.entries(answer.facets)) {
    const chosen = state.get(facet) ?? new Set();
    const missing = [...chosen].filter((value) => !pairs.some(([one]) => one === value)).map((value) => [value, 0]);
    const all = [...pairs, ...missing];
    if (all.length < 2 && !chosen.size) continue;
    const list = element("ul", {});
    all.forEach(([value, count], at) => {
      const box = element("input", { type: "checkbox", name: facet, value, checked: chosen.has(value) });
      box.addEventListener("change", () => change(facet, value, box.checked));
      const item = element("li", { hidden: at >= SHOWN_VALUES && !chosen.has(value) },
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

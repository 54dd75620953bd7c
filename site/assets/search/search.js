// The search box of the list of datasets. Without this file the page is the whole list; with it the list answers.
// The URL is the state: ?q=…&theme=…&format=…&wide=1. Nothing is sent anywhere: the index is read from this site.

import { firstCards } from "./order.js";
import { FACETS, marks, search } from "./ranking.js";
import { Store, reader } from "./store.js";
import { suggestBox } from "./suggest.js";
import { cards, chips, element, explainSeen, facetGroups, styled } from "./view.js";
import { textsOf } from "./texts.js";

const PAGE = 20;
const PAUSE = 120;
const OPEN_FACETS = ["theme", "format"];

for (const form of document.querySelectorAll("form[data-search]")) finder(form);

function finder(form) {
  const input = form.querySelector('input[type="search"]');
  const count = document.querySelector("[data-count]");
  const facetBox = document.querySelector("[data-facets]");
  const list = document.querySelector("[data-results]");
  const pages = document.querySelector("[data-pages]");
  if (!input || !count || !list) return;
  const base = new URL(form.dataset.index, document.baseURI);
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "ja";
  const texts = textsOf(lang, "easy" in form.dataset);
  const whole = { items: [...list.children], count: count.textContent, facets: facetBox ? [...facetBox.childNodes] : [] };
  const view = { lang, texts, root: form.dataset.root ?? "../", store: null, open: new Set(OPEN_FACETS) };
  let opening = null;
  let shown = PAGE;
  let filled = false;
  let asked = 0;

  const note = element("div", { class: "search-note" });
  const chipRow = element("div", { class: "chips filters", role: "group", "aria-label": texts.filters, hidden: true });
  const more = element("button", { type: "button", class: "button", hidden: true });
  count.after(chipRow, note);
  list.after(more);
  styled();

  const open = () => {
    opening ??= new Store(reader(base)).open().then((store) => {
      view.store = store;
      return store;
    });
    return opening;
  };

  function state() {
    const params = new URLSearchParams(location.search);
    const facets = new Map();
    for (const facet of FACETS) if (params.has(facet)) facets.set(facet, new Set(params.getAll(facet)));
    return { q: params.get("q") ?? "", facets, wide: params.get("wide") === "1" };
  }

  function keep({ q, facets, wide }, step) {
    const params = new URLSearchParams();
    if (q) params.set("q", q);
    for (const [facet, values] of facets) for (const value of values) params.append(facet, value);
    if (wide) params.set("wide", "1");
    const url = params.size ? `?${params}` : location.pathname;
    if (step) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
    [shown, filled] = [PAGE, false];
    return run();
  }

  const type = (step) => keep({ ...state(), q: input.value.trim(), wide: false }, step);
  const reset = () => keep({ ...state(), facets: new Map() }, true);
  const change = (facet, value, on) => {
    const now = state();
    const values = now.facets.get(facet) ?? new Set();
    values[on ? "add" : "delete"](value);
    now.facets.set(facet, values);
    return keep(now, true);
  };

  async function run() {
    const ticket = ++asked;
    const now = state();
    if (document.activeElement !== input) input.value = now.q;
    try {
      const store = await open();
      const given = [...now.facets].flatMap(([facet, values]) => [...values].map((value) => [facet, value]));
      const counted = store.large ? FACETS.filter((facet) => view.open.has(facet)) : FACETS;
      const page = filled ? null : firstCards(store);
      const answer = await store.answer(() => search(store, now.q, given, { widen: now.wide, counted, limit: shown, page, cards: true }));
      const { hits } = answer;
      const words = await store.answer(() => {
        for (const hit of hits) if (hit.leader === hit.number) store.card(hit.number);
        return marks(store, answer);
      });
      if (ticket !== asked) return;
      draw(now, answer, hits, words);
    } catch (error) {
      if (ticket !== asked) return;
      console.error(error);
      opening = null;
      note.replaceChildren(element("p", { class: "note" }, texts.failed));
      list.replaceChildren(...whole.items);
      say(whole.count);
      if (pages) pages.hidden = false;
    }
  }

  function draw(now, answer, hits, words) {
    const idle = !answer.parsed.terms.length && !answer.parsed.excluded.length && !answer.wanted.size;
    const items = idle ? whole.items : cards(view, hits, words);
    list.replaceChildren(...items);
    if (pages) pages.hidden = !idle;
    say(idle ? whole.count : texts.count(answer.total));
    const left = Math.min(PAGE, answer.total - hits.length);
    view.part = !idle && hits.length < answer.total && items.length < shown;
    more.hidden = idle || left <= 0;
    more.textContent = left > 0 ? texts.more(left) : "";
    more.dataset.first = String(items.length);
    drawNote(now, answer, idle);
    drawFacets(now, answer);
    if (!idle) explainSeen(view, items, words);
  }

  function drawNote(now, answer, idle) {
    const lines = [];
    if (!idle && !answer.total) {
      lines.push(element("p", {}, texts.none));
      if (answer.offers.length) {
        const links = answer.offers.map((text) => element("li", {}, element("a", { class: "chip", href: `?${new URLSearchParams({ q: text })}` }, text)));
        lines.push(element("p", {}, texts.offers), element("ul", { class: "chips offers" }, ...links));
      }
      if (document.querySelector("[data-request], .hits > .note a")) lines.push(element("p", {}, texts.request));
    } else if (answer.corrected) {
      lines.push(element("p", {}, texts.near(answer.corrected)));
    } else if (answer.others) {
      lines.push(element("p", { class: "note" }, texts[answer.found === "typed" ? "forms" : answer.found] ?? texts.forms));
    } else if (answer.parsed.terms.length && !now.wide && !answer.parsed.terms.every((term) => term.exact)) {
      const button = element("button", { type: "button", class: "button small" }, texts.widen);
      button.addEventListener("click", () => keep({ ...state(), wide: true }, true));
      lines.push(button);
    }
    note.replaceChildren(...lines);
  }

  function drawFacets(now, answer) {
    const row = chips(view, now.facets, change, reset);
    chipRow.hidden = !row.length;
    chipRow.replaceChildren(...row);
    if (!facetBox) return;
    const focus = document.activeElement?.closest("[data-facets] input");
    const groups = facetGroups(view, answer, now.facets, change);
    const narrow = matchMedia("(width < 48rem)").matches;
    if (!groups.length) {
      facetBox.replaceChildren(...(narrow ? [] : whole.facets));
      return;
    }
    const before = facetBox.querySelector(".facet-groups");
    const all = element("details", { class: "facet-groups", open: before ? before.open : !narrow }, element("summary", {}, texts.facetsTitle), ...groups);
    facetBox.replaceChildren(all);
    if (focus) {
      const same = [...facetBox.querySelectorAll("input")].find((box) => box.name === focus.name && box.value === focus.value);
      if (same?.closest("li").hidden) same.closest("li").hidden = false;
      same?.focus();
    }
  }

  function say(text) {
    if (count.textContent !== text) count.textContent = text;
  }

  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => type(false), PAUSE);
  };
  // While an input method composes, what stands in the box is not yet what is meant.
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("focus", () => open().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    type(true);
  });
  more.addEventListener("click", async () => {
    const first = Number(more.dataset.first);
    if (!view.part) shown += PAGE;
    filled = true;
    await run();
    list.children[first]?.querySelector("a")?.focus();
  });
  addEventListener("scroll", () => {
    if (!view.part || filled) return;
    filled = true;
    run();
  }, { passive: true });
  addEventListener("popstate", () => {
    input.value = state().q;
    [shown, filled] = [PAGE, false];
    run();
  });

  suggestBox({ form, input, texts, lang, open, choose: (text) => {
    clearTimeout(timer);
    input.value = text;
    type(true);
  }, root: view.root });

  const now = state();
  if (now.q || now.facets.size) {
    input.value = now.q;
    run();
  } else if (!navigator.connection?.saveData) {
    (window.requestIdleCallback ?? setTimeout)(() => {
      if (!asked) run();
    });
  }
}

// Suggestions while typing: the ARIA combobox pattern with a list box, quiet while an input method composes.

import { suggest } from "./suggestions.js";
import { element, marked } from "./view.js";

const PAUSE = 80;

export function suggestBox({ form, input, texts, lang, open, choose, root }) {
  const id = `${input.id || "search"}-suggestions`;
  const list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": texts.suggestions, hidden: true });
  (input.closest(".search-row") ?? input).after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" })) {
    input.setAttribute(name, value);
  }
  let options = [];
  let active = -1;
  let asked = 0;
  let timer = 0;

  const close = () => {
    asked++;
    clearTimeout(timer);
    list.hidden = true;
    options = [];
    activate(-1);
    input.setAttribute("aria-expanded", "false");
  };

  function activate(at) {
    active = at;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", `${id}-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function take(option) {
    close();
    if (option.url) location.href = `${root}${option.url}`;
    else choose(option.text);
  }

  async function offer() {
    const ticket = ++asked;
    const text = input.value;
    if (!text.trim()) return close();
    let found = [];
    let store = null;
    try {
      store = await open();
      found = await store.answer(() => suggest(store, text, 8, lang));
    } catch {
      return undefined;
    }
    if (ticket !== asked || document.activeElement !== input) return undefined;
    options = found;
    list.replaceChildren(
      ...found.map((option, at) => {
        const item = element("li", { id: `${id}-${at}`, role: "option", "aria-selected": "false" },
          element("span", {}, ...marked(store.language, option.text, [store.normalise(text)])),
          element("span", { class: "kind" }, texts.kinds[option.kind]));
        // before the box loses the focus
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(option);
        });
        return item;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    return undefined;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE);
  };
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    // the Enter that ends a conversion chooses nothing; keyCode 229 is how Safari says the same
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = active + step;
      activate(next >= options.length ? -1 : next < -1 ? options.length - 1 : next);
    } else if (event.key === "ArrowDown") {
      later();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(options[active]);
    }
  });
}

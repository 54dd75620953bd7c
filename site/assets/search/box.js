// A search box away from the list (home page, 404): suggestions while typing; the search itself is the list's. Nothing is
// read before somebody types.

import { Store, reader } from "./store.js";
import { suggestBox } from "./suggest.js";
import { textsOf } from "./texts.js";
import { styled } from "./view.js";

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector('input[type="search"]');
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "ja";
  let opening = null;
  input.addEventListener("focus", styled, { once: true });
  const open = () => {
    opening ??= new Store(reader(new URL(form.dataset.suggest, document.baseURI))).open();
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  suggestBox({ form, input, lang, open, texts: textsOf(lang, "easy" in form.dataset), root: form.dataset.root, choose: (text) => {
    input.value = text;
    form.submit();
  } });
}

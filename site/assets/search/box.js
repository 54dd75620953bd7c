// A search box away from the list (home page, 404): suggestions while typing; the search itself is the list's. `site.js`
// reads this file when somebody is about to type.

import { Store, reader } from "./store.js";
import { suggestBox } from "./suggest.js";
import { textsOf } from "./texts.js";
import { styled } from "./view.js";

/** Suggestions for the box of a form; its `data-suggest` names the folder of the index. */
export function attach(form) {
  const input = form.querySelector('input[type="search"]');
  const lang = document.documentElement.lang.startsWith("en") ? "en" : "ja";
  let opening = null;
  const open = () => {
    opening ??= new Store(reader(new URL(form.dataset.suggest, document.baseURI))).open();
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  styled();
  suggestBox({ form, input, lang, open, texts: textsOf(lang, "easy" in form.dataset), root: form.dataset.root, choose: (text) => {
    input.value = text;
    form.submit();
  } });
  // what was typed while this was read
  if (input.value) input.dispatchEvent(new InputEvent("input"));
}

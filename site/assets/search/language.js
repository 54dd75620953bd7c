// One spelling for texts and queries, and a query taken apart. Twin of catalog/search/{normalise,parse,segments}.py:
// the same vectors (tests/search/vectors.json) hold both to the same answers.

const KANJI = "一-龠々〆";
const ERAS = { 令和: 2018, 平成: 1988, 昭和: 1925, 大正: 1911, 明治: 1867, r: 2018, h: 1988, s: 1925, t: 1911, m: 1867 };
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const KANA_DASH = /(?<=[ぁ-ゖ])-(?=[ぁ-ゖ])/gu;
const GONE = /[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const ERA = /(?:(令和|平成|昭和|大正|明治)|(?<![a-z0-9])([rhstm])\.?)(元|[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?![0-9a-z])/gu;
const YEAR = /^(?:fy|西暦)?([12][0-9]{3})(?:年度?|fy)?$/u;
const STEM = /(?:fy)?(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])(?:年度?|fy)?/gu;
const GA = new RegExp(`(?<=[${KANJI}0-9])[けゖゕかが箇](?=[${KANJI}])`, "gu");
const LOOSE = /[ー・\-'./]/gu;
const INNER_KANA = `(?!(?:の|が|は|を|に|で|と|や|へ|も|な|する|した)[${KANJI}])[ぁ-ゖ]`;
const OKURIGANA = new RegExp(`[${KANJI}]+(?:${INNER_KANA}(?:${INNER_KANA})?[${KANJI}]+)+`, "gu");
const TAIL = new RegExp(`^(.*[${KANJI}]{2})[ぁ-ゖ]{1,2}$`, "u");
const RUN = new RegExp(
  "(?:令和|平成|昭和|大正|明治)(?:元|[0-9]{1,2})年?度?" +
    `|[${KANJI}]+(?:${INNER_KANA}(?:${INNER_KANA})?[${KANJI}]+)*[ぁ-ゖ]*` +
    "|[ァ-ヺー・]+|[ぁ-ゖー]+|[a-z0-9][a-z0-9'.-]*(?:年度?)?|[\\p{L}\\p{N}]+",
  "gu",
);
const KANJI_PART = new RegExp(`^(.*[${KANJI}])([ぁ-ゖ]*)$`, "u");
const HIRAGANA = /^[ぁ-ゖー]+$/u;
const KANA = /^[ぁ-ゖー]{2,}$/u;
const N_VOWEL = /(?<=[a-z])n(?=[aiueoy])/gu;
const ROWS = {
  a: "あかさたなはまやらわがざだばぱゃぁゎ",
  i: "いきしちにひみりぎじぢびぴぃ",
  u: "うくすつぬふむゆるぐずづぶぷゅぅゔ",
  e: "えけせてねへめれげぜでべぺぇ",
  o: "おこそとのほもよろをごぞどぼぽょぉ",
};
const VOWEL = new Map(Object.entries(ROWS).flatMap(([vowel, row]) => [...row].map((kana) => [kana, vowel])));
const SAME_SOUND = new Map([["づ", "ず"], ["ぢ", "じ"], ["を", "お"]]);
const LONG = new Map([["あ", "a"], ["い", "ei"], ["う", "ou"], ["え", "e"], ["お", "o"]]);
const MAX_SEGMENTS = 12;

const FACET_NAMES = {
  theme: ["theme", "テーマ", "分類", "分野"],
  format: ["format", "形式", "ファイル形式", "フォーマット"],
  publisher: ["publisher", "公開者", "提供者", "組織", "担当"],
  licence: ["licence", "license", "ライセンス", "利用条件"],
  standard: ["standard", "標準", "標準データセット", "推奨データセット"],
  area: ["area", "地域", "対象地域"],
  year: ["year", "更新年", "年"],
  quality: ["quality", "品質"],
  map: ["map", "地図"],
  level: ["level", "段階", "個人情報"],
};
const NAMES = new Map(Object.entries(FACET_NAMES).flatMap(([facet, names]) => names.map((name) => [name, facet])));
const TOKEN =
  /(-)?(?:([^\s:"「『“-][^\s:"「『“]*):)?(?:"([^"]*)"?|「([^」]*)」?|『([^』]*)』?|“([^”]*)”?|([^\s"「『“]+))/gu;

const unique = (list) => [...new Set(list)];

/** What is looked up beside regular expressions: character groups (manifest) and word lists (`words.<hash>.json`). */
export class Language {
  /** query → its words, kept because each way to answer it asks again */
  #segmented = new Map();

  constructor(characters) {
    this.fold = new Map();
    for (let code = 0x30a1; code < 0x30f7; code++) this.fold.set(String.fromCharCode(code), String.fromCharCode(code - 0x60));
    for (const code of [0x30fd, 0x30fe]) this.fold.set(String.fromCharCode(code), String.fromCharCode(code - 0x60));
    for (const dash of "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d゠") this.fold.set(dash, "-");
    for (const [from, to] of [["〜", "~"], ["’", "'"], ["‘", "'"], ["“", '"'], ["”", '"']]) this.fold.set(from, to);
    for (const group of characters.split(" ")) {
      const [first, ...others] = group;
      for (const other of others) this.fold.set(other, first);
    }
    this.folded = new RegExp(`[${[...this.fold.keys()].map((one) => (one === "-" ? "\\-" : one)).join("")}]`, "gu");
    this.words = null;
  }

  /** Takes the word lists of `words.<hash>.json`. */
  learn(words) {
    this.#segmented.clear();
    const groups = words.groups.map((group) => group.map((line) => line.split("\n").filter(Boolean)));
    const lookup = new Map();
    groups.forEach(([ja, en], number) => {
      for (const term of unique([...ja, ...en])) lookup.set(term, [...(lookup.get(term) ?? []), number]);
    });
    const readings = words.readings.split(" ").map((pair) => pair.split(":"));
    const read = new Map();
    const reads = (sound, word) => read.set(sound, [...(read.get(sound) ?? []), word]);
    for (const [word, kana] of readings) for (const sound of unique(kana.split(",").map(loosen))) reads(sound, word);
    for (const term of lookup.keys()) if (KANA.test(term)) reads(loosen(term), term);
    const everyday = words.everyday.map(([said, ...meant]) => [said, meant]);
    this.words = { ...words, groups, lookup, everyday, read, longest: Math.max(...[...lookup.keys()].map((term) => [...term].length)), jointSet: new Set(words.joints), said: everyday.map(([one]) => one).sort((a, b) => [...b].length - [...a].length || (a < b ? -1 : 1)) };
  }

  /** NFKC, lower case, folded characters; blanks stay (for marking, where positions count). */
  spell(text) {
    return text.normalize("NFKC").replace(GONE, "").toLowerCase().replace(this.folded, (one) => this.fold.get(one)).replace(KANA_DASH, "ー");
  }

  normalise(text) {
    return this.spell(text).replace(SPACE, " ").replace(/^ +| +$/gu, "");
  }

  forms(word) {
    const found = [];
    const year = western(word);
    if (year !== word) found.push(year);
    const whole = YEAR.exec(year);
    if (whole) found.push(whole[1]);
    found.push(word.replace(GA, "が"));
    const loose = word.replace(LOOSE, "");
    if ([...loose].length >= 3) found.push(loose);
    if (word.search(OKURIGANA) >= 0) found.push(word.replace(OKURIGANA, (hit) => hit.replace(/[ぁ-ゖ]/gu, "")));
    for (const form of [word, ...found]) {
      const hit = TAIL.exec(form);
      if (hit) found.push(hit[1]);
    }
    return unique(found).filter((form) => form !== word);
  }

  /** Hiragana that a word in Latin letters may mean; [] when it is no romaji. */
  kana(romaji) {
    const text = romaji.normalize("NFD").replace(/[\u0304\u0302]/gu, "-");
    const readings = [this.#kana(text), this.#kana(text.replaceAll("nn", "n'").replace(N_VOWEL, "n'"))];
    return unique(readings).filter(Boolean);
  }

  #kana(text) {
    const table = this.words.romaji;
    let out = "";
    let at = 0;
    while (at < text.length) {
      const one = text[at];
      const rest = text[at + 1] ?? "";
      if (one === "-" || one === "'") {
        at += 1;
        continue;
      }
      const length = [4, 3, 2, 1].find((n) => n <= text.length - at && Object.hasOwn(table, text.slice(at, at + n)));
      if (length) {
        out += table[text.slice(at, at + length)];
        at += length;
      } else if (one === "n" || (one === "m" && rest && "bpm".includes(rest))) {
        out += "ん";
        const after = text[at + 2] ?? "";
        at += one === "n" && rest === "n" && !(after && "aiueoy".includes(after)) ? 2 : 1;
      } else if (rest === one || text.slice(at, at + 3) === "tch") {
        out += "っ";
        at += 1;
      } else {
        return "";
      }
    }
    return out;
  }

  /** {terms: [{text, surface, exact}], excluded: [text], facets: [[facet, value]]} */
  parse(query) {
    const terms = [];
    const excluded = [];
    const facets = [];
    for (const hit of query.normalize("NFKC").toLowerCase().matchAll(TOKEN)) {
      const [, minus, key, ...values] = hit;
      const quoted = values.slice(0, -1).find((value) => value !== undefined);
      let value = quoted ?? values.at(-1);
      const facet = NAMES.get(key ?? "");
      if (facet && !minus) {
        if (value.trim()) facets.push([facet, value.trim()]);
        continue;
      }
      if (key) value = `${key}:${value}`;
      const text = this.normalise(value);
      if (!text) continue;
      if (minus) excluded.push(text);
      else terms.push({ text, surface: value.trim(), exact: quoted !== undefined });
    }
    const once = (list) => [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
    return { terms: once(terms), excluded: unique(excluded), facets: once(facets) };
  }

  stripAsking(typed) {
    let text = strip(typed.normalize("NFKC").toLowerCase(), " ?!。、？！.");
    let changed = true;
    while (changed) {
      changed = false;
      for (const ending of this.words.endings) {
        if (text.endsWith(ending) && text.length > ending.length) {
          text = text.slice(0, -ending.length).replace(/[ 、]+$/u, "");
          changed = true;
          break;
        }
      }
    }
    for (const filler of this.words.fillers) if (text.includes(filler) && text !== filler) text = text.replaceAll(filler, " ");
    return text.trim() || typed;
  }

  /** The words of a query that carry meaning: everyday phrases whole, then the others in order. */
  segments(typed) {
    if (!this.#segmented.has(typed)) this.#segmented.set(typed, this.#segments(typed));
    return this.#segmented.get(typed);
  }

  #segments(typed) {
    const [said, text] = this.#everyday(this.stripAsking(typed).replace(/ +/gu, " "));
    const found = [...text.matchAll(RUN)].flatMap((hit) => this.#parts(hit[0]));
    return unique([...said, ...found]).slice(0, MAX_SEGMENTS);
  }

  /** [everyday phrases in a text, the text with blanks for them] */
  #everyday(typed) {
    const text = [...typed];
    const normal = [...this.normalise(typed)];
    if (normal.length !== text.length) return [[], typed];
    const said = [];
    for (const phrase of this.words.said) {
      const { length } = [...phrase];
      for (;;) {
        const at = normal.join("").indexOf(phrase);
        if (at < 0) break;
        const start = [...normal.join("").slice(0, at)].length;
        said.push(phrase);
        normal.fill(" ", start, start + length);
        text.fill(" ", start, start + length);
      }
    }
    return [said, text.join("")];
  }

  #parts(run) {
    const hit = KANJI_PART.exec(run);
    if (hit) {
      const [, body, whole] = hit;
      const first = this.words.joints.find((joint) => whole.startsWith(joint)) ?? "";
      if (!whole || first) return [this.normalise(body), ...this.#kanaParts(whole.slice(first.length))];
      const last = this.words.joints.find((joint) => whole.endsWith(joint)) ?? "";
      const tail = whole.slice(0, whole.length - last.length);
      return [this.normalise([...body].length === 1 && [...tail].length <= 2 ? body + tail : body)];
    }
    return HIRAGANA.test(run) ? this.#kanaParts(run) : [this.normalise(run)];
  }

  #kanaParts(run) {
    const { joints, jointSet, lookup, read } = this.words;
    if (jointSet.has(run) || run.length < 2) return [];
    for (const joint of joints) {
      const plain = this.normalise(run.slice(0, run.length - joint.length));
      if (run.endsWith(joint) && (lookup.has(plain) || read.has(loosen(plain)))) return [plain];
    }
    const parts = run.split(/[のを]/u);
    const kept = parts.length > 1 && parts.every((part) => part.length >= 2) ? parts : [run];
    return kept.filter((part) => !jointSet.has(part)).map((part) => this.normalise(part));
  }
}

function eraYear(era, number) {
  if (number === "元") return ERAS[era] + 1;
  if (/^[0-9]+$/u.test(number)) return ERAS[era] + Number(number);
  const digit = (one, none) => ("一二三四五六七八九".indexOf(one) + 1 && one.length === 1 ? "一二三四五六七八九".indexOf(one) + 1 : none);
  const at = number.lastIndexOf("十");
  const tens = at < 0 ? 0 : digit(number.slice(0, at), 1) * 10;
  return ERAS[era] + tens + digit(number.slice(at + 1), 0);
}

export function western(word) {
  return word.replace(ERA, (_, era, letter, number) => String(eraYear(era ?? letter, number)));
}

export function stem(title) {
  return western(title).replace(STEM, "");
}

export function loosen(kana) {
  let out = "";
  let vowel = "";
  for (const typed of kana) {
    if (typed === "ー" || (vowel && (LONG.get(typed) ?? "").includes(vowel))) continue;
    const one = SAME_SOUND.get(typed) ?? typed;
    vowel = VOWEL.get(one) ?? "";
    out += one;
  }
  return out;
}

function strip(text, characters) {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start])) start++;
  while (end > start && characters.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

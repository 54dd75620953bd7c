// Where found words stand in a text as it was written, for marking them.

/** Where words stand in a text, however they are written there: [[start, end], …], not overlapping. */
export function places(language, text, words) {
  let normal = "";
  const origin = [];
  for (const cluster of text.matchAll(/[^\p{M}ﾞﾟ][\p{M}ﾞﾟ]*|[\p{M}ﾞﾟ]+/gu)) {
    const spelt = language.spell(cluster[0]).replace(/\s/gu, " ");
    for (let at = 0; at < spelt.length; at++) origin.push([cluster.index, cluster.index + cluster[0].length]);
    normal += spelt;
  }
  const found = [];
  for (const word of words) {
    for (let at = normal.indexOf(word); word && at >= 0; at = normal.indexOf(word, at + word.length)) {
      found.push([origin[at][0], origin[at + word.length - 1][1]]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const kept = [];
  for (const [start, end] of found) if (!kept.length || start >= kept.at(-1)[1]) kept.push([start, end]);
  return kept;
}

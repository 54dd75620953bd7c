// Asks each query of a fresh index, as the page does, and prints kB (gzip −9), requests and milliseconds of CPU.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { firstCards } from "../../site/assets/search/order.js";
import { search } from "../../site/assets/search/ranking.js";
import { Store } from "../../site/assets/search/store.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const { folder, queries } = JSON.parse(input);
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const kept = { kB: [], requests: [], "again ms": [], "typed on ms": [] };

for (const query of queries) {
  let [bytes, requests] = [0, 0];
  const store = await new Store(async (path) => {
    const body = await readFile(`${folder}/${path}`);
    bytes += gzipSync(body, { level: 9 }).length;
    requests += 1;
    return JSON.parse(body);
  }).open();
  const ask = (text) => {
    const page = firstCards(store);
    return store.answer(() => {
      const answer = search(store, text, [], { page, ...(store.large ? { counted: ["theme", "format"] } : {}) });
      for (const hit of answer.hits) if (hit.leader === hit.number) store.card(hit.number);
      store.settle();
      return answer;
    });
  };
  const timed = async (text) => {
    const start = cpu();
    await ask(text);
    return cpu() - start;
  };
  const { total, found, hits } = await ask(query);
  const first = [bytes, requests];
  const again = await timed(query);
  await ask(`${query} 市`);
  const next = await timed(`${query} 市`);
  kept.kB.push(first[0] / 1000);
  kept.requests.push(first[1]);
  kept["again ms"].push(again);
  kept["typed on ms"].push(next);
  console.log(`${query}: ${total} ${found}, ${hits.length} shown; first ${(first[0] / 1000).toFixed(0)} kB in ${first[1]} requests; again ${again.toFixed(0)} ms, typed on ${next.toFixed(0)} ms`);
}
for (const [name, all] of Object.entries(kept)) {
  const sorted = all.toSorted((a, b) => a - b);
  console.log(`${name}: median ${sorted[sorted.length >> 1].toFixed(1)}, worst ${sorted.at(-1).toFixed(1)}`);
}

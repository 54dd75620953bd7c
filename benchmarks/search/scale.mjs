// Asks each query of a fresh index, as the page does, and prints kB (gzip −9), requests and milliseconds of CPU.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { search } from "../../site/assets/search/ranking.js";
import { Store } from "../../site/assets/search/store.js";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const { folder, queries } = JSON.parse(input);
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

for (const query of queries) {
  let [bytes, requests] = [0, 0];
  const store = await new Store(async (path) => {
    const body = await readFile(`${folder}/${path}`);
    bytes += gzipSync(body, { level: 9 }).length;
    requests += 1;
    return JSON.parse(body);
  }).open();
  const ask = () => store.answer(() => {
    const answer = search(store, query, [], store.large ? { counted: ["theme", "format"] } : {});
    for (const hit of answer.hits.slice(0, 20)) store.card(hit.number);
    store.settle();
    return answer;
  });
  const { total, found } = await ask();
  const start = cpu();
  await ask();
  console.log(`${query}: ${total} ${found}, first ${(bytes / 1000).toFixed(0)} kB in ${requests} requests, again ${(cpu() - start).toFixed(0)} ms`);
}

// Refreshes the vendored front-end files in site/assets/vendor from npm. Not needed to build a catalogue.
//
//   node tools/vendor_assets.mjs            the versions below
//   node tools/vendor_assets.mjs --latest   whatever npm calls latest; then look at the site and commit
//
// Writes: hyparquet.js (bundled and minified), leaflet.js, leaflet.css, tokens.css (only the design tokens that our own
// style sheet names), a licence file for each and versions.json. Needs node 20, npm and a network.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync, rmSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGES = {
  '@digital-go-jp/design-tokens': '1.1.9',
  hyparquet: '1.33.0',
  leaflet: '1.9.4',
}
const TOOLS = { esbuild: '0.28.2' }
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const out = join(root, 'site', 'assets', 'vendor')
const latest = process.argv.includes('--latest')

const work = mkdtempSync(join(tmpdir(), 'vendor-'))
try {
  writeFileSync(join(work, 'package.json'), '{"private": true}')
  const wanted = Object.entries({ ...PACKAGES, ...TOOLS }).map(([name, version]) => `${name}@${latest ? 'latest' : version}`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...wanted], { cwd: work, stdio: 'inherit' })
  mkdirSync(out, { recursive: true })
  const versions = {}
  for (const name of Object.keys(PACKAGES)) {
    const about = JSON.parse(readFileSync(join(work, 'node_modules', name, 'package.json'), 'utf8'))
    versions[name] = { version: about.version, licence: about.license, source: about.homepage ?? about.repository?.url ?? '' }
    const licence = readFileSync(join(work, 'node_modules', name, 'LICENSE'), 'utf8')
    writeFileSync(join(out, `LICENSE.${name.split('/').pop()}.txt`), licence)
  }
  hyparquet(versions.hyparquet.version)
  leaflet(versions.leaflet.version)
  tokens(versions['@digital-go-jp/design-tokens'].version)
  writeFileSync(join(out, 'versions.json'), JSON.stringify(versions, null, 2) + '\n')
} finally {
  rmSync(work, { recursive: true, force: true })
}

function hyparquet(version) {
  const entry = join(work, 'entry.js')
  writeFileSync(entry, "export { parquetReadObjects, parquetMetadataAsync, parquetRead, asyncBufferFromUrl } from 'hyparquet'\n")
  const code = execFileSync(join(work, 'node_modules', '.bin', 'esbuild'),
    [entry, '--bundle', '--format=esm', '--minify', '--target=es2020', '--charset=utf8'], { cwd: work, encoding: 'utf8' })
  writeFileSync(join(out, 'hyparquet.js'), `/*! hyparquet ${version}, MIT, see LICENSE.hyparquet.txt */\n${code}`)
}

function leaflet(version) {
  const folder = join(work, 'node_modules', 'leaflet', 'dist')
  const code = readFileSync(join(folder, 'leaflet.js'), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')
  writeFileSync(join(out, 'leaflet.js'), code)
  // we draw circle markers and the default controls only: rules that point to pictures are not needed
  const css = readFileSync(join(folder, 'leaflet.css'), 'utf8').replace(/[^{}]*\{[^{}]*url\(images[^{}]*\}/g, '')
  writeFileSync(join(out, 'leaflet.css'), `/*! Leaflet ${version}, BSD-2-Clause, see LICENSE.leaflet.txt */\n${css}`)
}

function tokens(version) {
  const all = readFileSync(join(work, 'node_modules', '@digital-go-jp', 'design-tokens', 'dist', 'tokens.css'), 'utf8')
  const own = readFileSync(join(root, 'site', 'assets', 'site.css'), 'utf8')
  const used = new Set([...own.matchAll(/var\((--(?:color|font|line|border|elevation)-[\w-]+)/g)].map((m) => m[1]))
  const lines = [...all.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].filter((m) => used.delete(m[1]))
  if (used.size) throw new Error(`unknown design tokens in site.css: ${[...used].join(', ')}`)
  const body = lines.map((m) => `  ${m[1]}: ${m[2]};`).join('\n')
  const notice = `/*! Values from @digital-go-jp/design-tokens ${version}, MIT, (c) 2023 Digital Agency, see LICENSE.design-tokens.txt */`
  writeFileSync(join(out, 'tokens.css'), `${notice}\n:root {\n${body}\n}\n`)
}

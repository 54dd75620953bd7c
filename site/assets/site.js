// Small conveniences on every page. Each page is whole without them.
(() => {
  'use strict'
  const words = document.documentElement.lang === 'en' ? ['Copy', 'Copied'] : ['コピー', 'コピーしました']

  // opened from a disk, a folder link shows a listing of files instead of the page in it
  if (location.protocol === 'file:') {
    const mend = (root) => {
      for (const a of root.querySelectorAll('a[href]')) {
        const href = a.getAttribute('href')
        if (/^[a-z]+:|^#/i.test(href)) continue
        a.setAttribute('href', href.replace(/^([^?#]*\/|\.{0,2})(?=$|[?#])/, (path) => (path ? path.replace(/\/?$/, '/') : '') + 'index.html'))
      }
    }
    mend(document)
    new MutationObserver((changes) => changes.forEach((c) => c.target.querySelectorAll && mend(c.target)))
      .observe(document.body, { childList: true, subtree: true })
  }

  // suggestions, away from the list of datasets: read when somebody is about to type
  for (const form of document.querySelectorAll('form[data-box]')) {
    const input = form.querySelector('input[type="search"]')
    const load = () => import(new URL(form.dataset.box, document.baseURI)).then((box) => box.attach(form), () => {})
    if (location.protocol !== 'file:') input.addEventListener('focus', load, { once: true })
  }

  // copy buttons
  const said = document.createElement('p')
  said.className = 'away'
  said.setAttribute('role', 'status')
  if (navigator.clipboard) {
    for (const source of document.querySelectorAll('[data-copy]')) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'copy'
      button.textContent = words[0]
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(source.textContent)
        button.textContent = said.textContent = words[1]
        setTimeout(() => { button.textContent = words[0]; said.textContent = '' }, 2000)
      })
      const box = source.closest('.code') || source.parentElement
      box.append(button)
    }
    document.body.append(said)
  }

  // the page that was not found: ids that look like the one in the address
  const near = document.getElementById('near')
  if (near) {
    const parts = decodeURIComponent(location.pathname).split('/').filter(Boolean)
    const wanted = (parts[parts.indexOf('datasets') + 1] || parts.at(-1) || '').toLowerCase()
    const pairs = (text) => new Set([...text].slice(1).map((c, i) => text[i] + c))
    const mine = pairs(wanted)
    const ranked = near.dataset.near.split(' ').filter(Boolean)
      .map((id) => [id, [...pairs(id)].filter((p) => mine.has(p)).length / Math.max(1, mine.size)])
      .filter(([, score]) => score > 0.4).sort((a, b) => b[1] - a[1]).slice(0, 5)
    const home = document.querySelector('form[role="search"]')
    for (const [id] of ranked) {
      const link = document.createElement('a')
      link.href = new URL(id + '/', home.action.replace(/[?#].*/, '')).href
      link.textContent = id
      near.querySelector('span').append(link, ' ')
    }
    near.hidden = ranked.length === 0
  }
})()

// The preview: sort, search, filter by a bar of a column's distribution, and all rows from Parquet after a click.
(() => {
  'use strict'
  const SHOWN = 100
  const fold = (text) => text.normalize('NFKC').toLowerCase().replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60))
  const number = (text) => (/^[-+−▲△]?[\d,]*\.?\d+(e[-+]?\d+)?$/i.test(text) ? Number(text.replace(/,/g, '').replace(/[−▲△]/, '-')) : NaN)
  const collator = new Intl.Collator('ja', { numeric: true })
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties)
    element.append(...children)
    return element
  }

  for (const box of document.querySelectorAll('[data-preview]')) preview(box)

  function preview(box) {
    const words = JSON.parse(box.dataset.words)
    const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? values[name].toLocaleString('en') : values[name] ?? ''))
    const table = box.querySelector('table')
    const heads = [...table.tHead.rows[0].cells]
    const names = heads.map((th) => th.querySelector('.col-name').textContent)
    const numeric = heads.map((th) => ['integer', 'number', 'year'].includes(th.dataset.type))
    const count = box.querySelector('.preview-count')
    const original = count.textContent
    let rows = [...table.tBodies[0].rows].map((tr) => ({ tr, cells: [...tr.cells].map((td) => td.textContent) }))
    let all = rows.length >= Number(box.dataset.rows)
    let sort = null // [column, +1 | -1]
    let bar = null // [column, value] chosen in a distribution
    let page = 0

    // tools above the table
    const input = make('input', { type: 'search' })
    const select = make('select', {}, make('option', { value: '', textContent: words.any }),
      ...names.map((name, i) => make('option', { value: String(i), textContent: name })))
    const clear = make('button', { type: 'button', className: 'button small', textContent: words.clear, hidden: true })
    const tools = make('div', { className: 'preview-tools' },
      make('label', {}, words.filter, input), make('label', {}, words.column, select), clear)
    const load = box.dataset.parquet && !all ? make('button', { type: 'button', className: 'button small', textContent: say('load', { size: box.dataset.parquetSize }) }) : null
    if (load) tools.append(load)
    box.prepend(tools)
    const before = make('button', { type: 'button', className: 'button small', textContent: words.previous })
    const after = make('button', { type: 'button', className: 'button small', textContent: words.next })
    const where = make('span', {})
    const pager = make('div', { className: 'pager', hidden: true }, before, after, where)
    box.append(pager)

    // sortable heads
    heads.forEach((th, i) => {
      const name = th.querySelector('.col-name')
      const button = make('button', { type: 'button', title: say('sort', { name: names[i] }) }, ...name.childNodes)
      name.append(button)
      button.addEventListener('click', () => {
        sort = sort && sort[0] === i ? (sort[1] === 1 ? [i, -1] : null) : [i, 1]
        heads.forEach((h, k) => h.setAttribute('aria-sort', sort && k === sort[0] ? (sort[1] === 1 ? 'ascending' : 'descending') : 'none'))
        show(true)
      })
      const spark = th.querySelector('.spark.t')
      if (spark) {
        spark.classList.add('pick')
        spark.addEventListener('click', (event) => {
          const area = spark.getBoundingClientRect()
          const bars = spark.querySelector('path').getAttribute('d').split('M').length - 1
          const top = frequent(i)[Math.min(bars - 1, Math.floor((event.clientX - area.left) / area.width * bars))]
          if (top === undefined) return
          bar = [i, top]
          select.value = String(i)
          input.value = top
          show(true)
        })
      }
    })

    function frequent(column) {
      const counts = new Map()
      for (const { cells } of rows) if (cells[column]) counts.set(cells[column], (counts.get(cells[column]) || 0) + 1)
      return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value)
    }

    function view() {
      const terms = fold(input.value).split(/\s+/).filter(Boolean)
      const column = select.value === '' ? null : Number(select.value)
      let found = rows
      if (bar && column === bar[0] && input.value === bar[1]) found = rows.filter(({ cells }) => cells[column] === bar[1])
      else if (terms.length) {
        found = rows.filter((row) => {
          const text = column === null ? (row.folded ??= fold(row.cells.join('\u0001'))) : fold(row.cells[column])
          return terms.every((term) => text.includes(term))
        })
      }
      if (sort) {
        const [at, way] = sort
        found = [...found].sort((a, b) => {
          const [x, y] = [a.cells[at], b.cells[at]]
          if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1
          if (numeric[at]) {
            const [m, n] = [number(x), number(y)]
            if (Number.isNaN(m) || Number.isNaN(n)) return Number.isNaN(m) - Number.isNaN(n) || way * collator.compare(x, y)
            return way * (m - n)
          }
          return way * collator.compare(x, y)
        })
      }
      return found
    }

    function row(entry) {
      if (!entry.tr) {
        entry.tr = make('tr')
        entry.cells.forEach((text, i) => {
          const td = make('td', numeric[i] ? { className: 'n' } : {})
          if (/^https?:\/\/[^\s"'<>]{4,300}$/.test(text)) td.append(make('a', { href: text, rel: 'nofollow noopener external', textContent: text }))
          else td.textContent = text
          entry.tr.append(td)
        })
      }
      return entry.tr
    }

    function show(first) {
      if (first) page = 0
      const found = view()
      const filtered = input.value.trim() !== ''
      table.tBodies[0].replaceChildren(...found.slice(page * SHOWN, (page + 1) * SHOWN).map(row))
      clear.hidden = !filtered && !sort
      count.textContent = filtered ? say('matches', { n: found.length, rows: rows.length }) : all ? say('rows', { from: Math.min(found.length, page * SHOWN + 1), to: Math.min(found.length, (page + 1) * SHOWN), rows: found.length }) : original
      pager.hidden = found.length <= SHOWN
      before.disabled = page === 0
      after.disabled = (page + 1) * SHOWN >= found.length
      where.textContent = pager.hidden ? '' : say('rows', { from: page * SHOWN + 1, to: Math.min(found.length, (page + 1) * SHOWN), rows: found.length })
    }

    let timer
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(() => show(true), 120) })
    select.addEventListener('change', () => show(true))
    clear.addEventListener('click', () => {
      input.value = select.value = ''
      bar = sort = null
      heads.forEach((h) => h.setAttribute('aria-sort', 'none'))
      show(true)
      count.textContent = all ? count.textContent : original
      input.focus()
    })
    before.addEventListener('click', () => { page -= 1; show(false) })
    after.addEventListener('click', () => { page += 1; show(false) })

    load?.addEventListener('click', async () => {
      load.disabled = true
      count.textContent = words.loading
      try {
        const { parquetReadObjects } = await import(new URL(box.dataset.hyparquet, document.baseURI).href)
        const answer = await fetch(box.dataset.parquet)
        if (!answer.ok) throw new Error(answer.statusText)
        const file = await answer.arrayBuffer()
        const records = await parquetReadObjects({ file })
        const keys = Object.keys(records[0] ?? {})
        rows = records.map((record) => ({ cells: keys.map((key) => text(record[key])) }))
        all = true
        load.remove()
        show(true)
      } catch {
        count.textContent = words.failed
        load.disabled = false
      }
    })
  }

  function text(value) {
    if (value === null || value === undefined) return ''
    if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '')
    return String(value)
  }
})()

// The map with a background: Leaflet and the tiles of 地理院タイル are fetched only after the button is pressed.
(() => {
  'use strict'
  const TILES = 'https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png'
  const ABOUT = 'https://maps.gsi.go.jp/development/ichiran.html'

  for (const box of document.querySelectorAll('[data-map]')) {
    box.hidden = false
    const button = box.querySelector('button')
    button.addEventListener('click', () => open(box, button))
  }

  async function open(box, button) {
    const words = JSON.parse(box.dataset.words)
    button.disabled = true
    try {
      await Promise.all([style(box.dataset.leafletCss), script(box.dataset.leaflet)])
      const answer = await fetch(box.dataset.geojson)
      if (!answer.ok) throw new Error(answer.statusText)
      draw(box, await answer.json(), words)
    } catch {
      button.disabled = false
      box.querySelector('.note').textContent = words.failed
    }
  }

  function draw(box, data, words) {
    const L = window.L
    const place = box.closest('.map-box').querySelector('.map-place')
    const live = document.createElement('div')
    live.className = 'map-live'
    live.setAttribute('role', 'region')
    live.setAttribute('aria-label', words.label.replace('{title}', document.querySelector('h1').textContent))
    place.replaceChildren(live)
    box.remove()
    const map = L.map(live, { zoomControl: false, maxZoom: 18 })
    // on a phone the card must fit beside the zoom buttons
    const widest = Math.max(150, Math.min(280, live.clientWidth - 110))
    L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out }).addTo(map)
    const link = document.createElement('a')
    Object.assign(link, { href: ABOUT, rel: 'external', textContent: words.attribution })
    L.tileLayer(TILES, { attribution: link.outerHTML, maxZoom: 18, minZoom: 2 }).addTo(map)
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--s0').trim() || '#0066be'
    const features = { ...data, features: data.features.filter((f) => f.geometry) }
    const layer = L.geoJSON(features, {
      style: { color: colour, weight: 2, fillOpacity: 0.2 },
      pointToLayer: (_, at) => L.circleMarker(at, { radius: 7, color: '#fff', weight: 2, fillColor: colour, fillOpacity: 1 }),
      onEachFeature: (feature, part) => part.bindPopup(() => card(feature.properties ?? {}), { maxWidth: widest, minWidth: Math.min(widest, 160) }),
    }).addTo(map)
    const [west, south, east, north] = box.dataset.extent.split(',').map(Number)
    const bounds = box.dataset.extent ? L.latLngBounds([south, west], [north, east]) : layer.getBounds()
    map.fitBounds(bounds.pad(0.08), { maxZoom: 16 })
    layer.eachLayer((part) => reachable(part))
    live.tabIndex = 0
    live.focus()
  }

  // Leaflet's vector shapes take no keys: give each one a tab stop, a name, and Enter or the space bar.
  function reachable(part) {
    const shape = part.getElement?.()
    if (!shape) return
    const name = card(part.feature?.properties ?? {}).firstElementChild
    shape.setAttribute('tabindex', '0')
    shape.setAttribute('role', 'button')
    shape.setAttribute('aria-label', name?.tagName === 'STRONG' ? name.textContent : document.querySelector('h1').textContent)
    shape.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      part.openPopup()
    })
  }

  function card(properties) {
    const box = document.createElement('div')
    // it may scroll: the keyboard must be able to reach it
    box.tabIndex = 0
    box.setAttribute('role', 'group')
    const filled = Object.entries(properties).filter(([, value]) => value !== null && value !== '' && typeof value !== 'object')
    const name = filled.find(([key]) => /名称$|施設名|^名前$|^name$/i.test(key)) ?? filled.find(([key]) => /名/.test(key) && !/都道府県|市区町村|団体/.test(key))
    box.setAttribute('aria-label', String(name ? name[1] : filled[0]?.[1] ?? ''))
    if (name) {
      const head = document.createElement('strong')
      head.textContent = name[1]
      box.append(head)
    }
    const list = document.createElement('dl')
    for (const [key, value] of filled.filter(([key]) => !name || key !== name[0]).slice(0, 14)) {
      const term = document.createElement('dt')
      const said = document.createElement('dd')
      term.textContent = key
      said.textContent = value
      list.append(term, said)
    }
    box.append(list)
    return box
  }

  function script(url) {
    return new Promise((resolve, reject) => {
      if (window.L) { resolve(); return }
      document.head.append(Object.assign(document.createElement('script'), { src: url, onload: resolve, onerror: reject }))
    })
  }

  function style(url) {
    return new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url, onload: resolve, onerror: reject }))
    })
  }
})()

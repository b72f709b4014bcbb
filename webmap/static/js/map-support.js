/* What every map needs beside Leaflet 1.9: popups of plain text, and keyboard
   and screen-reader repairs. Texts become text nodes; nothing here parses HTML. */
(function () {
  'use strict';

  var MODES = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'];
  var PAPER = {width: '178mm', height: '118mm'};
  var POPUP = {maxWidth: 230, autoPanPaddingTopLeft: [54, 8]};

  function textElement(tag, text) {
    var element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function popupBox(content) {
    var box = document.createElement('div');
    box.appendChild(textElement('h3', content.heading));
    content.lines.forEach(function (line) { box.appendChild(textElement('p', line)); });
    return box;
  }

  function popup(layer, content) {
    layer.spokenName = content.heading;
    layer.bindPopup(popupBox(content), POPUP);
  }

  /* A number stands at the best of its places that is free; `map-labels.js` finds it. */
  function badge(group, places, content) {
    var number = textElement('span', content.text);
    var icon = L.divIcon({className: 'leg-badge ' + content.className, html: number, iconSize: [24, 24]});
    var marker = L.marker(places[0], {icon: icon, interactive: false, keyboard: false});
    marker.badgePlaces = places;
    marker.addTo(group);
  }

  /* ---- colours and paper ---- */

  /* Say so whenever the person's choice of colours changes. On paper everything is light, and
     the map is made as wide as the sheet, so that all that is seen on the screen is printed. */
  function followMode(map, box) {
    var before = null;
    MODES.forEach(function (query) {
      window.matchMedia(query).addEventListener('change', function () { map.fire('inkchange'); });
    });
    window.addEventListener('beforeprint', function () {
      var root = document.documentElement;
      before = {bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom()};
      root.setAttribute('data-printing', '');
      if (!box.closest('.sheet')) {
        Object.assign(box.style, {width: PAPER.width, height: PAPER.height});
        map.invalidateSize({animate: false});
        map.fitBounds(before.bounds, {animate: false, padding: [0, 0]});
        akcioterulet.arrange(map);
      }
      map.fire('inkchange');
    });
    window.addEventListener('afterprint', function () {
      if (!before) { return; }
      document.documentElement.removeAttribute('data-printing');
      if (!box.closest('.sheet')) {
        Object.assign(box.style, {width: '', height: ''});
        map.invalidateSize({animate: false});
        map.setView(before.center, before.zoom, {animate: false});
        akcioterulet.arrange(map);
      }
      before = null;
      map.fire('inkchange');
    });
  }

  /* ---- fingers ---- */

  /* One finger scrolls the page past a map; two move the map, and so does one after a tap on it,
     until something else is touched. */
  function letScroll(map, box, words) {
    if (!L.Browser.touch || !window.matchMedia('(pointer: coarse)').matches) { return; }
    var hint = textElement('p', words.two_fingers);
    var timer = 0;
    hint.className = 'map-hint';
    hint.setAttribute('aria-hidden', 'true');
    hint.hidden = true;
    box.appendChild(hint);
    map.dragging.disable();
    map.on('click', function () { map.dragging.enable(); hint.hidden = true; });
    document.addEventListener('touchstart', function (event) {
      if (!box.contains(event.target)) { map.dragging.disable(); }
    }, {passive: true});
    box.addEventListener('touchmove', function (event) {
      if (map.dragging.enabled() || event.touches.length > 1) { return; }
      hint.hidden = false;
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { hint.hidden = true; }, 1500);
    }, {passive: true});
  }

  /* ---- keyboard and screen readers ---- */

  function finish(map, words) {
    var box = map.getContainer();
    var waiting = box.querySelector('.map-waiting');
    if (waiting) { waiting.remove(); }
    map.akcioteruletWords = words;
    nameControls(box, words);
    repairPopups(map, box, words);
    reachShapes(map);
    map.on('layeradd', function () { reachShapes(map); });
    L.Util.requestAnimFrame(function () { reachShapes(map); });
    akcioterulet.keepArranged(map);
    if (!box.closest('[data-overview]')) { followAnswer(map, words); }
    followMode(map, box);
    letScroll(map, box, words);
    box.dataset.ready = 'true';
  }

  function nameControls(box, words) {
    var toggle = box.querySelector('.leaflet-control-layers-toggle');
    if (toggle) {
      toggle.title = words.layers;
      toggle.setAttribute('aria-label', words.layers);
      toggle.setAttribute('role', 'button');
    }
  }

  /* Focus enters a popup that was opened from inside the map, and goes back when it closes. The
     marker may have been drawn anew meanwhile, so it is asked for its present element. */
  function repairPopups(map, box, words) {
    var opener = null;
    map.on('popupopen', function (event) {
      opener = box.contains(document.activeElement) ? event.popup._source : null;
      var element = event.popup.getElement();
      var button = element.querySelector('.leaflet-popup-close-button');
      var heading = element.querySelector('h3');
      element.setAttribute('role', 'dialog');
      if (heading) { element.setAttribute('aria-label', heading.textContent); }
      if (button) {
        button.setAttribute('aria-label', words.close);
        button.title = words.close;
        button.focus({preventScroll: true});
      }
    });
    map.on('popupclose', function () {
      var element = opener && (opener._path || opener._icon);
      if (element && element.isConnected) { element.focus({preventScroll: true}); }
      else if (opener) { box.focus({preventScroll: true}); }
      opener = null;
    });
    box.addEventListener('keydown', function (event) {
      if (event.key === 'Escape') { map.closePopup(); }
    });
  }

  /* Leaflet draws shapes that only a mouse can reach: give each with a popup a name, a place in
     the tab order, and the Enter key. */
  function reachShapes(map) {
    map.eachLayer(function (layer) {
      var path = layer._path;
      if (!path || !layer.spokenName || path.getAttribute('tabindex') === '0') { return; }
      path.setAttribute('tabindex', '0');
      path.setAttribute('role', 'button');
      path.setAttribute('aria-label', layer.spokenName);
      path.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' && event.key !== ' ') { return; }
        event.preventDefault();
        layer.openPopup(layer.getCenter ? layer.getCenter() : layer.getLatLng());
      });
    });
  }

  /* ---- the answer on the map ---- */

  function followAnswer(map, words) {
    var pointer = L.layerGroup().addTo(map);
    function show() {
      var answer = document.querySelector('[data-answer]');
      pointer.clearLayers();
      map.getContainer().querySelectorAll('.leg-deciding').forEach(function (path) {
        path.classList.remove('leg-deciding');
      });
      if (answer) { pointAt(map, pointer, answer.dataset, words); }
    }
    document.addEventListener('akcioterulet:answer', show);
    show();
  }

  function pointAt(map, pointer, answer, words) {
    if (answer.leg) {
      map.getContainer().querySelectorAll('.leg.leg-' + Number(answer.leg)).forEach(function (path) {
        path.classList.add('leg-deciding');
      });
    }
    if (answer.lat && answer.lon) {
      var place = [Number(answer.lat), Number(answer.lon)];
      var marker = L.circleMarker(place, {radius: 9, color: '#000', weight: 3, fillColor: '#ffd54f', fillOpacity: 1, className: 'searched-point'});
      popup(marker, {heading: words.point, lines: []});
      marker.addTo(pointer);
      if (!map.getBounds().pad(-0.1).contains(place)) {
        map.fitBounds(map.getBounds().extend(place), {padding: [40, 40]});
      }
    }
  }

  window.akcioterulet = {
    popup: popup, popupBox: popupBox, popupOptions: POPUP, textElement: textElement,
    badge: badge, finish: finish
  };
})();

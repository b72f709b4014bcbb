/* What the maps need beside Leaflet 1.9: popups of plain text, the backdrop, and keyboard and
   screen-reader repairs. Texts become text nodes; nothing here parses HTML. */
(function () {
  'use strict';

  var BADGE_GAP = 25;
  var LABEL_ZOOM = 15;
  var LABEL_GAP = {x: 110, y: 18};

  function textElement(tag, text) {
    var element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function popup(layer, content) {
    var box = document.createElement('div');
    box.appendChild(textElement('h3', content.heading));
    content.lines.forEach(function (line) { box.appendChild(textElement('p', line)); });
    layer.spokenName = content.heading;
    layer.bindPopup(box, {maxWidth: 230, autoPanPaddingTopLeft: [54, 8]});
  }

  /* A number stands at the first of its places that is free; see `spreadBadges`. */
  function badge(group, places, content) {
    var number = textElement('span', content.text);
    var icon = L.divIcon({className: 'leg-badge ' + content.className, html: number, iconSize: [24, 24]});
    var marker = L.marker(places[0], {icon: icon, interactive: false, keyboard: false});
    marker.badgePlaces = places;
    marker.addTo(group);
  }

  /* Move the numbers apart along their lines; one that has no free place is not shown. */
  function spreadBadges(map) {
    var taken = [];
    map.eachLayer(function (marker) {
      var element = marker.badgePlaces && marker.getElement();
      if (!element) { return; }
      var free = marker.badgePlaces.find(function (place) {
        var at = map.latLngToLayerPoint(place);
        return taken.every(function (other) { return at.distanceTo(other) >= BADGE_GAP; });
      });
      element.hidden = !free;
      if (free) {
        marker.setLatLng(free);
        taken.push(map.latLngToLayerPoint(free));
      }
    });
  }

  /* ---- backdrop ---- */

  function backdrop(map, source) {
    map.createPane('backdrop').style.zIndex = 250;
    map.createPane('labels').style.zIndex = 450;
    map.getPane('labels').style.pointerEvents = 'none';
    var layer = L.layerGroup();
    var shown = function (data) { drawBackdrop(map, layer, data); };
    if (typeof source === 'string') {
      fetch(source).then(function (answer) {
        if (!answer.ok) { throw new Error('backdrop: ' + answer.status); }
        return answer.json();
      }).then(shown).catch(function (fault) { console.warn(fault.message); });
    } else {
      shown(source);
    }
    return layer;
  }

  function drawBackdrop(map, layer, data) {
    var renderer = L.canvas({pane: 'backdrop', padding: 0.3});
    L.geoJSON(data, {
      renderer: renderer, pane: 'backdrop', interactive: false, smoothFactor: 1.2,
      style: function (feature) {
        var railway = feature.properties && feature.properties.railway;
        return railway ? {color: '#6b6b6b', weight: 2, dashArray: '8 4'} : {color: '#b4aea2', weight: 3};
      }
    }).addTo(layer);
    labelStreets(map, layer, data.features || []);
    map.getContainer().dataset.backdrop = 'ready';
  }

  function longestByName(features) {
    var longest = {};
    features.forEach(function (feature) {
      var name = feature.properties && feature.properties.name;
      var points = feature.geometry && feature.geometry.type === 'LineString' && feature.geometry.coordinates;
      if (name && points && points.length > 1) {
        var size = spread(points);
        if (!longest[name] || longest[name].size < size) {
          longest[name] = {name: name, size: size, place: middle(points)};
        }
      }
    });
    return Object.keys(longest).map(function (name) { return longest[name]; })
      .sort(function (a, b) { return b.size - a.size; });
  }

  function spread(points) {
    var first = points[0], last = points[points.length - 1];
    return Math.hypot(first[0] - last[0], first[1] - last[1]);
  }

  function middle(points) {
    var at = (points.length - 1) / 2, a = points[Math.floor(at)], b = points[Math.ceil(at)];
    return [(a[1] + b[1]) / 2, (a[0] + b[0]) / 2];
  }

  function labelStreets(map, layer, features) {
    var streets = longestByName(features);
    var labels = L.layerGroup().addTo(layer);
    function show() {
      labels.clearLayers();
      if (map.getZoom() < LABEL_ZOOM || !map.hasLayer(layer)) { return; }
      var kept = [], view = map.getBounds().pad(0.1);
      streets.forEach(function (street) {
        if (!view.contains(street.place)) { return; }
        var at = map.latLngToLayerPoint(street.place);
        if (kept.some(function (other) {
          return Math.abs(other.x - at.x) < LABEL_GAP.x && Math.abs(other.y - at.y) < LABEL_GAP.y;
        })) { return; }
        kept.push(at);
        var name = textElement('span', street.name);
        name.setAttribute('aria-hidden', 'true');
        var icon = L.divIcon({className: 'street-label', html: name, iconSize: null});
        L.marker(street.place, {icon: icon, interactive: false, keyboard: false, pane: 'labels'}).addTo(labels);
      });
    }
    map.on('zoomend moveend', show);
    show();
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
    map.on('zoomend overlayadd', function () { spreadBadges(map); });
    spreadBadges(map);
    followAnswer(map, words);
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

  function repairPopups(map, box, words) {
    var opener = null;
    map.on('popupopen', function (event) {
      opener = box.contains(document.activeElement) ? document.activeElement : null;
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
      if (opener && opener.isConnected) { opener.focus({preventScroll: true}); }
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
      var marker = L.circleMarker(place, {radius: 9, color: '#000', weight: 3, fillColor: '#ffd54f', fillOpacity: 1});
      popup(marker, {heading: words.point, lines: []});
      marker.addTo(pointer);
      map.panInside(place, {padding: [40, 40]});
    }
  }

  window.akcioterulet = {popup: popup, badge: badge, backdrop: backdrop, finish: finish};
})();

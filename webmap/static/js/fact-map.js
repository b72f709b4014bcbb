/* The map of a fact: its street, the place that it tells, and a line that is drawn point by point.
   The fields are what is sent; a click, the pin under the arrow keys and typing all end there.
   What the map shows stands in the page, so that no script holds the place of a home. */
(function () {
  'use strict';

  var CLOSE = 17;

  function fact(map, words) {
    var box = document.querySelector('[data-fact-map]');
    if (!box) { return; }
    var marks = JSON.parse(box.dataset.marks);
    show(map, marks);
    if (box.dataset.mode === 'show') { return; }
    var pin = window.akcioterulet.pin(map, words);
    if (box.dataset.mode === 'draw') { draw(map, words, pin); }
  }

  function show(map, marks) {
    var found = L.latLngBounds([]);
    if (marks.street.length) {
      var street = L.polyline(marks.street, {
        className: 'searched-street', color: '#ffd54f', weight: 9, opacity: 1, interactive: false
      }).addTo(map);
      street.bringToBack();
      found.extend(street.getBounds());
    }
    if (marks.drawn.length && !document.getElementById('points')) {
      found.extend(line(marks.drawn).addTo(map).getBounds());
    }
    if (marks.place) {
      found.extend(marks.place);
      L.circleMarker(marks.place, {
        radius: 9, color: '#000', weight: 3, fillColor: '#ffd54f', fillOpacity: 1, interactive: false
      }).addTo(map);
    }
    marks.sides.forEach(function (side) {
      var word = window.akcioterulet.textElement('span', side[2]);
      var icon = L.divIcon({className: 'side-word', html: word, iconSize: null});
      L.marker([side[0], side[1]], {icon: icon, interactive: false, keyboard: false}).addTo(map);
      found.extend([side[0], side[1]]);
    });
    if (found.isValid()) { map.fitBounds(found, {maxZoom: CLOSE, padding: [40, 40], animate: false}); }
  }

  function line(parts) {
    return L.polyline(parts, {
      className: 'drawn-street', color: '#0b3d91', weight: 5, opacity: 1, interactive: false
    });
  }

  /* ---- a street, point by point ---- */

  function draw(map, words, pin) {
    var field = document.getElementById('points');
    var shown = null;
    document.querySelector('[data-line-next]').hidden = false;

    function rows() { return field.value.split('\n'); }

    function count() { return rows().filter(function (row) { return row.trim(); }).length; }

    function redraw() {
      if (shown) { shown.remove(); shown = null; }
      var parts = [[]];
      rows().forEach(function (row) {
        if (!row.trim()) { parts.push([]); return; }
        var pair = akcioterulet.degrees(row);
        if (pair) { parts[parts.length - 1].push(pair); }
      });
      parts = parts.filter(function (part) { return part.length > 1; });
      if (parts.length) { shown = line(parts).addTo(map); }
    }

    function add() {
      var place = pin.place();
      if (!place) { return; }
      var row = akcioterulet.degreesRow(place);
      var before = field.value.replace(/\n$/, '');
      field.value = before ? before + '\n' + row : row;
      redraw();
      pin.say(words.corner.replace('{number}', count())
        .replace('{lat}', place.lat.toFixed(6)).replace('{lon}', place.lng.toFixed(6)));
    }

    function change(text) {
      field.value = text;
      redraw();
      pin.say(words.removed.replace('{number}', count()));
    }

    function back() { change(field.value.replace(/\s+$/, '').split('\n').slice(0, -1).join('\n')); }

    /* The pin has been put there by its own listener, which came first. */
    map.on('preclick', add);
    map.getContainer().addEventListener('keydown', function (event) {
      if (event.target !== pin.element()) { return; }
      if (event.key === 'Enter') { event.preventDefault(); add(); }
      if (event.key === 'Backspace' || event.key === 'Delete') { event.preventDefault(); back(); }
    });
    document.querySelector('[data-line-add]').addEventListener('click', add);
    document.querySelector('[data-line-back]').addEventListener('click', back);
    document.querySelector('[data-line-clear]').addEventListener('click', function () { change(''); });
    field.addEventListener('input', redraw);
    redraw();
    if (shown) { map.fitBounds(shown.getBounds(), {maxZoom: CLOSE, padding: [40, 40], animate: false}); }
  }

  window.akcioterulet.fact = fact;
})();

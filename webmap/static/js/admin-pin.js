/* The pin of a venue or of a door. The fields `lat` and `lon` are what is sent; a click, the arrow keys and
   typing all end there. Without this script the fields alone do. */
(function () {
  'use strict';

  var STEP = 10, FINE = 1, DIGITS = 6, NEAR = 17;
  var MOVES = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0]};
  var HUNGARY = {lat: [45.7, 48.7], lon: [16, 23]};

  function number(field) {
    var text = field.value.trim().replace(',', '.');
    return text === '' ? NaN : Number(text);
  }

  function inside(place) {
    return place.lat >= HUNGARY.lat[0] && place.lat <= HUNGARY.lat[1] &&
      place.lng >= HUNGARY.lon[0] && place.lng <= HUNGARY.lon[1];
  }

  /* Where a click on the map means something else, `clicks` is false. */
  function pin(map, words, clicks) {
    var fields = {lat: document.getElementById('lat'), lon: document.getElementById('lon')};
    var said = document.querySelector('[data-pin-said]');
    var tools = document.querySelector('[data-pin-tools]');
    var marker = null;

    function tell(template, place) {
      if (!said) { return; }
      said.textContent = template
        .replace('{lat}', place ? place.lat.toFixed(DIGITS) : '')
        .replace('{lon}', place ? place.lng.toFixed(DIGITS) : '');
    }

    /* The fields of the other system would say another place. */
    function write(place) {
      ['east', 'north'].forEach(function (id) {
        var other = document.getElementById(id);
        if (other) { other.value = ''; }
      });
      fields.lat.value = place.lat.toFixed(DIGITS);
      fields.lon.value = place.lng.toFixed(DIGITS);
      tell(inside(place) ? words.placed : words.outside, place);
    }

    function show(place) {
      if (marker) { marker.setLatLng(place); return; }
      var icon = L.divIcon({className: 'place-pin', iconSize: [26, 26], iconAnchor: [3, 26]});
      marker = L.marker(place, {icon: icon, keyboard: true, draggable: true, alt: words.name}).addTo(map);
      var element = marker.getElement();
      element.setAttribute('role', 'application');
      element.setAttribute('aria-label', words.name);
      element.addEventListener('keydown', function (event) { step(event); });
      marker.on('dragend', function () { write(marker.getLatLng()); });
    }

    function step(event) {
      var move = MOVES[event.key];
      if (!move) { return; }
      event.preventDefault();
      event.stopPropagation();  // the map itself would pan
      var by = event.shiftKey ? FINE : STEP;
      var at = map.latLngToContainerPoint(marker.getLatLng()).add([move[0] * by, move[1] * by]);
      var place = map.containerPointToLatLng(at);
      marker.setLatLng(place);
      write(place);
      map.panInside(place, {padding: [40, 40], animate: false});
    }

    function put(place) {
      show(place);
      write(place);
    }

    function typed() {
      var place = {lat: number(fields.lat), lng: number(fields.lon)};
      if (!isFinite(place.lat) || !isFinite(place.lng)) { return; }
      if (!inside(place)) { tell(words.outside, place); return; }
      show(place);
      map.setView(place, Math.max(map.getZoom(), NEAR - 2), {animate: false});
      tell(words.placed, place);
    }

    /* Before the shapes see the click: inside the area it would open the popup of the area. */
    var pointed = false;
    if (clicks !== false) {
      map.on('preclick', function (event) {
        pointed = true;
        window.setTimeout(function () { pointed = false; }, 0);
        put(event.latlng);
      });
      map.on('popupopen', function (event) { if (pointed) { map.closePopup(event.popup); } });
    }
    fields.lat.addEventListener('change', typed);
    fields.lon.addEventListener('change', typed);
    if (tools) {
      tools.hidden = false;
      tools.querySelector('[data-pin-here]').addEventListener('click', function () {
        put(map.getCenter());
        marker.getElement().focus();
      });
    }
    typed();
    return {
      element: function () { return marker && marker.getElement(); },
      place: function () { return marker && marker.getLatLng(); },
      remove: function () { if (marker) { marker.remove(); marker = null; } },
      say: function (text) { if (said) { said.textContent = text; } }
    };
  }

  /* ---- a place as a row of a field ---- */

  var ROW_DIGITS = 7;
  var PAIR = /^\s*(-?\d+(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d+(?:[.,]\d+)?)\s*[;,]?\s*$/;

  /* [latitude, longitude] of a row; null where it is none, or in metres, which the server reads. */
  function degrees(row) {
    var found = PAIR.exec(row);
    var pair = found && [found[1], found[2]].map(function (text) { return Number(text.replace(',', '.')); });
    return pair && Math.max(Math.abs(pair[0]), Math.abs(pair[1])) <= 180 ? pair : null;
  }

  function degreesRow(place) { return place.lat.toFixed(ROW_DIGITS) + '; ' + place.lng.toFixed(ROW_DIGITS); }

  window.akcioterulet.pin = pin;
  window.akcioterulet.degrees = degrees;
  window.akcioterulet.degreesRow = degreesRow;
})();

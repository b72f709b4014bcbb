/* A line that is drawn for a leg: by mouse with Leaflet-Geoman, which snaps to the lines near by; by keys with
   the pin; or typed. The field of corners is what is sent, and everything ends there. */
(function () {
  'use strict';

  var SNAP = 15, STEP = 10, FINE = 1, CLOSE = 17, MOST_NEAR = 4000;
  var MOVES = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0]};
  var LOOK = {color: '#6a1b9a', weight: 5, opacity: 1};

  L.PM.setOptIn(true);  // nothing else on the map can be edited

  function drawing(map, words) {
    map.options.pmIgnore = false;
    L.PM.reInitLayer(map);
    map.pm.setGlobalOptions({snappable: true, snapDistance: SNAP, tooltips: false, allowSelfIntersection: true});
    var near = L.layerGroup(), renderer = L.canvas();
    var field = null, pin = null, line = null;

    /* ---- what one snaps to: the lines of the draft's maps that are in sight, and the legs ---- */

    function inSight() {
      near.clearLayers();
      var view = map.getBounds().pad(0.2), left = MOST_NEAR;
      (map.groundLines || []).forEach(function (one) {
        var shape = one.geometry;
        if (!left || !shape || shape.type !== 'LineString') { return; }
        var places = shape.coordinates.map(function (at) { return [at[1], at[0]]; });
        if (!view.intersects(L.latLngBounds(places))) { return; }
        left -= 1;
        near.addLayer(L.polyline(places, {stroke: false, interactive: false, snapIgnore: false, renderer: renderer}));
      });
    }

    function snapped(place) {
      var here = map.latLngToLayerPoint(place), best = null, least = SNAP;
      map.eachLayer(function (layer) {
        if (!(layer instanceof L.Polyline) || layer.options.snapIgnore !== false || layer === line) { return; }
        var points = layer.getLatLngs().map(function (at) { return map.latLngToLayerPoint(at); });
        points.slice(1).forEach(function (end, at) {
          var found = L.LineUtil.closestPointOnSegment(here, points[at], end);
          var away = found.distanceTo(here);
          if (away < least) { least = away; best = found; }
        });
      });
      return best ? map.layerPointToLatLng(best) : null;
    }

    /* ---- corners ---- */

    function corners() {
      return field.value.split('\n').map(akcioterulet.degrees).filter(Boolean).map(function (at) { return L.latLng(at); });
    }

    function write(places) {
      field.value = places.map(akcioterulet.degreesRow).join('\n');
    }

    function say(template, number, place) {
      pin.say(template.replace('{number}', number)
        .replace('{lat}', place ? place.lat.toFixed(6) : '').replace('{lon}', place ? place.lng.toFixed(6) : ''));
    }

    function add(place) {
      var found = snapped(place), places = corners().concat(found || place);
      write(places);
      redraw();
      say(found ? words.snapped : words.corner, places.length, found || place);
    }

    function change(places) {
      write(places);
      redraw();
      say(words.removed, places.length);
    }

    function back() { change(corners().slice(0, -1)); }

    /* ---- on the map ---- */

    /* Two corners are a line that can be edited; fewer are drawn on with Geoman. */
    function redraw(focused) {
      clear();
      var places = corners();
      if (places.length < 2) {
        map.pm.enableDraw('Line', {templineStyle: LOOK, hintlineStyle: LOOK, pathOptions: LOOK});
        return;
      }
      line = L.polyline(places, Object.assign({pmIgnore: false, className: 'bench-drawn'}, LOOK)).addTo(map);
      line.on('pm:edit pm:vertexadded pm:vertexremoved', taken);
      line.pm.enable({snappable: true, snapDistance: SNAP, allowSelfIntersection: true});
      name(focused);
    }

    function clear() {
      map.pm.disableDraw();
      if (line) { line.pm.disable(); line.remove(); line = null; }
    }

    function taken() {
      var places = line.getLatLngs();
      write(places);
      if (places.length < 2) { redraw(); return; }
      name();
    }

    /* What Geoman puts on the map is for the mouse alone, until it is given a name. */
    function hide(event) {
      var element = event.layer instanceof L.Marker && event.layer.getElement();
      if (!element || !element.classList.contains('marker-icon')) { return; }
      element.removeAttribute('tabindex');
      element.removeAttribute('role');
      element.setAttribute('aria-hidden', 'true');
    }

    function name(focused) {
      line.pm._markers.forEach(function (marker, at) {
        var element = marker.getElement();
        element.removeAttribute('aria-hidden');
        element.setAttribute('tabindex', '0');
        element.setAttribute('role', 'button');
        element.setAttribute('aria-label', words.corner_name.replace('{number}', at + 1));
        element.dataset.corner = at;
        if (at === focused) { element.focus(); }
      });
    }

    function keys(event) {
      var at = event.target.dataset && event.target.dataset.corner, places;
      if (pin && event.target === pin.element()) {
        if (event.key === 'Enter') { event.preventDefault(); add(pin.place()); }
        if (event.key === 'Backspace') { event.preventDefault(); back(); }
        return;
      }
      if (at === undefined || !line) { return; }
      places = corners();
      var move = MOVES[event.key], by = event.shiftKey ? FINE : STEP, number = Number(at);
      if (move) {
        var there = map.latLngToContainerPoint(places[number]).add([move[0] * by, move[1] * by]);
        places[number] = map.containerPointToLatLng(there);
      } else if (event.key === 'Enter') {
        places[number] = snapped(places[number]) || places[number];
      } else if (event.key === 'Delete') {
        places.splice(number, 1);
      } else { return; }
      event.preventDefault();
      event.stopPropagation();  // the map itself would pan
      write(places);
      redraw(Math.min(number, places.length - 1));
      if (event.key === 'Delete') { say(words.removed, places.length); return; }
      say(event.key === 'Enter' ? words.snapped : words.corner, number + 1, places[number]);
      map.panInside(places[number], {padding: [40, 40], animate: false});
    }

    function clicked(event) {
      if (line && !map.pm.globalDrawModeEnabled()) { add(event.latlng); }
    }

    /* What is drawn is written down corner by corner: nothing of it is lost when somebody goes on by keys. */
    function follow(event) {
      event.workingLayer.on('pm:vertexadded', function () {
        var places = event.workingLayer.getLatLngs();
        write(places);
        say(words.corner, places.length, places[places.length - 1]);
      });
    }

    function created(event) {
      var places = event.layer.getLatLngs();
      event.layer.remove();
      write(places);
      redraw();
    }

    /* ---- begin and end ---- */

    function begin(work) {
      field = document.getElementById('points');
      pin = window.akcioterulet.pin(map, words, false);
      near.addTo(map);
      inSight();
      work.querySelector('[data-line-next]').hidden = false;
      work.querySelector('[data-line-add]').addEventListener('click', function () {
        if (pin.place()) { add(pin.place()); }
      });
      work.querySelector('[data-line-back]').addEventListener('click', back);
      work.querySelector('[data-line-clear]').addEventListener('click', function () { change([]); });
      field.addEventListener('input', function () { redraw(); });
      map.on('moveend groundlines', inSight);
      map.on('click', clicked);
      map.on('layeradd', hide);
      map.on('pm:drawstart', follow);
      map.on('pm:create', created);
      map.getContainer().addEventListener('keydown', keys, true);
      redraw();
      if (line) { map.fitBounds(line.getBounds(), {maxZoom: CLOSE, padding: [40, 40], animate: false}); }
    }

    function end() {
      if (!field) { return; }
      map.off('moveend groundlines', inSight);
      map.off('click', clicked);
      map.off('layeradd', hide);
      map.off('pm:drawstart', follow);
      map.off('pm:create', created);
      map.getContainer().removeEventListener('keydown', keys, true);
      clear();
      near.clearLayers();
      near.remove();
      pin.remove();
      field = null;
    }

    return {begin: begin, end: end};
  }

  window.akcioterulet.drawing = drawing;
})();

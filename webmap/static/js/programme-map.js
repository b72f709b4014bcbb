/* What the maps of the programmes' pages add: names of settlements where there is room, and the
   venues that the list beside the map shows. Texts become text nodes. */
(function () {
  'use strict';

  var GAP = {x: 84, y: 18};

  function placeNames(map, names) {
    var labels = L.layerGroup().addTo(map);
    function show() {
      labels.clearLayers();
      var kept = [], view = map.getBounds().pad(0.1);
      names.forEach(function (entry) {
        var place = [entry[1], entry[2]];
        if (!view.contains(place)) { return; }
        var at = map.latLngToLayerPoint(place);
        if (kept.some(function (other) {
          return Math.abs(other.x - at.x) < GAP.x && Math.abs(other.y - at.y) < GAP.y;
        })) { return; }
        kept.push(at);
        var name = akcioterulet.textElement('span', entry[0]);
        name.setAttribute('aria-hidden', 'true');
        var icon = L.divIcon({className: 'street-label', html: name, iconSize: null});
        L.marker(place, {icon: icon, interactive: false, keyboard: false, pane: 'labels'}).addTo(labels);
      });
    }
    map.on('zoomend moveend', show);
    map.whenReady(show);
  }

  /* The list says which venues it shows; the map follows. */
  document.addEventListener('DOMContentLoaded', function () {
    var list = document.querySelector('[data-shown-venues]');
    if (!list) { return; }
    var ids = JSON.parse(list.dataset.shownVenues);
    document.dispatchEvent(new CustomEvent('akcioterulet:venues', {detail: {ids: ids}}));
  });

  window.akcioterulet.placeNames = placeNames;
})();

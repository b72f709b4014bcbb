/* Two editions over each other: the ground that only one has, and the line of the second. */
(function () {
  'use strict';

  var STYLES = {
    line: {color: '#a8123a', weight: 3, dashArray: '8 5', fill: false, className: 'compare-line'},
    gained: {color: '#1b5e20', weight: 2, fillColor: '#1b5e20', fillOpacity: 0.45, className: 'compare-gained'},
    lost: {color: '#8a4b00', weight: 2, dashArray: '2 4', fillColor: '#8a4b00', fillOpacity: 0.45, className: 'compare-lost'}
  };

  function outlines(map, source) {
    return L.geoJSON(source, {
      interactive: false,
      style: function (feature) { return STYLES[feature.properties.role]; }
    }).addTo(map);
  }

  window.akcioterulet.outlines = outlines;
})();

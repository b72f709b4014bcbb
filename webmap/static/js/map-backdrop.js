/* What lies under the area: a PMTiles file where the service has one, else the network's lines
   as GeoJSON. Drawn on canvases below everything else, out of reach of mouse and keyboard. Its
   colours are the page's, so that it follows dark and high-contrast modes. */
(function () {
  'use strict';

  var INKS = ['ground', 'road', 'casing', 'path', 'rail', 'water', 'green', 'building', 'label'];
  var FONT = '600 12px system-ui, "Liberation Sans", sans-serif';
  var WIDTHS = {major: 4, medium: 3, minor: 1.8, path: 0.7};

  /* The colours as the browser understands them now; a canvas cannot read CSS variables. */
  function inks(map) {
    var probe = document.createElement('span'), found = {};
    probe.className = 'map-ink';
    map.getContainer().appendChild(probe);
    INKS.forEach(function (name) {
      probe.style.color = 'var(--map-' + name + ')';
      found[name] = getComputedStyle(probe).color;
    });
    probe.remove();
    return found;
  }

  /* The names stand with what they name: one switch shows and hides both. */
  function backdrop(map, source, tiles) {
    map.createPane('backdrop').style.zIndex = 250;
    var ground = L.layerGroup([akcioterulet.nameLayer(map)]);
    var shown = function (data) {
      map.groundLines = data.features || [];
      map.fire('groundlines');
      akcioterulet.streets(map, data.features || []);
      if (!tiles) { drawLines(map, ground, data); }
      if (map.nameLayer._map && map.getContainer().dataset.ready) { akcioterulet.arrange(map); }
    };
    if (tiles) { ground.addLayer(tileLayer(map, here(tiles))); }
    if (typeof source !== 'string') { shown(source || {}); return ground; }
    fetch(here(source)).then(function (answer) {
      if (!answer.ok) { throw new Error('backdrop: ' + answer.status); }
      return answer.json();
    }).then(shown).catch(function (fault) { console.warn(fault.message); });
    return ground;
  }

  // The service may be reached below a path, which the page says; the map's own script does not know.
  function here(path) { return (document.documentElement.dataset.root || '') + path; }

  /* ---- one PMTiles file ---- */

  function tileLayer(map, url) {
    var ink = inks(map);
    var layer = protomapsL.leafletLayer({
      url: url, attribution: '', maxDataZoom: 15, pane: 'backdrop',
      paintRules: paintRules(ink), labelRules: labelRules(ink, map), backgroundColor: ink.ground
    });
    map.on('inkchange', function () {
      Object.assign(ink, inks(map));
      layer.backgroundColor = ink.ground;
      layer.clearLayout();
      layer.rerenderTiles();
    });
    layer.on('load', function () { map.getContainer().dataset.backdrop = 'ready'; });
    return layer;
  }

  /* protomaps-leaflet asks a function again for every feature only if it takes two arguments. */
  function paintRules(ink) {
    function polygon(name, minzoom) {
      return {dataLayer: name, minzoom: minzoom, symbolizer: new protomapsL.PolygonSymbolizer({
        fill: function () { return ink[name === 'buildings' ? 'building' : name]; }
      }), filter: function (zoom, feature) { return feature.geomType === 3; }};
    }
    function line(name, colour, width, filter, dash) {
      return {dataLayer: name, filter: filter, symbolizer: new protomapsL.LineSymbolizer({
        color: function () { return ink[colour]; }, width: width, dash: dash, lineCap: 'round', lineJoin: 'round'
      })};
    }
    function scaled(zoom, feature, extra) {
      return (WIDTHS[feature.props.kind] || WIDTHS.minor) * Math.pow(1.4, zoom - 15) + extra;
    }
    var street = function (zoom, feature) { return feature.props.kind !== 'path'; };
    var path = function (zoom, feature) { return feature.props.kind === 'path'; };
    return [
      polygon('green'), polygon('water'),
      line('water', 'water', 2, function (zoom, feature) { return feature.geomType === 2; }),
      polygon('buildings', 14),
      line('roads', 'path', 1, path),
      line('roads', 'casing', function (zoom, feature) { return scaled(zoom, feature, 1.5); }, street),
      line('roads', 'road', function (zoom, feature) { return scaled(zoom, feature, 0); }, street),
      line('rail', 'rail', 2, undefined, [6, 3])
    ];
  }

  /* What `map-labels.js` names itself, clear of numbers and markers, is not named twice. */
  function labelRules(ink, map) {
    function unnamed(name) { return Boolean(name) && !(map.streetLines && map.streetLines.has(name)); }
    var words = {
      labelProps: ['name'], width: 2.5, font: FONT,
      fill: function () { return ink.label; }, stroke: function () { return ink.ground; }
    };
    return [
      {dataLayer: 'places', symbolizer: new protomapsL.CenteredTextSymbolizer(words)},
      {dataLayer: 'roads', minzoom: 14, symbolizer: new protomapsL.LineLabelSymbolizer(words),
        filter: function (zoom, feature) { return unnamed(feature.props.name); }},
      {dataLayer: 'water', minzoom: 14, symbolizer: new protomapsL.LineLabelSymbolizer(words),
        filter: function (zoom, feature) { return feature.geomType === 2 && Boolean(feature.props.name); }}
    ];
  }

  /* ---- the network's own lines ---- */

  function drawLines(map, ground, data) {
    var ink = inks(map);
    var renderer = L.canvas({pane: 'backdrop', padding: 0.3});
    function lines(railway, style) {
      return L.geoJSON(data, {
        renderer: renderer, pane: 'backdrop', interactive: false, smoothFactor: 1.2, style: style,
        filter: function (feature) { return Boolean(feature.properties && feature.properties.railway) === railway; }
      }).addTo(ground);
    }
    /* A railway as town maps draw it: dark, with light ties. */
    var styles = [
      [false, function () { return {color: ink.casing, weight: 3}; }],
      [true, function () { return {color: ink.rail, weight: 4, lineCap: 'butt'}; }],
      [true, function () { return {color: ink.ground, weight: 2, dashArray: '7 7', lineCap: 'butt'}; }]
    ];
    var drawn = styles.map(function (one) { return lines(one[0], one[1]); });
    map.on('inkchange', function () {
      Object.assign(ink, inks(map));
      drawn.forEach(function (one, place) { one.setStyle(styles[place][1]); });
      if (renderer._ctx) { renderer._redraw(); }  // paper does not wait for the next frame
    });
    map.getContainer().dataset.backdrop = 'ready';
  }

  window.akcioterulet.backdrop = backdrop;
})();

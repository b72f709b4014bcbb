/* What lies under the area: a PMTiles file where the service has one, else the network's lines
   as GeoJSON. Drawn on canvases below everything else, out of reach of mouse and keyboard. Its
   colours are the page's, so that it follows dark and high-contrast modes. */
(function () {
  'use strict';

  var LABEL_ZOOM = 15;
  var LABEL_GAP = {x: 110, y: 18};
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

  function backdrop(map, source, tiles) {
    map.createPane('backdrop').style.zIndex = 250;
    map.createPane('labels').style.zIndex = 450;
    map.getPane('labels').style.pointerEvents = 'none';
    return tiles ? tileLayer(map, here(tiles)) : lineLayer(map, source);
  }

  // The service may be reached below a path, which the page says; the map's own script does not know.
  function here(path) { return (document.documentElement.dataset.root || '') + path; }

  /* ---- one PMTiles file ---- */

  function tileLayer(map, url) {
    var ink = inks(map);
    var layer = protomapsL.leafletLayer({
      url: url, attribution: '', maxDataZoom: 15, pane: 'backdrop',
      paintRules: paintRules(ink), labelRules: labelRules(ink), backgroundColor: ink.ground
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

  function labelRules(ink) {
    var words = {
      labelProps: ['name'], width: 2.5, font: FONT,
      fill: function () { return ink.label; }, stroke: function () { return ink.ground; }
    };
    return [
      {dataLayer: 'places', symbolizer: new protomapsL.CenteredTextSymbolizer(words)},
      {dataLayer: 'roads', minzoom: 14, symbolizer: new protomapsL.LineLabelSymbolizer(words),
        filter: function (zoom, feature) { return Boolean(feature.props.name); }},
      {dataLayer: 'water', minzoom: 14, symbolizer: new protomapsL.LineLabelSymbolizer(words),
        filter: function (zoom, feature) { return feature.geomType === 2 && Boolean(feature.props.name); }}
    ];
  }

  /* ---- the network's own lines ---- */

  function lineLayer(map, source) {
    var layer = L.layerGroup();
    var shown = function (data) { drawLines(map, layer, data); };
    if (typeof source === 'string') {
      fetch(here(source)).then(function (answer) {
        if (!answer.ok) { throw new Error('backdrop: ' + answer.status); }
        return answer.json();
      }).then(shown).catch(function (fault) { console.warn(fault.message); });
    } else {
      shown(source);
    }
    return layer;
  }

  function drawLines(map, layer, data) {
    var ink = inks(map);
    var renderer = L.canvas({pane: 'backdrop', padding: 0.3});
    function style(feature) {
      var railway = feature.properties && feature.properties.railway;
      return railway ? {color: ink.rail, weight: 2, dashArray: '8 4'} : {color: ink.casing, weight: 3};
    }
    var lines = L.geoJSON(data, {
      renderer: renderer, pane: 'backdrop', interactive: false, smoothFactor: 1.2, style: style
    }).addTo(layer);
    map.on('inkchange', function () {
      Object.assign(ink, inks(map));
      lines.setStyle(style);
      if (renderer._ctx) { renderer._redraw(); }  // paper does not wait for the next frame
    });
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
        var name = akcioterulet.textElement('span', street.name);
        name.setAttribute('aria-hidden', 'true');
        var icon = L.divIcon({className: 'street-label', html: name, iconSize: null});
        L.marker(street.place, {icon: icon, interactive: false, keyboard: false, pane: 'labels'}).addTo(labels);
      });
    }
    map.on('zoomend moveend', show);
    show();
  }

  window.akcioterulet.backdrop = backdrop;
})();

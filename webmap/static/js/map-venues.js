/* The venues of a map: markers in clusters, each with its popup, all reached by keyboard. Texts
   become text nodes; a link is only drawn to the web or to this site.

   The page may narrow what is shown:
   document.dispatchEvent(new CustomEvent('akcioterulet:venues', {detail: {ids: ['a', 'b']}}))
   (`ids: null` shows all again), and a button with data-show-venue="id" opens that popup. */
(function () {
  'use strict';

  var PIN = {known: 'venue-pin', rough: 'venue-pin venue-rough'};

  function safeLink(address) {
    return /^(https?:\/\/|\/(?![\/\\]))/i.test(address || '') ? address : null;
  }

  function venues(map, source, words) {
    var reduced = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    var group = L.markerClusterGroup ? L.markerClusterGroup({
      animate: !reduced, showCoverageOnHover: false, maxClusterRadius: 60, iconCreateFunction: clusterIcons(words)
    }) : L.featureGroup();
    var byId = new Map();
    map.createPane('precision').style.zIndex = 390;
    map.getPane('precision').style.pointerEvents = 'none';
    group.bindPopup(function (marker) { return content(marker, words); }, akcioterulet.popupOptions);
    map.on('layeradd', function (event) { nameMarker(event.layer); circle(event.layer, map); });
    map.on('layerremove', function (event) {
      if (event.layer.precisionCircle) { event.layer.precisionCircle.remove(); }
    });
    followClusters(map, group);
    var all = read(source, words);
    all.forEach(function (marker) { byId.set(marker.venue.id, marker); });
    show(group, all);
    listen(group, all, byId);
    showFromList(map, group, byId);
    map.getContainer().dataset.venues = String(all.length);
    return group;
  }

  function read(source, words) {
    var icons = {};
    Object.keys(PIN).forEach(function (kind) {
      icons[kind] = L.divIcon({className: PIN[kind], html: '', iconSize: [26, 26], popupAnchor: [0, -10]});
    });
    return source.features.map(function (feature) {
      var at = feature.geometry.coordinates, venue = feature.properties;
      var marker = L.marker([at[1], at[0]], {icon: icons[venue.precision ? 'rough' : 'known']});
      marker.venue = venue;
      marker.spokenName = venue.precision ? venue.name + ' – ' + words.rough : venue.name;
      return marker;
    });
  }

  function show(group, markers) {
    group.clearLayers();
    if (group.addLayers) { group.addLayers(markers); }
    else { markers.forEach(function (marker) { group.addLayer(marker); }); }
  }

  /* A place that is known only roughly has its circle as long as its marker is drawn by itself. */
  function circle(marker, map) {
    if (!marker.venue || !marker.venue.precision) { return; }
    marker.precisionCircle = marker.precisionCircle || L.circle(marker.getLatLng(), {
      radius: marker.venue.precision, pane: 'precision', interactive: false, className: 'venue-circle',
      color: '#1b5e20', weight: 2, dashArray: '6 5', fillColor: '#1b5e20', fillOpacity: 0.08
    });
    marker.precisionCircle.addTo(map);
  }

  function content(marker, words) {
    var box = akcioterulet.popupBox({heading: marker.venue.name, lines: marker.venue.lines});
    var address = safeLink(marker.venue.href);
    if (address) {
      var link = akcioterulet.textElement('a', words.details);
      link.href = address;
      link.setAttribute('aria-label', words.details + ': ' + marker.venue.name);
      box.appendChild(link);
    }
    return box;
  }

  /* ---- names and keys ---- */

  var NamedIcon = L.DivIcon.extend({
    createIcon: function (old) {
      var element = L.DivIcon.prototype.createIcon.call(this, old);
      element.setAttribute('aria-label', this.options.label);
      return element;
    }
  });

  function clusterIcons(words) {
    return function (cluster) {
      var count = String(cluster.getChildCount());
      return new NamedIcon({
        className: 'venue-cluster', iconSize: [40, 40],
        html: akcioterulet.textElement('span', count), label: words.cluster.replace('{count}', count)
      });
    };
  }

  function nameMarker(layer) {
    if (layer.venue && layer._icon) { layer._icon.setAttribute('aria-label', layer.spokenName); }
  }

  /* Enter on a cluster zooms in, and the cluster is gone: focus goes to the first of what it held. */
  function followClusters(map, group) {
    group.on('clusterkeypress', function (event) {
      if (!event.originalEvent || event.originalEvent.key !== 'Enter') { return; }
      var inside = event.layer.getAllChildMarkers();
      var focus = function () {
        var shown = inside.map(function (marker) { return group.getVisibleParent(marker); })
          .find(function (marker) { return marker && marker._icon; });
        (shown ? shown._icon : map.getContainer()).focus({preventScroll: true});
      };
      group.once('animationend spiderfied', focus);
      map.once('moveend', function () { window.setTimeout(focus, 300); });
    });
  }

  /* ---- the page ---- */

  function listen(group, all, byId) {
    document.addEventListener('akcioterulet:venues', function (event) {
      var ids = event.detail.ids;
      show(group, ids === null ? all : ids.map(function (id) { return byId.get(id); }).filter(Boolean));
    });
  }

  function showFromList(map, group, byId) {
    document.querySelectorAll('[data-show-venue]').forEach(function (button) { button.hidden = false; });
    document.addEventListener('click', function (event) {
      var button = event.target.closest('[data-show-venue]');
      var marker = button && byId.get(button.dataset.showVenue);
      if (!marker || !map.hasLayer(group)) { return; }
      map.closePopup();
      map.getContainer().focus();
      var open = function () { marker.fire('click', {latlng: marker.getLatLng()}, true); };
      if (group.zoomToShowLayer) { group.zoomToShowLayer(marker, open); }
      else { map.panTo(marker.getLatLng()); open(); }
    });
  }

  window.akcioterulet.venues = venues;
})();

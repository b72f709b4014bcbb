/* Names along their streets and numbers on their lines, as a town map has them: each name once on
   the screen, read from left to right, and nothing on anything else. The names are SVG text on
   paths, so that they are sharp on paper and follow the page's colours.

   Each has candidates, each with a price: beside the line rather than on the thick line of a
   leg, whole rather than shortened, not beyond the ends of the street. `map-room.js` chooses. */
(function () {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  var FAMILY = 'system-ui, "Liberation Sans", "DejaVu Sans", sans-serif';
  var STEP = 4, TRIES = 400;                      // pixels, candidates of a name
  var NARROW = 500;                               // pixels of a map with smaller signs
  var BEND = 0.55, TURN = 2.2;                    // radians within 8 pixels, within a name
  var BESIDE_LEG = [[-5, 0], [5, 0.05], [-11, 0.5], [11, 0.55], [-18, 0.9], [18, 0.95]];  // pixels, price
  var BESIDE = [[0, 0], [-3, 0.25], [3, 0.3], [-9, 0.8], [9, 0.85]];
  /* Around a place, and around a sign that stands on it: shares of the name's width, pixels to
     the right, pixels down, price. */
  var ON_PLACE = [[0, 0, 0, 0], [0, 0, -11, 0.3], [0, 0, 11, 0.3], [0.25, 0, 0, 0.35], [-0.25, 0, 0, 0.35]];
  var BESIDE_SIGN = [
    [0, 0, -24, 0.2], [0, 0, 24, 0.25], [0.5, 20, 0, 0.3], [-0.5, -20, 0, 0.35],
    [0.5, 8, -20, 0.5], [-0.5, -8, -20, 0.55], [0.5, 8, 20, 0.6], [-0.5, -8, 20, 0.65], [0, 0, -36, 0.9], [0, 0, 36, 0.95]
  ];
  var LEADERS = [10, 18, 28, 40, 54, 70], ASLANT = [0, 0.35, -0.35, 0.7, -0.7, 1.05, -1.05];  // pixels beyond a number's edge, radians
  var SHORT = [
    [/ számú vasútvonal$/, ' vasútvonal'], [/ körút(ja)?$/, ' krt.'], [/ utca$/, ' u.'],
    [/ sétány$/, ' stny.'], [/ lakótelep$/, ' ltp.']
  ];
  var ON_MAP = '.leaflet-marker-icon:not(.leg-badge), .searched-point, .leaflet-control';
  var pen = document.createElement('canvas').getContext('2d');
  var count = 0;

  /* ---- what there is ---- */

  /* A leg has its name from the ledger, whatever lies under the area. */
  function legName(shape, name) { shape.legName = name; }

  /* The named lines of what lies under the area; GeoJSON features. */
  function streets(map, features) {
    var lines = map.streetLines = new Map();
    features.forEach(function (feature) {
      var about = feature.properties || {}, shape = feature.geometry;
      if (!about.name || !shape || shape.type !== 'LineString' || shape.coordinates.length < 2) { return; }
      var street = lines.get(about.name) || {rail: Boolean(about.railway), parts: []};
      street.parts.push(shape.coordinates.map(function (at) { return [at[1], at[0]]; }));
      lines.set(about.name, street);
    });
    lines.forEach(function (street) { street.parts = joined(street.parts); });
  }

  /* Names of places: [name, latitude, longitude], the most important first. */
  function placeNames(map, names) { map.placeNames = names; }

  /* Join lines that go on in each other; two lanes of a road are no line there and back. */
  function joined(parts) {
    var open = parts.slice(), whole = [];
    while (open.length) {
      var line = open.shift(), longer = line;
      while (longer) {
        line = longer;
        longer = null;
        for (var i = 0; i < open.length && !longer; i += 1) {
          longer = continued(line, open[i]) || continued(line, open[i].slice().reverse());
          if (longer) { open.splice(i, 1); }
        }
      }
      whole.push(line);
    }
    return whole;
  }

  function continued(line, next) {
    if (goesOn(line, next)) { return line.concat(next.slice(1)); }
    return goesOn(next, line) ? next.concat(line.slice(1)) : null;
  }

  function goesOn(line, next) {
    var a = line[line.length - 2], b = line[line.length - 1], c = next[0], d = next[1];
    return Math.abs(b[0] - c[0]) < 1e-6 && Math.abs(b[1] - c[1]) < 1e-6 &&
      between(Math.atan2(b[0] - a[0], b[1] - a[1]), Math.atan2(d[0] - c[0], d[1] - c[1])) < 1;
  }

  function survey(map) {
    var seen = {legs: [], areas: [], badges: []};
    map.eachLayer(function (layer) {
      if (layer.legName) { seen.legs.push({name: layer.legName, line: pixels(map, layer.getLatLngs())}); }
      else if (layer.badgePlaces && layer.getElement()) { seen.badges.push(layer); }
      else if (/area-shape/.test(layer.options.className)) {
        seen.areas.push(layer.getLatLngs().map(function (ring) { return ring.map(function (at) { return map.latLngToContainerPoint(at); }); }));
      }
    });
    return seen;
  }

  function pixels(map, line) {
    return line.map(function (at) { var p = map.latLngToContainerPoint(at); return [p.x, p.y]; });
  }

  function within(areas, x, y) {
    return areas.some(function (rings) {
      var inside = false;
      rings.forEach(function (ring) {
        for (var i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
          var a = ring[i], b = ring[j];
          if ((a.y > y) !== (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) { inside = !inside; }
        }
      });
      return inside;
    });
  }

  /* ---- lines as evenly spaced points ---- */

  function spaced(line) {
    var found = [line[0]], left = STEP;
    for (var i = 1; i < line.length; i += 1) {
      var a = line[i - 1], b = line[i], length = Math.hypot(b[0] - a[0], b[1] - a[1]), at = left;
      for (; at <= length; at += STEP) {
        found.push([a[0] + (b[0] - a[0]) * at / length, a[1] + (b[1] - a[1]) * at / length]);
      }
      left = at - length;
    }
    return found;
  }

  /* The pieces of a line that are on the screen, without their corners. */
  function visible(line, size) {
    var runs = [], run = [];
    spaced(line).forEach(function (at) {
      if (at[0] >= 0 && at[1] >= 0 && at[0] <= size.x && at[1] <= size.y) { run.push(at); return; }
      if (run.length > 1) { runs.push(run); }
      run = [];
    });
    if (run.length > 1) { runs.push(run); }
    return runs.map(smooth);
  }

  function smooth(run) {
    return run.map(function (at, i) {
      var reach = Math.min(3, i, run.length - 1 - i), x = 0, y = 0;
      for (var j = i - reach; j <= i + reach; j += 1) { x += run[j][0]; y += run[j][1]; }
      return [x / (2 * reach + 1), y / (2 * reach + 1)];
    });
  }

  function heading(run, i) {
    var a = run[Math.max(0, i - 2)], b = run[Math.min(run.length - 1, i + 2)];
    return Math.atan2(b[1] - a[1], b[0] - a[0]);
  }

  /* A line made longer by straight ends, for names that are longer than their street. */
  function extended(run, steps) {
    function beyond(at, angle, way) {
      var found = [];
      for (var i = 1; i <= steps; i += 1) {
        found.push([at[0] + way * i * STEP * Math.cos(angle), at[1] + way * i * STEP * Math.sin(angle)]);
      }
      return found;
    }
    var far = Math.min(6, run.length - 1), last = run.length - 1;
    var first = Math.atan2(run[far][1] - run[0][1], run[far][0] - run[0][0]);
    var end = Math.atan2(run[last][1] - run[last - far][1], run[last][0] - run[last - far][0]);
    return beyond(run[0], first, -1).reverse().concat(run, beyond(run[last], end, 1));
  }

  function between(a, b) {
    var turn = Math.abs(a - b) % (2 * Math.PI);
    return turn > Math.PI ? 2 * Math.PI - turn : turn;
  }

  /* ---- what is taken ---- */

  function blocked(map, size) {
    var raster = new akcioterulet.Raster(size), frame = map.getContainer().getBoundingClientRect();
    map.getContainer().querySelectorAll(ON_MAP).forEach(function (element) {
      var box = element.getBoundingClientRect();
      if (box.width) {
        raster.block(box.left - frame.left - 3, box.top - frame.top - 3, box.right - frame.left + 3, box.bottom - frame.top + 3);
      }
    });
    return raster;
  }

  function drawn(lines, size, half) {
    var raster = new akcioterulet.Raster(size);
    lines.forEach(function (line) {
      visible(line, size).forEach(function (run) {
        run.forEach(function (at) { raster.block(at[0] - half, at[1] - half, at[0] + half, at[1] + half); });
      });
    });
    return raster;
  }

  /* ---- names ---- */

  function measured(text, look) {
    pen.font = look.font;
    return pen.measureText(text).width;
  }

  function shortened(name) {
    var rule = SHORT.find(function (one) { return one[0].test(name); });
    return rule ? name.replace(rule[0], rule[1]) : name;
  }

  function label(name, about, place) {
    var look = {size: place.small ? 11 : 12, rail: about.rail};
    look.font = (about.rail ? 'italic ' : '') + '600 ' + look.size + 'px ' + FAMILY;
    var half = look.size * 0.56, made = [], texts = [name], brief = shortened(name);
    if (brief !== name) { texts.push(brief); }
    var runs = [], longest = 0, ofArea = false;
    about.legs.concat(about.lines).forEach(function (line, order) {
      visible(line, place.size).forEach(function (run) {
        run.price = order < about.legs.length || !about.onLeg ? 0 : 0.35;
        longest = Math.max(longest, run.length * STEP);
        run.ofArea = run.map(function (at) { return near(about.legs, at) || within(place.areas, at[0], at[1]); });
        ofArea = ofArea || run.ofArea.filter(Boolean).length * STEP > 20;
        runs.push(run);
      });
    });
    texts.forEach(function (text, brevity) {
      var width = measured(text, look) + 4;
      runs.forEach(function (run) {
        along(run, Math.ceil(width / STEP), half, about.onLeg).forEach(function (one) {
          one.text = text; one.width = width; one.look = look; one.half = half;
          one.price += run.price + brevity * 0.6 + (ofArea ? 1.5 * one.outside : 0);
          made.push(one);
        });
      });
    });
    made.sort(function (a, b) { return a.price - b.price; });
    return {
      ease: longest / (measured(name, look) + 1), choices: made.slice(0, TRIES), further: !ofArea,
      penalty: ofArea ? 60 : 1.2  // what it costs to leave it away
    };
  }

  /* The name of a place stands level, on it or beside what stands there; those with a sign come first. */
  function placeName(entry, at, order, place) {
    var look = {size: place.small ? 11 : 12};
    look.font = '600 ' + look.size + 'px ' + FAMILY;
    var width = measured(entry[0], look) + 8;
    var signed = place.ground.isFixed(at.x, at.y), spots = signed ? BESIDE_SIGN : ON_PLACE;
    var choices = spots.map(function (spot) {
      var x = at.x + spot[0] * width + spot[1], level = [];
      for (var along = -width / 2; along <= width / 2; along += STEP) { level.push([x + along, at.y + spot[2], 0]); }
      return {path: level, text: entry[0], width: width, look: look, half: look.size * 0.56 + 2, price: spot[3]};
    });
    return {choices: choices, ease: signed ? -1 / (order + 1) : order, further: true, penalty: 2};
  }

  function near(legs, at) {
    return legs.some(function (line) {
      return line.some(function (b, i) {
        if (!i) { return false; }
        var a = line[i - 1], dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy || 1;
        var t = Math.max(0, Math.min(1, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / square));
        return Math.hypot(at[0] - a[0] - t * dx, at[1] - a[1] - t * dy) < 5;
      });
    });
  }

  /* Where a name of some steps may stand along a line: on it, above, below. */
  function along(run, steps, half, onLeg) {
    var reach = Math.max(2, steps - 4), whole = extended(run, reach), found = [];
    var offsets = onLeg ? BESIDE_LEG : BESIDE;
    var stride = Math.max(1, Math.round((whole.length - steps) / 24));
    var angles = whole.map(function (at, i) { return heading(whole, i); });
    for (var start = 0; start + steps < whole.length; start += stride) {
      var over = Math.max(0, reach - start) + Math.max(0, start + steps - reach - run.length + 1);
      if (over > steps - 0.6 * Math.min(steps, run.length)) { continue; }
      var turn = 0, bend = 0;
      for (var i = start + 2; i <= start + steps; i += 2) {
        var step = between(angles[i], angles[i - 2]);
        turn += step;
        bend = Math.max(bend, step);
      }
      if (bend > BEND || turn > TURN) { continue; }
      var middle = Math.abs(start + steps / 2 - whole.length / 2) / (run.length + steps);
      var outside = 0;
      for (var j = start; j <= start + steps; j += 1) {
        if (run.ofArea && !run.ofArea[Math.max(0, Math.min(run.length - 1, j - reach))]) { outside += 1; }
      }
      offsets.forEach(function (place) {
        var offset = place[0] + Math.sign(place[0]) * half;
        if (!offset && over > 0.6 * steps) { return; }
        found.push({
          run: whole, angles: angles, start: start, steps: steps, offset: offset, outside: outside / steps,
          price: 0.6 * middle + 0.3 * turn + 1.5 * over / steps + place[1]
        });
      });
    }
    return found;
  }

  /* The middle of a name, point by point, in the direction of reading. */
  function path(one) {
    if (one.path) { return one.path; }
    var made = [], first = one.run[one.start], last = one.run[one.start + one.steps];
    var dx = last[0] - first[0], dy = last[1] - first[1];
    var back = Math.abs(dx) < 0.12 * Math.abs(dy) ? dy > 0 : dx < 0;
    for (var i = one.start; i <= one.start + one.steps; i += 1) {
      var at = one.run[i], angle = one.angles[i] + (back ? Math.PI : 0);
      made.push([at[0] - one.offset * Math.sin(angle), at[1] + one.offset * Math.cos(angle)]);
    }
    if (back) { made.reverse(); }
    made = smooth(smooth(made));
    // A line inside a bend is shorter than the street; what does not fit would not be written.
    var lacking = one.width - made.reduce(function (sum, at, i) {
      return i ? sum + Math.hypot(at[0] - made[i - 1][0], at[1] - made[i - 1][1]) : 0;
    }, 0);
    if (lacking > 0) { made = extended(made, Math.ceil(lacking / 2 / STEP)); }
    one.path = made.map(function (at, i) { return [at[0], at[1], heading(made, i)]; });
    return one.path;
  }

  function cellsOf(one, raster) {
    if (one.cells === undefined) {
      var found = [], points = one.badge ? [[one.x, one.y]] : path(one), fits = true;
      raster.turn += 1;
      for (var i = 0; i < points.length && fits; i = i + 2 < points.length || i === points.length - 1 ? i + 2 : i + 1) {
        fits = raster.disc(points[i][0], points[i][1], one.half + 1, found);
      }
      if (one.leader) {
        spaced(one.leader).forEach(function (at) { fits = fits && raster.disc(at[0], at[1], 1, found); });
      }
      one.cells = fits ? found : null;
    }
    return one.cells;
  }

  /* ---- numbers ---- */

  function number(map, marker, place) {
    var radius = place.small ? 9 : 12, choices = [];
    marker.badgePlaces.forEach(function (spot, order) {
      var at = map.latLngToContainerPoint(spot), angle = across(place.legs, at);
      [0, -5, 5, -12, 12].forEach(function (side) {
        var off = side + Math.sign(side) * radius;
        choices.push({
          badge: true, half: radius, x: at.x + off * Math.cos(angle), y: at.y + off * Math.sin(angle),
          price: 0.1 * order + (side ? 0.8 + 0.05 * Math.abs(side) : 0)
        });
      });
      led(at, angle, radius).forEach(function (one) { one.price += 0.1 * order; choices.push(one); });
    });
    choices.sort(function (a, b) { return a.price - b.price; });
    return {marker: marker, choices: choices, ease: 2, penalty: 15};
  }

  /* Places further away, from which a thin line leads to the leg. */
  function led(at, angle, radius) {
    var found = [];
    LEADERS.forEach(function (gap) {
      ASLANT.forEach(function (turn) {
        [0, Math.PI].forEach(function (way) {
          var dx = Math.cos(angle + turn + way), dy = Math.sin(angle + turn + way), far = radius + gap;
          found.push({
            badge: true, half: radius, x: at.x + far * dx, y: at.y + far * dy,
            leader: [[at.x, at.y], [at.x + gap * dx, at.y + gap * dy]], price: 2 + 0.06 * gap + Math.abs(turn)
          });
        });
      });
    });
    return found;
  }

  /* The direction across the nearest leg. */
  function across(legs, at) {
    var best = Infinity, angle = 0;
    legs.forEach(function (leg) {
      for (var i = 1; i < leg.line.length; i += 1) {
        var a = leg.line[i - 1], b = leg.line[i], dx = b[0] - a[0], dy = b[1] - a[1];
        var t = Math.max(0, Math.min(1, ((at.x - a[0]) * dx + (at.y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
        var far = Math.hypot(at.x - a[0] - t * dx, at.y - a[1] - t * dy);
        if (far < best) { best = far; angle = Math.atan2(dy, dx) + Math.PI / 2; }
      }
    });
    return angle;
  }

  /* ---- all of it ---- */

  function arrange(map) {
    var size = map.getSize(), place = survey(map);
    if (!size.x || !size.y) { return; }
    place.size = size;
    place.small = size.x < NARROW;
    place.ground = blocked(map, size);
    map.getContainer().classList.toggle('narrow-map', place.small);
    var names = map.nameLayer && map.hasLayer(map.nameLayer) ? named(map, place) : [];
    var numbers = place.badges.map(function (marker) { return number(map, marker, place); });
    var others = [];
    (map.streetLines || []).forEach(function (street) {
      street.parts.forEach(function (part) { others.push(pixels(map, part)); });
    });
    var thick = drawn(place.legs.map(function (leg) { return leg.line; }), size, 3);
    var items = names.concat(numbers).sort(function (a, b) {
      return Boolean(a.further) - Boolean(b.further) || a.ease - b.ease;
    });
    akcioterulet.placed(items, place.ground, {cells: cellsOf, thick: thick, thin: drawn(others, size, 1)});
    var left = [];
    map.leaders = (map.leaders || L.layerGroup().addTo(map)).clearLayers();
    numbers.forEach(function (item) {
      var home = map.latLngToContainerPoint(item.marker.badgePlaces[0]);
      if (!item.now && !(home.x > 0 && home.y > 0 && home.x < size.x && home.y < size.y)) {
        item.marker.setLatLng(item.marker.badgePlaces[0]);  // out of sight: it comes when the map is moved
        item.marker.getElement().hidden = false;
        return;
      }
      item.marker.getElement().hidden = !item.now;
      if (!item.now) { left.push(item.marker.getElement().textContent); }
      if (item.now) { item.marker.setLatLng(map.containerPointToLatLng([item.now.x, item.now.y])); }
      if (item.now && item.now.leader) { lead(map, item.now.leader); }
    });
    tellLeft(map, left);
    write(map, names.map(function (item) { return item.now; }).filter(Boolean));
    map.getContainer().dataset.arranged = String(items.filter(function (item) { return item.now; }).length);
  }

  function lead(map, points) {
    L.polyline(points.map(function (at) { return map.containerPointToLatLng(at); }), {
      className: 'badge-leader', weight: 1.5, interactive: false
    }).addTo(map.leaders);
  }

  /* Numbers without room are told below the map; they come when it is drawn larger. */
  function tellLeft(map, numbers) {
    var box = map.getContainer(), told = box.nextElementSibling;
    if (told && told.classList.contains('numbers-left')) { told.remove(); }
    if (!numbers.length) { return; }
    told = akcioterulet.textElement('p', map.akcioteruletWords.numbers_left.replace('{numbers}', numbers.join(', ')));
    told.className = 'numbers-left';
    box.after(told);
  }

  function named(map, place) {
    var all = new Map();
    (map.streetLines || new Map()).forEach(function (street, name) {
      all.set(name, {rail: street.rail, lines: street.parts.map(function (part) { return pixels(map, part); }), legs: []});
    });
    place.legs.forEach(function (leg) {
      var street = all.get(leg.name) || {lines: [], legs: []};
      street.legs.push(leg.line);
      street.onLeg = true;
      all.set(leg.name, street);
    });
    var found = Array.from(all, function (one) { return label(one[0], one[1], place); });
    (map.placeNames || []).forEach(function (entry, order) {
      var at = map.latLngToContainerPoint([entry[1], entry[2]]);
      if (at.x > 0 && at.y > 0 && at.x < place.size.x && at.y < place.size.y) { found.push(placeName(entry, at, order, place)); }
    });
    return found.filter(function (item) { return item.choices.length; });
  }

  /* ---- drawing ---- */

  function write(map, labels) {
    var layer = map.nameLayer && map.hasLayer(map.nameLayer) && map.nameLayer._rootGroup;
    if (!layer) { return; }
    var origin = map.containerPointToLayerPoint([0, 0]);
    layer.replaceChildren();
    labels.forEach(function (one) {
      var line = document.createElementNS(SVG, 'path'), text = document.createElementNS(SVG, 'text');
      var onPath = document.createElementNS(SVG, 'textPath'), drop = one.look.size * 0.35;
      count += 1;
      line.id = 'street-line-' + count;
      line.setAttribute('class', 'street-line');
      line.setAttribute('d', path(one).map(function (at, i) {
        var x = at[0] - drop * Math.sin(at[2]) + origin.x, y = at[1] + drop * Math.cos(at[2]) + origin.y;
        return (i ? 'L' : 'M') + x.toFixed(1) + ' ' + y.toFixed(1);
      }).join(''));
      text.setAttribute('class', one.look.rail ? 'street-name rail-name' : 'street-name');
      text.setAttribute('font-size', one.look.size);
      text.setAttribute('text-anchor', 'middle');
      onPath.setAttribute('href', '#' + line.id);
      onPath.setAttribute('startOffset', '50%');
      onPath.textContent = one.text;
      text.appendChild(onPath);
      layer.appendChild(line);
      layer.appendChild(text);
    });
  }

  /* The layer of the names; it is shown and hidden with what lies under the area. */
  function nameLayer(map) {
    map.createPane('labels').style.zIndex = 450;
    map.getPane('labels').style.pointerEvents = 'none';
    map.nameLayer = L.svg({pane: 'labels', padding: 0.1});
    map.nameLayer.on('add', function () { map.nameLayer._container.setAttribute('aria-hidden', 'true'); });
    return map.nameLayer;
  }

  /* Arrange now and whenever something moves; markers that come and go are waited for. */
  function keepArranged(map) {
    var timer = 0;
    function now() { arrange(map); }
    map.on('moveend overlayadd overlayremove', now);
    map.on('layeradd layerremove', function (event) {
      if (!event.layer.getLatLng || event.layer.badgePlaces) { return; }
      window.clearTimeout(timer);
      delete map.getContainer().dataset.arranged;
      timer = window.setTimeout(now, 250);
    });
    now();
  }

  Object.assign(window.akcioterulet, {
    legName: legName, streets: streets, placeNames: placeNames, nameLayer: nameLayer, arrange: arrange, keepArranged: keepArranged
  });
})();

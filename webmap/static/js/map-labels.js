/* Names along their streets and numbers on their lines, as a town map has them: each name once on
   the screen, read from left to right, and nothing on anything else. The names are SVG text on
   paths, so that they are sharp on paper and follow the page's colours.

   Everything that is placed has candidates, each with a price: beside the line rather than on
   the thick line of a leg, whole rather than shortened, not beyond the ends of the street. They
   are placed one after the other on a raster of what is taken; whoever finds no room goes first
   in the next round. */
(function () {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  var FAMILY = 'system-ui, "Liberation Sans", "DejaVu Sans", sans-serif';
  var STEP = 4, CELL = 3, EDGE = 3, ROUNDS = 8, SWEEPS = 3, TRIES = 400, MOVES = 60;  // pixels, then attempts
  var FIXED = 65535;
  var NARROW = 500;                               // pixels of a map with smaller signs
  var BEND = 0.55, TURN = 2.2;                    // radians within 8 pixels, within a name
  var BESIDE_LEG = [[-5, 0], [5, 0.05], [-11, 0.5], [11, 0.55], [-18, 0.9], [18, 0.95]];  // pixels, price
  var BESIDE = [[0, 0], [-3, 0.25], [3, 0.3], [-9, 0.8], [9, 0.85]];
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

  /* ---- the raster of what is taken ---- */

  function Raster(size) {
    this.columns = Math.ceil(size.x / CELL);
    this.rows = Math.ceil(size.y / CELL);
    this.cells = new Uint16Array(this.columns * this.rows);
    this.seen = new Uint32Array(this.columns * this.rows);
    this.turn = 0;
  }
  /* Add the cells of a disc to those that were found in this turn; false where it leaves the map. */
  Raster.prototype.disc = function (x, y, radius, found) {
    var left = Math.floor((x - radius) / CELL), right = Math.floor((x + radius) / CELL);
    var top = Math.floor((y - radius) / CELL), bottom = Math.floor((y + radius) / CELL);
    if (x - radius < EDGE || y - radius < EDGE || x + radius > this.columns * CELL - EDGE - CELL || y + radius > this.rows * CELL - EDGE - CELL) { return false; }
    for (var row = top; row <= bottom; row += 1) {
      for (var column = left; column <= right; column += 1) {
        var dx = Math.max(column * CELL - x, 0, x - (column + 1) * CELL);
        var dy = Math.max(row * CELL - y, 0, y - (row + 1) * CELL);
        var cell = row * this.columns + column;
        if (dx * dx + dy * dy < radius * radius && this.seen[cell] !== this.turn) {
          this.seen[cell] = this.turn;
          found.push(cell);
        }
      }
    }
    return true;
  };
  Raster.prototype.copy = function () {
    var other = Object.create(Raster.prototype);
    Object.assign(other, this);
    other.cells = this.cells.slice();
    return other;
  };
  Raster.prototype.block = function (left, top, right, bottom) {
    for (var row = Math.max(0, Math.floor(top / CELL)); row < Math.min(this.rows, bottom / CELL); row += 1) {
      for (var column = Math.max(0, Math.floor(left / CELL)); column < Math.min(this.columns, right / CELL); column += 1) {
        this.cells[row * this.columns + column] = FIXED;
      }
    }
  };
  Raster.prototype.share = function (cells) {
    var taken = 0;
    for (var i = 0; i < cells.length; i += 1) { if (this.cells[cells[i]]) { taken += 1; } }
    return taken / cells.length;
  };
  Raster.prototype.take = function (cells, id) {
    for (var i = 0; i < cells.length; i += 1) { this.cells[cells[i]] = id; }
  };
  /* Who else stands on some cells: null where something does that cannot move, or more than `most`. */
  Raster.prototype.holders = function (cells, id, most) {
    var found = [];
    for (var i = 0; i < cells.length; i += 1) {
      var holder = this.cells[cells[i]];
      if (holder && holder !== id && found.indexOf(holder) < 0) {
        if (holder === FIXED || found.length === most) { return null; }
        found.push(holder);
      }
    }
    return found;
  };

  function blocked(map, size) {
    var raster = new Raster(size), frame = map.getContainer().getBoundingClientRect();
    map.getContainer().querySelectorAll(ON_MAP).forEach(function (element) {
      var box = element.getBoundingClientRect();
      if (box.width) {
        raster.block(box.left - frame.left - 3, box.top - frame.top - 3, box.right - frame.left + 3, box.bottom - frame.top + 3);
      }
    });
    return raster;
  }

  function drawn(lines, size, half) {
    var raster = new Raster(size);
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
    });
    choices.sort(function (a, b) { return a.price - b.price; });
    return {marker: marker, choices: choices, ease: 2, penalty: 15};
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

  /* ---- placing ---- */

  /* What finds no room although it is needed goes first in the next round. */
  function placed(items, ground, thick, thin) {
    var order = items, least = Infinity, best = [];
    for (var round = 0; round < ROUNDS; round += 1) {
      var paid = placedOnce(order, ground, thick, thin);
      if (paid < least) {
        least = paid;
        best = items.map(function (item) { return item.now; });
      }
      var left = order.filter(function (item) { return !item.now && !item.marker && !item.further; });
      if (!left.length) { break; }
      order = left.concat(order.filter(function (item) { return left.indexOf(item) < 0; }));
    }
    items.forEach(function (item, i) { item.now = best[i]; });
  }

  /* Everything in its order, hardest first; then whoever stands badly tries better places, and
     moves those who stand there if all together stand better afterwards. */
  function placedOnce(items, empty, thick, thin) {
    var ground = empty.copy();
    items.forEach(function (item, i) { item.id = i + 1; item.now = null; });
    function lowest(item) {
      var best = null;
      item.choices.some(function (one) {
        if (best && one.price >= cost(best)) { return true; }
        if (fits(one, item.id) && (!best || cost(one) < cost(best))) { best = one; }
        return false;
      });
      return best;
    }
    function fits(one, id) {
      var cells = cellsOf(one, ground);
      return cells && ground.holders(cells, id, 0);
    }
    function cost(one) {
      if (one.crossed === undefined) {
        one.crossed = one.badge ? 0 : 8 * thick.share(one.cells) + (one.offset ? 0.6 * thin.share(one.cells) : 0);
      }
      return one.price + one.crossed;
    }
    function price(item) { return item.now ? cost(item.now) : item.penalty; }
    function put(item, one) {
      if (item.now) { ground.take(item.now.cells, 0); }
      item.now = one;
      if (one) { ground.take(one.cells, item.id); }
    }
    function settle(item) {
      var best = lowest(item);
      put(item, best && cost(best) < item.penalty ? best : null);
    }
    function sum(some) { return some.reduce(function (all, item) { return all + price(item); }, 0); }

    function better(item) {
      var tried = 0;
      return item.choices.some(function (one) {
        if (tried > MOVES || one.price >= price(item) - 0.02 || !cellsOf(one, ground)) { return false; }
        var inWay = ground.holders(one.cells, item.id, 4);
        if (!inWay || cost(one) >= price(item)) { return false; }
        tried += 1;
        var others = inWay.map(function (id) { return items[id - 1]; }), touched = [item].concat(others);
        var before = touched.map(function (each) { return each.now; }), paid = sum(touched);
        others.forEach(function (each) { put(each, null); });
        put(item, one);
        others.forEach(settle);
        if (sum(touched) < paid - 0.02) { return true; }
        touched.forEach(function (each) { put(each, null); });
        touched.forEach(function (each, i) { put(each, before[i]); });
        return false;
      });
    }

    items.forEach(settle);
    for (var sweep = 0; sweep < SWEEPS; sweep += 1) {
      var poor = items.filter(function (item) { return !item.further && price(item) > 0.5; });
      poor.sort(function (a, b) { return price(b) - price(a); });
      if (!poor.filter(better).length) { break; }
    }
    return sum(items);
  }

  function arrange(map) {
    var size = map.getSize(), place = survey(map);
    if (!size.x || !size.y) { return; }
    place.size = size;
    place.small = size.x < NARROW;
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
    placed(items, blocked(map, size), thick, drawn(others, size, 1));
    numbers.forEach(function (item) {
      var home = map.latLngToContainerPoint(item.marker.badgePlaces[0]);
      if (!item.now && !(home.x > 0 && home.y > 0 && home.x < size.x && home.y < size.y)) {
        item.marker.setLatLng(item.marker.badgePlaces[0]);  // out of sight: it comes when the map is moved
        item.marker.getElement().hidden = false;
        return;
      }
      item.marker.getElement().hidden = !item.now;
      if (item.now) { item.marker.setLatLng(map.containerPointToLatLng([item.now.x, item.now.y])); }
    });
    write(map, names.map(function (item) { return item.now; }).filter(Boolean));
    map.getContainer().dataset.arranged = String(items.filter(function (item) { return item.now; }).length);
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
    return Array.from(all, function (one) { return label(one[0], one[1], place); })
      .filter(function (item) { return item.choices.length; });
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
      timer = window.setTimeout(now, 250);
    });
    now();
  }

  Object.assign(window.akcioterulet, {
    legName: legName, streets: streets, nameLayer: nameLayer, arrange: arrange, keepArranged: keepArranged
  });
})();

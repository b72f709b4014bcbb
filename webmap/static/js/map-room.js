/* Room on a map: a raster of what is taken, and the placing of names and numbers on it.

   Everything that is placed has candidates, each with a price. They are placed one after the
   other; whoever finds no room goes first in the next round. */
(function () {
  'use strict';

  var CELL = 3, EDGE = 3;                         // pixels
  var ROUNDS = 8, SWEEPS = 3, MOVES = 60, NUMBER_MOVES = 300;
  var FIXED = 65535;

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
  Raster.prototype.isFixed = function (x, y) {
    return this.cells[Math.floor(y / CELL) * this.columns + Math.floor(x / CELL)] === FIXED;
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

  /* What finds no room although it is needed goes first in the next round. */
  function placed(items, ground, about) {
    var order = items, least = Infinity, best = [];
    for (var round = 0; round < ROUNDS; round += 1) {
      var paid = placedOnce(order, ground, about);
      if (paid < least) {
        least = paid;
        best = items.map(function (item) { return item.now; });
      }
      var left = order.filter(function (item) { return !item.now && !item.further; });
      if (!left.length) { break; }
      order = left.concat(order.filter(function (item) { return left.indexOf(item) < 0; }));
    }
    items.forEach(function (item, i) { item.now = best[i]; });
  }

  /* Everything in its order, hardest first; then whoever stands badly tries better places, and
     moves those who stand there if all together stand better afterwards. */
  function placedOnce(items, empty, about) {
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
      var cells = about.cells(one, ground);
      return cells && ground.holders(cells, id, 0);
    }
    function cost(one) {
      if (one.crossed === undefined) {
        one.crossed = one.badge ? 0 : 8 * about.thick.share(one.cells) + (one.offset ? 0.6 * about.thin.share(one.cells) : 0);
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
      var tried = 0, most = item.marker ? NUMBER_MOVES : MOVES;
      return item.choices.some(function (one) {
        if (tried > most || one.price >= price(item) - 0.02 || !about.cells(one, ground)) { return false; }
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

  Object.assign(window.akcioterulet, {Raster: Raster, placed: placed});
})();

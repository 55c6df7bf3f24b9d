/* Draws the base map in the reader's browser from one small file: outlines, built-up fabric, town and street names.
   No tile server is asked. `GeoIJ.Ground` is what lies under the hotspots, `GeoIJ.Names` the names above them; both
   are Leaflet grid layers of canvas tiles and draw from the same data. */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  var TILE = 256;
  var BUCKET = 11; // 2^11 units at zoom 16: the fabric is kept in squares of one tile at zoom 13
  var BUILT_UP_UNITS = 55; // about 80 m: how far around a postcode the ground is drawn as built up
  var STREETS_FROM = 15;
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  var INK = { land: "#f8f7f4", built: "#ece8e0", close: "#f1eee8", dot: "#d2cbbd", border: "#8b9aa6", ward: "#d3d3cd",
    town: "#2b2f33", area: "#6b6557", street: "#2f3336", halo: "rgba(255,255,255,0.92)" };
  var PEOPLE_NEEDED = [[8, 100000], [9, 40000], [10, 12000], [11, 4000], [12, 1500]];

  /* Read one of the map's data files: from inside the page where it was put there, else from the map's own folder. */
  GeoIJ.load = function (name) {
    var inside = document.getElementById("map-data-" + name.split(".")[0]);
    if (inside) {
      return Promise.resolve(JSON.parse(inside.textContent));
    }
    var folder = document.querySelector("[data-map-files]").getAttribute("data-map-files");
    return fetch(folder + name, { credentials: "same-origin" }).then(function (response) {
      if (!response.ok) {
        throw new Error(name + ": " + response.status);
      }
      return response.json();
    });
  };

  function undelta(steps, x, y) {
    var points = new Float64Array(steps.length);
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points[i] = x;
      points[i + 1] = y;
    }
    return points;
  }

  function inBuckets(points) {
    var buckets = new Map();
    for (var i = 0; i < points.length; i += 2) {
      var key = (points[i] >> BUCKET) + ":" + (points[i + 1] >> BUCKET);
      var bucket = buckets.get(key);
      if (!bucket) {
        buckets.set(key, (bucket = []));
      }
      bucket.push(points[i], points[i + 1]);
    }
    return buckets;
  }

  function prepare(raw) {
    var x = raw.origin[0];
    var y = raw.origin[1];
    var places = undelta(raw.places.points, x, y);
    var data = { unitZoom: raw.unitZoom, fabric: inBuckets(undelta(raw.fabric, x, y)), streets: [], places: [] };
    data.outlines = raw.outlines.map(function (outline) {
      return { name: outline.name, kind: outline.kind, x: x + outline.label[0], y: y + outline.label[1],
        rings: outline.rings.map(function (ring) { return undelta(ring, x, y); }) };
    });
    data.places = raw.places.names.map(function (name, i) {
      return { name: name, people: raw.places.people[i], x: places[2 * i], y: places[2 * i + 1] };
    });
    raw.streets.forEach(function (row) {
      var points = undelta(row[1], x, y);
      x = points[0];
      y = points[1];
      for (var i = 0; i < points.length; i += 2) {
        data.streets.push({ name: row[0], x: points[i], y: points[i + 1] });
      }
    });
    return data;
  }

  var wanted = null;
  function mapData() {
    if (!wanted) {
      wanted = GeoIJ.load("basemap.json").then(prepare);
    }
    return wanted;
  }

  GeoIJ.ground = mapData;

  var CanvasLayer = L.GridLayer.extend({
    createTile: function (coords, done) {
      var canvas = document.createElement("canvas");
      // A little finer than the screen, because a tile is also shown between two zoom levels.
      var density = Math.min((window.devicePixelRatio || 1) * 1.25, 3);
      canvas.width = canvas.height = TILE * density;
      canvas.setAttribute("aria-hidden", "true");
      var draw = this.draw.bind(this);
      mapData().then(function (data) {
        var context = canvas.getContext("2d");
        context.scale(density, density);
        draw(context, data, coords);
        done(null, canvas);
      }, function (error) { done(error, canvas); });
      return canvas;
    }
  });

  GeoIJ.Ground = CanvasLayer.extend({
    draw: function (context, data, coords) {
      var scale = Math.pow(2, coords.z - data.unitZoom);
      var left = coords.x * TILE;
      var top = coords.y * TILE;
      data.outlines.forEach(function (outline) {
        if (outline.kind !== "ward") {
          trace(context, outline, scale, left, top);
          context.fillStyle = INK.land;
          context.fill("evenodd");
        }
      });
      drawFabric(context, data, scale, left, top);
      data.outlines.forEach(function (outline) {
        var ward = outline.kind === "ward";
        if (ward && coords.z < 11) {
          return;
        }
        trace(context, outline, scale, left, top);
        context.strokeStyle = ward ? INK.ward : INK.border;
        context.lineWidth = ward ? 1 : 1.6;
        context.setLineDash(ward ? [] : [7, 3]);
        context.stroke();
      });
      context.setLineDash([]);
    }
  });

  function trace(context, outline, scale, left, top) {
    context.beginPath();
    outline.rings.forEach(function (ring) {
      for (var i = 0; i < ring.length; i += 2) {
        context[i ? "lineTo" : "moveTo"](ring[i] * scale - left, ring[i + 1] * scale - top);
      }
      context.closePath();
    });
  }

  function drawFabric(context, data, scale, left, top) {
    var size = Math.max(BUILT_UP_UNITS * scale, 1.3);
    var near = [];
    var margin = size / scale;
    var west = (left / scale - margin) >> BUCKET;
    var east = ((left + TILE) / scale + margin) >> BUCKET;
    var north = (top / scale - margin) >> BUCKET;
    var south = ((top + TILE) / scale + margin) >> BUCKET;
    for (var column = west; column <= east; column++) {
      for (var row = north; row <= south; row++) {
        var bucket = data.fabric.get(column + ":" + row);
        if (bucket) {
          near.push(bucket);
        }
      }
    }
    dots(context, near, scale, left, top, size, scale > 0.3 ? INK.close : INK.built);
    if (scale > 0.1) {
      dots(context, near, scale, left, top, Math.min(0.8 + scale, 2.6), INK.dot);
    }
  }

  function dots(context, buckets, scale, left, top, radius, colour) {
    context.fillStyle = colour;
    context.beginPath();
    buckets.forEach(function (bucket) {
      for (var i = 0; i < bucket.length; i += 2) {
        var x = bucket[i] * scale - left;
        var y = bucket[i + 1] * scale - top;
        if (radius < 2) {
          context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        } else {
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      }
    });
    context.fill();
  }

  /* Names are placed once for a whole zoom level, the weightier first, and each tile draws those that touch it: so
     no name is cut or drawn twice where two tiles meet. */
  GeoIJ.Names = CanvasLayer.extend({
    initialize: function (options) {
      L.GridLayer.prototype.initialize.call(this, options);
      this._placed = {};
    },
    onAdd: function (map) {
      if (!map.getPane("names")) {
        map.createPane("names").classList.add("map-names");
      }
      this.on("load", function () { map.fire("names"); }); // numbers keep off them
      return L.GridLayer.prototype.onAdd.call(this, map);
    },
    draw: function (context, data, coords) {
      var placed = this._placed[coords.z] || (this._placed[coords.z] = place(context, data, coords.z));
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      (placed.get(coords.x + ":" + coords.y) || []).forEach(function (label) {
        var x = label.x - coords.x * TILE;
        var y = label.y - coords.y * TILE;
        context.font = label.font;
        context.strokeStyle = INK.halo;
        context.lineWidth = 3.5;
        context.strokeText(label.text, x, y);
        context.fillStyle = label.ink;
        context.fillText(label.text, x, y);
      });
    }
  });

  var named = {}; // by zoom level: the boxes of names, [left, top, right, bottom] in its pixels
  GeoIJ.namedIn = function (zoom, box) { return Boolean(named[zoom]) && collides(named[zoom], box); };

  function candidates(data, zoom) {
    var scale = Math.pow(2, zoom - data.unitZoom);
    var needed = PEOPLE_NEEDED.reduce(function (least, step) { return zoom <= step[0] ? Math.max(least, step[1]) : least; }, 0);
    var labels = zoom >= 16 ? streets(data, scale, zoom) : [];
    data.places.forEach(function (place) {
      if (place.people >= needed && zoom < 17) {
        var size = place.people > 80000 ? 17 : place.people > 15000 ? 15 : place.people > 4000 ? 13.5 : 12.5;
        labels.push({ text: place.name, x: place.x * scale, y: place.y * scale, size: size,
          font: (place.people > 15000 ? "700 " : "600 ") + size + "px " + FONT, ink: INK.town });
      }
    });
    if (zoom >= 12 && zoom <= 14) {
      data.outlines.forEach(function (outline) {
        if (outline.kind === "ward") {
          labels.push({ text: outline.name, x: outline.x * scale, y: outline.y * scale, size: 11.5,
            font: "italic 500 11.5px " + FONT, ink: INK.area, ward: true });
        }
      });
    }
    return zoom === STREETS_FROM ? labels.concat(streets(data, scale, zoom)) : labels;
  }

  function streets(data, scale, zoom) {
    var size = zoom >= 17 ? 14.5 : 12.5;
    return data.streets.map(function (street) {
      return { text: street.name, x: street.x * scale, y: street.y * scale, size: size,
        font: (zoom >= 17 ? "600 " : "500 ") + size + "px " + FONT, ink: INK.street, street: true };
    });
  }

  function place(context, data, zoom) {
    var taken = (named[zoom] = new Map());
    var byTile = new Map();
    var sameName = new Map();
    candidates(data, zoom).forEach(function (label) {
      context.font = label.font;
      var half = context.measureText(label.text).width / 2 + 3;
      var tall = label.size * 0.62 + 2;
      var box = [label.x - half, label.y - tall, label.x + half, label.y + tall];
      var others = sameName.get(label.text) || [];
      var repeats = label.street && others.some(function (other) {
        return Math.hypot(other.x - label.x, other.y - label.y) < 260;
      });
      if (repeats || collides(taken, box)) {
        return;
      }
      eachCell(box, TILE / 4, function (key) { listIn(taken, key).push(box); });
      eachCell(box, TILE, function (key) { listIn(byTile, key).push(label); });
      if (label.street) {
        sameName.set(label.text, others.concat(label));
      }
    });
    return byTile;
  }

  function collides(taken, box) {
    var hit = false;
    eachCell(box, TILE / 4, function (key) {
      hit = hit || (taken.get(key) || []).some(function (other) {
        return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
      });
    });
    return hit;
  }

  function eachCell(box, size, visit) {
    for (var column = Math.floor(box[0] / size); column <= Math.floor(box[2] / size); column++) {
      for (var row = Math.floor(box[1] / size); row <= Math.floor(box[3] / size); row++) {
        visit(column + ":" + row);
      }
    }
  }

  function listIn(lists, key) {
    var list = lists.get(key);
    if (!list) {
      lists.set(key, (list = []));
    }
    return list;
  }
})();

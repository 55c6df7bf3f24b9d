/* Puts hotspots, completed work and sites on the map: fetched GeoJSON, drawn with Leaflet, every feature reached by
   keyboard, popups built as text only (nothing that a name holds is ever read as HTML). */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  var SHAPES_FROM = 14; // below this zoom a hotspot is a dot of its colour, above it its own outline and pattern

  document.documentElement.classList.add("map-js");

  var LINES = {
    persistent: "#8f3f00", emerging: "#7d2f63", seasonal: "#1f6287", temporary: "#6b5d00", cooling: "#00446b",
    insufficient_data: "#505a5f"
  };
  var DOTS = {
    persistent: "#c65200", emerging: "#b0568a", seasonal: "#2b83b5", temporary: "#8a7400", cooling: "#00447a",
    insufficient_data: "#6b747a"
  };
  var DASHES = { temporary: "8 5", insufficient_data: "2 5", seasonal: "14 5" };
  var ASIDE = [[0, 0], [0, -10], [0, 10], [0, -18], [0, 18], [0, -24], [0, 24], [24, 0], [-24, 0]]; // pixels a number may move
  var opener = null; // the feature that a key opened: it gets the focus back

  function lineWeight(zoom) {
    return zoom >= 15 ? 2.5 : zoom >= SHAPES_FROM ? 2 : zoom >= 13 ? 5 : zoom >= 12 ? 7 : 9;
  }

  function look(feature, zoom) {
    var group = feature.properties.group;
    var near = zoom >= SHAPES_FROM;
    var colours = near ? LINES : DOTS;
    return {
      color: colours[group] || colours.insufficient_data,
      // What says least is drawn least.
      weight: lineWeight(zoom) * (!near && group === "insufficient_data" ? 0.55 : 1),
      opacity: near ? 1 : 0.85,
      dashArray: near ? DASHES[group] || null : null,
      fillColor: near ? "url(#map-pattern-" + group + ")" : DOTS[group] || DOTS.insufficient_data,
      fillOpacity: near ? 1 : 0.85,
      lineJoin: "round",
      className: "map-shape"
    };
  }

  /* A layer of one kind ("hotspot", "work", "site") that reads its own data file. */
  GeoIJ.Places = L.FeatureGroup.extend({
    initialize: function (file, kind) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      this._file = file;
      this._kind = kind;
      this.ready = GeoIJ.load(file).then(this._fill.bind(this));
    },
    onAdd: function (map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      this._map = map;
      if (!map.getPane("numbers")) {
        map.createPane("numbers");
      }
      map.on("zoomend", this._restyle, this);
      map.on("zoomend moveend names", this._number, this);
      map.on("moveend", this._reach, this);
      map.on("zoomend", GeoIJ.declutter);
      this.refresh();
    },
    onRemove: function (map) {
      map.off("zoomend", this._restyle, this);
      map.off("zoomend moveend names", this._number, this);
      map.off("moveend", this._reach, this);
      map.off("zoomend", GeoIJ.declutter);
      if (this._numbers) {
        this._numbers.remove();
      }
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },
    _fill: function (collection) {
      var self = this;
      // In the order of the list, which is then the order of the Tab key too.
      collection.features.forEach(function (feature) {
        var layer = self._kind === "hotspot" ? polygon(feature) : GeoIJ.marker(feature);
        layer.bindPopup(popup(feature), { maxWidth: 260, autoPanPaddingTopLeft: [12, 66], autoPanPaddingBottomRight: [12, 12] });
        layer.on("click", function () { GeoIJ.select(feature.properties.key, "map"); });
        layer.on("popupclose", function () { GeoIJ.unselect(feature.properties.key); });
        GeoIJ.known.set(feature.properties.key, { feature: feature, layer: layer, group: self });
        self.addLayer(layer);
      });
      this.refresh();
    },
    show: function (key, shown) {
      var known = GeoIJ.known.get(key);
      if (known && shown !== this.hasLayer(known.layer)) {
        this[shown ? "addLayer" : "removeLayer"](known.layer);
      }
    },
    refresh: function () {
      if (this._map) {
        this._restyle();
        this._name();
        GeoIJ.declutter();
        this._reach();
        this._number();
      }
    },
    _features: function () {
      return Array.from(GeoIJ.known.values()).filter(function (known) { return known.group === this && this.hasLayer(known.layer); }, this);
    },
    _restyle: function () {
      if (this._kind === "hotspot" && this._map) {
        var zoom = this._map.getZoom();
        this._features().forEach(function (known) { known.layer.setStyle(look(known.feature, zoom)); });
      }
    },
    /* Only what is in view is reached by the Tab key: focus would otherwise drag the map out of its frame. */
    _reach: function () {
      var view = this._map.getBounds();
      this._features().forEach(function (known) {
        var element = known.layer.getElement();
        var seen = known.layer.getBounds ? view.intersects(known.layer.getBounds()) : view.contains(known.layer.getLatLng());
        if (element) {
          seen = seen && !element.classList.contains("map-covered");
          element.setAttribute("tabindex", seen ? "0" : "-1");
        }
      });
    },
    /* Give every shape and marker a name, a role and a key that opens it. */
    _name: function () {
      this._features().forEach(function (known) {
        var element = known.layer.getElement();
        if (!element || element.hasAttribute("aria-label")) {
          return;
        }
        var facts = known.feature.properties;
        element.setAttribute("role", "button");
        element.setAttribute("aria-label", facts.name + ". " + facts.label + ". " + facts.reason);
        element.setAttribute("data-map-key", facts.key);
        element.addEventListener("keydown", function (event) {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            event.stopPropagation();
            known.layer.openPopup();
            GeoIJ.select(facts.key, "keyboard");
          }
        });
      });
    },
    /* Write the rank on as many hotspots as there is room for, the best first. */
    _number: function () {
      if (this._kind !== "hotspot" || !this._map) {
        return;
      }
      var map = this._map;
      var most = map.getZoom() < 11 ? 5 : map.getZoom() < 12.5 ? 25 : 250;
      var view = map.getBounds().pad(0.1);
      var taken = [];
      if (this._numbers) {
        this._numbers.remove();
      }
      this._numbers = L.layerGroup().addTo(map);
      this._features().sort(function (a, b) { return a.feature.properties.rank - b.feature.properties.rank; })
        .forEach(function (known) {
          var at = L.latLng(known.feature.properties.at[1], known.feature.properties.at[0]);
          var aside = beside(at, map);
          var pixel = map.latLngToLayerPoint(at);
          var both = [pixel, pixel.add(aside)];
          if (taken.length >= 2 * most || !view.contains(at) || taken.some(function (other) {
            return both.some(function (one) { return Math.abs(other.x - one.x) < 26 && Math.abs(other.y - one.y) < 22; });
          })) {
            return;
          }
          taken.push(both[0], both[1]);
          numberAt(at, aside, known.feature.properties, map).addTo(this._numbers);
        }, this);
    }
  });

  /* Move a number off the name of its town, a little up, down or aside; where all is full it stays. */
  function beside(at, map) {
    var level = Math.round(map.getZoom());
    var scale = map.getZoomScale(level, map.getZoom());
    var pixel = map.project(at, level);
    var base = map.getZoom() >= 15 ? -17 : 0;
    return L.point(ASIDE.find(function (move) {
      var x = pixel.x + move[0] * scale;
      var y = pixel.y + (base + move[1]) * scale;
      return !GeoIJ.namedIn(level, [x - 12 * scale, y - 8 * scale, x + 12 * scale, y + 8 * scale]);
    }) || ASIDE[0]);
  }

  function numberAt(at, aside, facts, map) {
    var label = document.createElement("span");
    label.textContent = facts.rank;
    label.className = "map-number map-number--" + facts.group;
    return L.marker(at, { interactive: false, keyboard: false, pane: "numbers",
      icon: L.divIcon({ className: "map-number-box", html: label, iconSize: [26, 20],
        iconAnchor: [13 - aside.x, (map.getZoom() >= 15 ? 27 : 10) - aside.y] }) });
  }

  function polygon(feature) {
    var rings = feature.geometry.coordinates.map(function (ring) {
      return ring.map(function (point) { return [point[1], point[0]]; });
    });
    return L.polygon(rings, look(feature, 10));
  }

  function safe(word) {
    return word.replace(/[^a-z_]/g, "");
  }

  function add(parent, tag, text, className) {
    var element = document.createElement(tag);
    element.textContent = text;
    if (className) {
      element.className = className;
    }
    parent.appendChild(element);
    return element;
  }

  function popup(feature) {
    return function () {
      var facts = feature.properties;
      var box = document.createElement("div");
      box.className = "map-popup";
      box.tabIndex = -1;
      add(box, "p", facts.name, "map-popup__name");
      add(box, "p", facts.label, "map-tag map-tag--" + safe(facts.group));
      add(box, "p", facts.reason, "map-popup__reason");
      (facts.linked || []).forEach(function (key) {
        var other = GeoIJ.known.get(key);
        if (other) {
          var facts = other.feature.properties;
          var line = add(box, "p", (facts.label === "Completed work" ? "Completed work: " : facts.rank && facts.at ? "Hotspot " + facts.rank + ": " : "Site: "), "map-popup__link");
          add(line, "button", facts.name, "map-link").addEventListener("click", function () { GeoIJ.select(key, "list"); });
        }
      });
      var story = document.querySelector("#" + facts.key + " [data-map-story]");
      if (story) {
        add(add(box, "p", "", "map-popup__link"), "a", story.firstChild.textContent, "map-link").href = story.href;
      }
      var back = add(box, "p", "", "map-popup__link");
      add(back, "button", "Show in the list", "map-link").addEventListener("click", function () {
        opener = null;
        GeoIJ.focusRow(facts.key);
      });
      return box;
    };
  }

  /* Mark one feature as chosen and tell the list. `from` is "map", "keyboard", "list" or "link". */
  GeoIJ.select = function (key, from) {
    var known = GeoIJ.known.get(key);
    if (!known) {
      return;
    }
    var map = GeoIJ.map;
    if (!map.hasLayer(known.group)) {
      map.addLayer(known.group);
    }
    if (from === "list" || from === "link") {
      var target = known.layer.getBounds ? known.layer.getBounds() : L.latLngBounds([known.layer.getLatLng()]);
      // Room above for the popup, which opens over the place.
      map.fitBounds(target, { maxZoom: 16, paddingTopLeft: [30, 150], paddingBottomRight: [30, 30], animate: false });
      known.layer.openPopup();
    }
    mark(known, true);
    GeoIJ.declutter();
    opener = from === "keyboard" ? key : null;
    if (opener) {
      var opened = known.layer.getPopup().getElement();
      var inside = opened && opened.querySelector(".map-popup");
      if (inside) {
        inside.focus({ preventScroll: true });
      }
    }
    GeoIJ.onSelect(key, from);
  };

  GeoIJ.unselect = function (key) {
    var known = GeoIJ.known.get(key);
    if (known) {
      mark(known, false);
      if (opener === key && known.layer.getElement()) {
        known.layer.getElement().focus({ preventScroll: true });
      }
      opener = null;
    }
    GeoIJ.onUnselect(key);
  };

  function mark(known, chosen) {
    var element = known.layer.getElement();
    if (element) {
      element.classList.toggle("map-chosen", chosen);
    }
  }
})();

/* Makes the markers of completed work and of sites, and keeps them from hiding one another. */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  GeoIJ.known = new Map(); // everything on the map by its key: { feature, layer, group }

  var SYMBOLS = {
    work: '<svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">' +
      '<circle cx="14" cy="14" r="12" class="map-work-disc"></circle>' +
      '<path d="M8 14.5l4.2 4.2L20.5 10" class="map-work-tick"></path></svg>',
    site: '<svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">' +
      '<path d="M14 2.5L25.5 14 14 25.5 2.5 14z" class="map-site-shape"></path>' +
      '<path d="M14 8.5v11M8.5 14h11" class="map-site-mark"></path></svg>'
  };

  var SIZE = 28;
  var ROWS_FROM = 14;
  var atSamePoint = new Map();

  /* Work stands above its point and sites below it. */
  GeoIJ.marker = function (feature) {
    var point = feature.geometry.coordinates;
    var kind = feature.properties.group === "work" ? "work" : "site";
    var before = atSamePoint.get(kind + point) || 0;
    atSamePoint.set(kind + point, before + 1);
    return L.marker([point[1], point[0]], {
      keyboard: false, // its own key handler below opens it and moves the focus
      zIndexOffset: kind === "work" ? 500 : 0,
      icon: L.divIcon({ className: "map-marker map-marker--" + kind + " map-marker--" + feature.properties.group.replace(/[^a-z_]/g, ""),
        html: SYMBOLS[kind], iconSize: [SIZE, SIZE], iconAnchor: [14, kind === "work" ? 28 : 0],
        popupAnchor: [0, kind === "work" ? -26 : 2], inRow: before })
    });
  };

  /* Seen from near, several at one point stand in a row; from far that would move them to another town. */
  function place(layer, element) {
    var icon = layer.options.icon.options;
    var aside = GeoIJ.map.getZoom() >= ROWS_FROM ? SIZE * icon.inRow : 0;
    icon.popupAnchor = [aside, icon.popupAnchor[1]];
    element.style.marginLeft = aside - SIZE / 2 + "px";
    return GeoIJ.map.latLngToLayerPoint(layer.getLatLng()).add([aside, -icon.iconAnchor[1]]);
  }

  /* Seen from far, markers fall on one another: the first of them stands for all and says how many more there are. */
  GeoIJ.declutter = function () {
    var shown = [];
    GeoIJ.known.forEach(function (known) {
      var element = known.layer.getElement && known.layer.getLatLng && known.layer.getElement();
      if (!element || !GeoIJ.map) {
        return;
      }
      var at = place(known.layer, element);
      var over = element.classList.contains("map-chosen") ? null : shown.find(function (other) {
        return Math.abs(other.at.x - at.x) < SIZE - 1 && Math.abs(other.at.y - at.y) < SIZE - 1;
      });
      element.classList.toggle("map-covered", Boolean(over));
      element.removeAttribute("data-map-more");
      if (over) {
        over.more += 1;
        over.element.setAttribute("data-map-more", "+" + over.more);
      } else {
        shown.push({ at: at, element: element, more: 0 });
      }
    });
  };
})();

/* Says in the map's corner which town is in view, once the reader is too near to see its name. */
(function () {
  "use strict";

  var GeoIJ = (window.GeoIJ = window.GeoIJ || {});
  var FROM_ZOOM = 14;
  var LEAST_PEOPLE = 500; // what a place counts as where its population is not known

  GeoIJ.Where = L.Control.extend({
    options: { position: "topleft" },
    onAdd: function (map) {
      this._box = L.DomUtil.create("p", "map-where");
      map.on("moveend", this._say, this);
      this._say();
      return this._box;
    },
    onRemove: function (map) {
      map.off("moveend", this._say, this);
    },
    /* The place whose distance, counted in radii of a town of its size, is least. */
    _say: function () {
      var map = this._map || GeoIJ.map;
      var box = this._box;
      box.hidden = map.getZoom() < FROM_ZOOM;
      if (box.hidden) {
        return;
      }
      GeoIJ.ground().then(function (data) {
        var middle = map.project(map.getCenter(), data.unitZoom);
        var best = null;
        data.places.forEach(function (place) {
          var far = Math.hypot(place.x - middle.x, place.y - middle.y) / Math.sqrt(Math.max(place.people, LEAST_PEOPLE));
          if (!best || far < best.far) {
            best = { name: place.name, far: far };
          }
        });
        box.hidden = !best;
        box.textContent = best ? best.name : "";
      }, function () { box.hidden = true; });
    }
  });
})();

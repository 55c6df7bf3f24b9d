/* Shows the places to choose from on a map with a pin in its middle: whoever moves the map puts the pin on another
   place, by finger, mouse or arrow keys. The page works without it. */
(function () {
  "use strict";

  var box = document.querySelector("[data-report-map]");
  if (!box || !window.L) {
    return;
  }
  var GeoIJ = window.GeoIJ;
  var form = box.closest("form");
  var pinChoice = form.querySelector("[data-report-pin]");
  var near = box.querySelector("[data-report-near]");
  var NEAR = 17;
  var PIXELS_OFF = 12; // how far a finger misses what it aims at
  var COARSE = 5; // metres a pixel, from which the pin does not count
  var NEAR_STREET = 250; // metres within which a street is near
  var LEAST_PEOPLE = 500; // what a place counts as where its population is not known
  var SETTLED = 500; // milliseconds without a move, after which the place is said
  var waiting = null;
  var moving = false; // the page moves the map, not the reader
  var circle = null;

  document.documentElement.classList.add("map-js");
  box.hidden = false;
  var map = L.map(box.querySelector("[data-report-canvas]"), {
    attributionControl: false, zoomControl: false, minZoom: 8, maxZoom: 18, zoomSnap: 0.5
  });
  L.control.zoom({ position: "bottomright", zoomInTitle: "Nearer", zoomOutTitle: "Farther" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  var canvas = map.getContainer();
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", "Map. Move it with the arrow keys until the pin is on the place");
  var pin = document.createElement("div");
  pin.className = "app-report-pin";
  pin.setAttribute("aria-hidden", "true");
  canvas.appendChild(pin);

  start();
  new GeoIJ.Ground({ minZoom: 8, maxZoom: 18, updateWhenIdle: false }).addTo(map);
  new GeoIJ.Names({ pane: "names", minZoom: 8, maxZoom: 18, updateWhenIdle: false }).addTo(map);
  new GeoIJ.Where().addTo(map);

  form.querySelectorAll("[data-report-at]").forEach(function (choice) {
    choice.addEventListener("change", function () { showChoice(choice); });
  });
  map.on("click", function (event) { map.panTo(event.latlng); });
  map.on("movestart zoomstart", function () {
    if (!moving) {
      choosePin();
    }
  });
  map.on("moveend", function () {
    if (moving) {
      moving = false;
    } else {
      choosePin();
    }
    write();
    if (pinChoice.checked && scale() <= COARSE) {
      pinChoice.dispatchEvent(new Event("change", { bubbles: true }));
    }
    sayWhere();
  });
  pinChoice.addEventListener("change", function () {
    write();
    sayWhere();
  });
  GeoIJ.ground().then(function () { box.setAttribute("data-map-ready", "yes"); }, function () {
    box.hidden = true;
    pinChoice.closest("[data-report-needs-script]").hidden = true;
  });

  function start() {
    var inTown = box.hasAttribute("data-report-town"); // what is offered is not in the town that was named
    var offered = Array.prototype.slice.call(form.querySelectorAll("[data-report-at]"));
    var chosen = form.querySelector("[data-report-at]:checked") || (offered.length === 1 && !inTown ? offered[0] : null);
    if (pinChoice.checked && form.elements.latitude.value) {
      // As it was left, so that whoever has to zoom in sees why.
      var latitude = Number(form.elements.latitude.value);
      var metres = Number(form.elements.accuracy.value) / PIXELS_OFF;
      go([latitude, Number(form.elements.longitude.value)], Math.min(NEAR, Math.log2(aroundTheWorld(latitude) / (256 * metres))));
    } else if (chosen) {
      showChoice(chosen);
    } else {
      var corners = offered.length && !inTown ? offered.map(pointOf) : JSON.parse(box.dataset.reportView);
      moving = true;
      map.fitBounds(L.latLngBounds(corners).pad(0.1), { animate: false });
      moving = false;
    }
    offered.forEach(function (choice) {
      L.circleMarker(pointOf(choice), { radius: 6, color: "#123c3a", weight: 2, fillOpacity: 0.6, interactive: false }).addTo(map);
    });
    write();
  }

  function pointOf(choice) {
    return choice.dataset.reportAt.split(",").slice(0, 2).map(Number);
  }

  function go(at, zoom) {
    moving = true;
    map.setView(at, zoom, { animate: false });
    moving = false;
  }

  function showChoice(choice) {
    var parts = choice.dataset.reportAt.split(",").map(Number);
    var radius = Math.max(parts[2], 10);
    if (circle) {
      circle.remove();
    }
    go([parts[0], parts[1]], Math.max(11, Math.min(NEAR, 17 - Math.log2(radius / 100))));
    circle = L.circle([parts[0], parts[1]], { radius: radius, color: "#123c3a", weight: 2, fillOpacity: 0.08, interactive: false }).addTo(map);
  }

  function choosePin() {
    pinChoice.checked = true;
    if (circle) {
      circle.remove();
      circle = null;
    }
  }

  function write() {
    var middle = map.getCenter();
    form.elements.longitude.value = middle.lng.toFixed(6);
    form.elements.latitude.value = middle.lat.toFixed(6);
    form.elements.accuracy.value = accuracy().toFixed(1);
  }

  function aroundTheWorld(latitude) {
    return 40075016.7 * Math.cos(latitude * Math.PI / 180);
  }

  function scale() {
    return aroundTheWorld(map.getCenter().lat) / (256 * Math.pow(2, map.getZoom()));
  }

  function accuracy() {
    return Math.max(10, scale() * PIXELS_OFF);
  }

  /* Say in words what the pin is near, once the map rests: who does not see the map hears where it is. */
  function sayWhere() {
    clearTimeout(waiting);
    if (!pinChoice.checked) {
      near.textContent = "";
      return;
    }
    waiting = setTimeout(function () {
      GeoIJ.ground().then(function (data) {
        var name = nameAt(data);
        var said = name ? "The pin is near " + name + ". " : "";
        near.textContent = said + (scale() > COARSE ? "Zoom in until you can see streets, then move the pin."
          : "Accurate to about " + Math.round(accuracy() / 10) * 10 + " metres.");
      }, function () { near.textContent = ""; });
    }, SETTLED);
  }

  /* The nearest street and the town, each as the map itself names them. */
  function nameAt(data) {
    var middle = map.project(map.getCenter(), data.unitZoom);
    var unit = aroundTheWorld(map.getCenter().lat) / (256 * Math.pow(2, data.unitZoom));
    function least(list, far) {
      return list.reduce(function (best, one) {
        var distance = far(one, Math.hypot(one.x - middle.x, one.y - middle.y));
        return distance < best.far ? { name: one.name, far: distance } : best;
      }, { name: "", far: Infinity });
    }
    var street = least(data.streets, function (one, distance) { return distance * unit; });
    var town = least(data.places, function (one, distance) { return distance / Math.sqrt(Math.max(one.people, LEAST_PEOPLE)); });
    return [scale() <= COARSE && street.far <= NEAR_STREET ? street.name : "", town.name].filter(Boolean).join(", ");
  }
})();

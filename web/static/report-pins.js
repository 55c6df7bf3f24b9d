/* Shows the reports of a page on a map, each a pin, and ties both: picking one in the list shows it on the map, picking
   it on the map marks it in the list. Around what is picked a circle says how far off its place may be. */
(function () {
  "use strict";

  var box = document.querySelector("[data-pins]");
  if (!box || !window.L) {
    return;
  }
  var GeoIJ = window.GeoIJ;
  var pins = JSON.parse(box.dataset.pins);
  var status = box.querySelector("[data-pins-status]");
  var calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var SIZE = 28; // a pin's width and height, which markers.js keeps apart
  var alone = pins.filter(function (pin) { return pin.href; }).length === 0; // the page of one report
  var atSamePoint = new Map();
  var chosen = null;
  var opener = null; // the pin that a key opened: it gets the focus back
  var circle = null;

  document.documentElement.classList.add("map-js");
  var map = L.map(box.querySelector("[data-pins-canvas]"), {
    attributionControl: false, zoomControl: false, minZoom: 8, maxZoom: 18, zoomSnap: 0.5
  });
  var canvas = map.getContainer();
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", canvas.getAttribute("data-pins-called"));
  GeoIJ.map = map;
  L.control.zoom({ position: "bottomright", zoomInTitle: "Nearer", zoomOutTitle: "Farther" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  showAll();
  new GeoIJ.Ground({ minZoom: 8, maxZoom: 18, updateWhenIdle: false }).addTo(map);
  new GeoIJ.Names({ pane: "names", minZoom: 8, maxZoom: 18, updateWhenIdle: false }).addTo(map);
  new GeoIJ.Where().addTo(map);
  pins.forEach(add);
  map.on("zoomend", GeoIJ.declutter);
  map.on("moveend zoomend", reach);
  GeoIJ.declutter();
  reach();
  keepInFrame();
  document.querySelectorAll("[data-pins-key]").forEach(makeButton);
  GeoIJ.ground().then(function () { box.setAttribute("data-map-ready", "yes"); }, function () {
    canvas.hidden = true;
    box.querySelector("[data-pins-failed]").hidden = false;
  });

  function around(pin) {
    return L.latLng(pin.at).toBounds(2 * Math.max(pin.reach, 60));
  }

  function showAll() {
    var bounds = L.latLngBounds([]);
    pins.forEach(function (pin) { bounds.extend(alone ? around(pin) : pin.at); });
    map.fitBounds(bounds.pad(0.05), { maxZoom: 16, padding: [24, 24], animate: false });
  }

  function add(pin) {
    var before = atSamePoint.get(String(pin.at)) || 0;
    atSamePoint.set(String(pin.at), before + 1);
    var sign = document.createElement("span");
    sign.className = "app-pin__sign";
    sign.textContent = pin.sign;
    var layer = L.marker(pin.at, {
      keyboard: false, // its own key handler below opens it and moves the focus
      icon: L.divIcon({ className: "map-marker app-pin app-pin--" + pin.kind, html: sign, iconSize: [SIZE, SIZE],
        iconAnchor: [SIZE / 2, SIZE + 5], popupAnchor: [0, -SIZE - 2], inRow: before })
    });
    if (alone) {
      circleAt(pin).addTo(map);
    }
    layer.bindPopup(function () { return popup(pin); }, { maxWidth: 260, autoPanPaddingTopLeft: [12, 50], autoPanPaddingBottomRight: [12, 12] });
    layer.on("click", function () { select(pin.key, "map"); });
    layer.on("popupclose", function () { unselect(pin.key); });
    GeoIJ.known.set(pin.key, { layer: layer, pin: pin });
    layer.addTo(map);
    var element = layer.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", [pin.name, pin.says].filter(Boolean).join(". "));
    element.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        layer.openPopup();
        select(pin.key, "keyboard");
      }
    });
  }

  function circleAt(pin) {
    return L.circle(pin.at, { radius: pin.reach, color: "#123c3a", weight: 2, fillOpacity: 0.08, interactive: false });
  }

  function put(parent, tag, text, className) {
    var element = document.createElement(tag);
    element.className = className || "";
    element.textContent = text;
    return parent.appendChild(element);
  }

  function popup(pin) {
    var inside = document.createElement("div");
    inside.className = "map-popup";
    inside.tabIndex = -1;
    put(inside, "p", pin.name, "map-popup__name");
    put(inside, "p", (pin.says ? pin.says + ". " : "") + "To within " + pin.reach.toLocaleString("en-GB") + " m.");
    if (pin.href) {
      put(put(inside, "p", "", "map-popup__link"), "a", "Open report " + pin.key, "map-link").href = pin.href;
    }
    var row = rowOf(pin.key);
    if (row) {
      var button = put(put(inside, "p", "", "map-popup__link"), "button", "Show in the list", "map-link");
      button.type = "button";
      button.addEventListener("click", function () {
        opener = null;
        row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
        row.querySelector("a").focus({ preventScroll: true });
      });
    }
    return inside;
  }

  function rowOf(key) {
    var button = document.querySelector('[data-pins-key="' + key + '"]');
    return button && button.closest("li");
  }

  /* What says in the list that a report is on the map becomes a button that shows it there. */
  function makeButton(place) {
    if (GeoIJ.known.has(place.getAttribute("data-pins-key"))) {
      place.hidden = false;
      place.addEventListener("click", function () { select(place.getAttribute("data-pins-key"), "list"); });
    }
  }

  function select(key, from) {
    var known = GeoIJ.known.get(key);
    if (chosen && chosen !== key) {
      unselect(chosen);
    }
    chosen = key;
    if (from === "list") {
      // Room above for the popup, which opens over the place.
      map.fitBounds(around(known.pin), { maxZoom: 16, paddingTopLeft: [30, 150], paddingBottomRight: [30, 30], animate: false });
      known.layer.openPopup();
      status.textContent = "Shown on the map: " + known.pin.name;
    }
    opener = from === "keyboard" ? key : null;
    if (!alone && !circle) {
      circle = circleAt(known.pin).addTo(map);
    }
    mark(key, true);
    if (opener) {
      known.layer.getPopup().getElement().querySelector(".map-popup").focus({ preventScroll: true });
    }
    show(key, from);
  }

  function unselect(key) {
    mark(key, false);
    if (circle) {
      circle.remove();
      circle = null;
    }
    if (opener === key) {
      GeoIJ.known.get(key).layer.getElement().focus({ preventScroll: true });
    }
    opener = chosen = null;
  }

  function mark(key, isChosen) {
    var row = rowOf(key);
    GeoIJ.known.get(key).layer.getElement().classList.toggle("map-chosen", isChosen);
    GeoIJ.declutter();
    if (row) {
      row.classList.toggle("app-queue__item--chosen", isChosen);
    }
  }

  /* Bring the other of both into view: the map where it was picked in the list, the row where there is room for both. */
  function show(key, from) {
    var seen = canvas.getBoundingClientRect();
    var row = rowOf(key);
    if (from === "list" && (seen.top < 0 || seen.bottom > window.innerHeight)) {
      canvas.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    } else if (from === "map" && row && row.getBoundingClientRect().right <= seen.left) {
      row.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    }
  }

  /* Only what is in view is reached by the Tab key: focus would otherwise drag the map out of its frame. */
  function reach() {
    var view = map.getBounds();
    GeoIJ.known.forEach(function (known) {
      var element = known.layer.getElement();
      var isSeen = view.contains(known.layer.getLatLng()) && !element.classList.contains("map-covered");
      element.setAttribute("tabindex", isSeen ? "0" : "-1");
    });
  }

  function keepInFrame() {
    canvas.addEventListener("scroll", function () {
      canvas.scrollTop = 0;
      canvas.scrollLeft = 0;
    });
    canvas.addEventListener("keydown", function (event) {
      if (event.key === "Escape") {
        map.closePopup();
      }
    });
  }
})();
